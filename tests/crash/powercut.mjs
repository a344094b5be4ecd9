// Power cut: one traced run of the tracker under load, then thousands of disks as a power cut may
// have left them, each opened by the real tracker. Nothing acknowledged may be missing, nothing may
// be there that was not sent, and every store must open and verify.
//
//   node tests/crash/powercut.mjs [--states N] [--seed N] [--expect-loss] [--keep DIR]
//
// --expect-loss turns the verdict round, for a tracker built with synchronous=NORMAL: a test that
// does not find its losses could not find ours.

import { createHmac, randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

import { buildSite, run, tracker } from '../http/harness.mjs';
import { Disk, random } from './disk.mjs';
import { steps, traced } from './trace.mjs';

const { values: option } = parseArgs({ options: {
	states: { type: 'string', default: '10000' },
	seed: { type: 'string', default: String(Date.now() % 1e9) },
	'expect-loss': { type: 'boolean', default: false },
	keep: { type: 'string' },
} });
const base = existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
const work = mkdtempSync(path.join(base, 'lr-powercut-'));
const data = path.join(work, 'data');
const facts = 3600; // so that the log is moved into the database in each life
const connections = 16;

process.on('exit', () => rmSync(work, { recursive: true, force: true }));

function post(agent, port, auth, events) {
	const body = JSON.stringify({ events });

	return new Promise((done, fail) => {
		const req = http.request({ agent, port, host: '127.0.0.1', method: 'POST', path: '/api/v1/events',
			headers: { Authorization: `Bearer ${auth}`, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } },
		(res) => {
			res.resume();
			res.on('end', () => done(res.statusCode));
		});
		req.on('error', fail);
		req.end(body);
	});
}

// One life of the tracker under strace, with the facts first..last sent over 16 connections.
async function life(number, args, auth, person, first, last) {
	const file = path.join(work, `trace-${number}`);
	const child = spawn('strace', ['-f', '-xx', '-s', '8388608', '-e', `trace=${traced}`, '-e', 'signal=none', '-o', file,
		tracker, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
	let out = '';
	let err = '';

	child.stderr.on('data', (d) => (err += d));
	const port = await new Promise((done, fail) => {
		child.stdout.on('data', (d) => {
			out += d;
			const m = /^listening on http:\/\/\S+:(\d+)/m.exec(out);
			if (m)
				done(Number(m[1]));
		});
		child.on('close', () => fail(new Error(`the tracker did not start: ${err}`)));
	});
	const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
	let next = first;

	await Promise.all(Array.from({ length: connections }, async () => {
		while (next < last) {
			const i = next++;
			const status = await post(agent, port, auth, [{ id: person[i].id, person: { iss: 'powercut', sub: String(i) },
				verb: 'completed', module: 'eins', at: new Date().toISOString() }]);

			if (status !== 200 && status !== 503)
				throw new Error(`a fact was answered with ${status}: ${err}`);
		}
	}));
	agent.destroy();
	const pids = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
	process.kill(Number(pids[0]), 'SIGTERM');
	await new Promise((done) => child.on('close', done));
	return readFileSync(file, 'utf8');
}

const site = await buildSite(null);
mkdirSync(data);
const added = await run(tracker, ['client', 'add', 'powercut', '--scope', 'events', '--data', data]);
if (added.code !== 0)
	throw new Error(added.stderr);
const auth = added.stdout.trim().split('\n').at(-1);
const start = path.join(work, 'start');
cpSync(data, start, { recursive: true });

const key = readFileSync(path.join(data, 'pseudonym.key'));
const person = Array.from({ length: facts }, (_, i) => ({ id: randomUUID(),
	name: createHmac('sha256', key).update(`powercut\n${i}`).digest('hex').slice(0, 32) }));
const byId = new Map(person.map((p) => [p.id, p.name]));
const sent = new Set(person.map((p) => p.name));
const serve = ['serve', '--data', data, '--site', site.out, '--listen', '127.0.0.1:0'];
const half = Math.floor(facts / 2);
const traces = [await life(1, serve, auth, person, 0, half), await life(2, serve, auth, person, half, facts)];

// The disk begins with what `client add` left, as if it had been synced: its own crash states are
// those of a store without facts.
const disk = new Disk(data);
const rnd = random(Number(option.seed));
{
	disk.durable.set(data, { folder: true });
	for (const name of readdirSync(start, { recursive: true })) {
		const st = statSync(path.join(start, name));
		const file = st.isDirectory() ? { folder: true }
			: { synced: st.isFile() ? readFileSync(path.join(start, name)) : Buffer.alloc(0), pending: [], mode: st.mode & 0o777 };

		if (st.isFile() || st.isDirectory())
			disk.durable.set(path.join(data, name), file);
	}
	disk.now = new Map(disk.durable);
}

const all = [];
for (const text of traces)
	all.push(...steps(text, data, (all.at(-1)?.at ?? 0) + 1));
const points = all.filter((s) => s.op !== 'answer' && s.op !== 'chmod').length;
const perPoint = Number(option.states) / points;
console.log(`powercut: ${all.length} steps, ${all.filter((s) => s.op === 'sync').length} syncs, seed ${option.seed}`);

const tally = { states: 0, lost: 0, phantom: 0, twice: 0, corrupt: 0 };
const acknowledged = new Set();
let owed = 0;
let serial = 0;

async function judge(dir, expected, fate, at) {
	const verified = await run(tracker, ['verify', '--data', dir]);
	const exported = await run(tracker, ['export', 'events', '--data', dir]);
	const found = exported.stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line).person);
	const unique = new Set(found);
	const lost = [...expected].filter((p) => !unique.has(p)).length;
	const phantom = [...unique].filter((p) => !sent.has(p)).length;
	const bad = verified.code !== 0 || exported.code !== 0;

	tally.states++;
	tally.lost += lost;
	tally.phantom += phantom;
	tally.twice += found.length - unique.size;
	tally.corrupt += bad;
	if ((lost || phantom || bad) && !option['expect-loss'])
		console.log(`state at step ${at} (${fate}): ${lost} lost, ${phantom} phantom, verify ${verified.code} ${verified.stderr.trim()} export ${exported.code} ${exported.stderr.trim()}`);
	if ((lost || phantom || bad) && option.keep)
		cpSync(dir, path.join(option.keep, path.basename(dir)), { recursive: true });
	rmSync(dir, { recursive: true, force: true });
}

let running = [];
for (const [at, s] of all.entries()) {
	disk.step(s);
	if (s.op === 'answer') {
		for (const [, list] of s.text.matchAll(/"recorded"\s*:\s*\[([^\]]*)\]/g)) {
			for (const [, id] of list.matchAll(/"([^"]+)"/g))
				acknowledged.add(byId.get(id));
		}
		continue;
	}
	for (owed += perPoint; owed >= 1; owed--) {
		const dir = path.join(work, `state-${serial++}`);

		mkdirSync(dir, { mode: 0o700 });
		const fate = disk.crash(dir, rnd);
		running.push(judge(dir, new Set(acknowledged), fate, at));
		if (running.length >= 4) {
			await Promise.all(running);
			running = [];
		}
	}
}
await Promise.all(running);

console.log(`powercut: ${tally.states} states, ${acknowledged.size} facts acknowledged: ` +
	`${tally.lost} lost, ${tally.phantom} phantom, ${tally.twice} twice, ${tally.corrupt} corrupt`);
if (acknowledged.size === 0 || tally.states < Number(option.states) * 0.9)
	throw new Error('too little was tried');
const failed = tally.lost + tally.phantom + tally.twice + tally.corrupt > 0;
process.exitCode = failed === option['expect-loss'] ? 0 : 1;
if (option['expect-loss'])
	console.log(failed ? 'powercut: the missing syncs were found, as they should be' : 'powercut: the missing syncs were NOT found');
