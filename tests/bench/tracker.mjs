// `make bench-tracker`: recording facts, all ratios in one run, on one machine with the load generator
// on the same cores: once with wrk, and once with load.c, which takes less of them and so leaves more
// to libmicrohttpd alone. SECONDS_EACH=n (4), RUNS=n (3).

import { execFile, execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { addClient, load, median, path, root, scratch, serve, startTracker, table, tool } from './common.mjs';

const seconds = Number(process.env.SECONDS_EACH ?? 4), runs = Number(process.env.RUNS ?? 3);
const dir = scratch('bench-tracker', false); // on the disk: a sync in memory costs nothing
const slow = { env: { ...process.env, LD_PRELOAD: tool('slow_sync.so'), SYNC_US: '1000' } };
const each = path.join(root, 'build/each/lernreise-tracker'); // QUEUE_BATCH_ROWS=1
const results = {};
const note = (name, r) => (results[name] ??= []).push(r);

async function start(name, options) {
	const t = await startTracker(null, { data: path.join(dir, name), ...options });

	return { t, port: t.port, key: await addClient(t.data, 'bench') };
}
const bare = { port: (await serve([tool('bare')], /(\d+)\n/)).found, key: 'nobody:asks' };
const many = await start('many'), one = await start('one', { program: each });
const manySlow = await start('many-slow', slow), oneSlow = await start('one-slow', { program: each, ...slow });

const facts = ({ port, key }, connections = 64, s = seconds, rate = 0) => load(port, connections, s, rate, 'facts', key, 'eins');
async function wrk({ port, key }) {
	const { stdout } = await promisify(execFile)('wrk', ['-t', '2', '-c', '64', '-d', `${seconds}s`, '-s', path.join(root, 'tests/bench/events.lua'),
		`http://127.0.0.1:${port}`, '--', key, 'eins']);

	return JSON.parse(/^\{.*\}$/m.exec(stdout)[0]);
}
function commits(n) {
	const file = path.join(dir, 'commits.db');

	for (const end of ['', '-wal', '-shm'])
		rmSync(file + end, { force: true });
	return JSON.parse(execFileSync(tool('commits'), [file, String(seconds / 2), String(n)], { encoding: 'utf8' }));
}

for (let i = 0; i < runs; i++) {
	note('libmicrohttpd, 204, nothing stored', await facts(bare));
	note('tracker', await facts(many));
	note('libmicrohttpd, by wrk', await wrk(bare));
	note('tracker, by wrk', await wrk(many));
	note('tracker that commits each fact', await facts(one));
	note('tracker, sync + 1 ms', await facts(manySlow));
	note('tracker that commits each, sync + 1 ms', await facts(oneSlow));
	note('tracker, 1 connection', await facts(many, 1, seconds / 2));
	note('SQLite alone, 1 fact a commit', commits(1));
	note('SQLite alone, 64 facts a commit', commits(64));
}
const rate = (n) => median(results[n].map((r) => r.rate));
const fresh = await start('fresh');
for (let i = 0; i < runs; i++) {
	note('tracker, half load, a new record', await facts(fresh, 64, seconds, rate('tracker') / 2));
	note('tracker, half load, the record of the runs above', await facts(many, 64, seconds, rate('tracker') / 2));
}

const p = (n, k) => (results[n][0][k] === undefined ? '' : median(results[n].map((r) => r[k])));
const times = (n, peer) => (rate(n) / rate(peer)).toFixed(2);
console.log(`one fact a request, 64 connections, ${runs} runs of ${seconds} s, medians`);
table([['', 'per second', 'p50 µs', 'p99 µs'], ...Object.keys(results).map((n) => [n, rate(n), p(n, 'p50'), p(n, 'p99')])]);
console.log('ratios');
table([['', ''], ...[['tracker', 'libmicrohttpd, 204, nothing stored'], ['tracker, by wrk', 'libmicrohttpd, by wrk'],
	['tracker', 'tracker that commits each fact'], ['tracker', 'tracker, 1 connection'], ['tracker', 'SQLite alone, 1 fact a commit'],
	['tracker, sync + 1 ms', 'tracker that commits each, sync + 1 ms']].map(([n, peer]) => [`${n} / ${peer}`, times(n, peer)])]);
const bad = Object.entries(results).filter(([n]) => n.startsWith('tracker')).flatMap(([, l]) => l).filter((r) => r.refused + r.lost > 0);
if (bad.length)
	throw new Error(`the tracker refused or lost: ${JSON.stringify(bad)}`);
for (const x of [many, one, manySlow, oneSlow, fresh])
	await x.t.stop();
process.exit(0);
