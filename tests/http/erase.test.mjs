// What was erased is gone from the files, not only from the answers.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addClient, event, exportEvents, importPeople, people, postEvents, startTracker, tracker, Visitor } from './harness.mjs';

const FORM = 'application/x-www-form-urlencoded';

// The files of `data` that hold these bytes; `erasures` is meant to name what was erased.
const holding = (data, bytes) => readdirSync(data)
	.filter((f) => f !== 'erasures' && statSync(path.join(data, f)).isFile())
	.filter((f) => readFileSync(path.join(data, f)).includes(bytes));

async function goneWithin(ms, data, bytes) {
	const end = Date.now() + ms;
	let left = holding(data, bytes);

	while (left.length > 0 && Date.now() < end) {
		await new Promise((r) => setTimeout(r, 100));
		left = holding(data, bytes);
	}
	assert.deepEqual(left, []);
}

describe('erasing', () => {
	let t;

	before(async () => {
		t = await startTracker(null, { demo: true });
		await importPeople(t.data);
	});
	after(() => t?.stop());

	async function completeAndErase(during = async () => {}) {
		const v = new Visitor(t);

		await v.signIn('lena');
		const me = await v.me();
		const pseudonym = Buffer.from(me.stored.pseudonym, 'hex');
		const r = await v.postEvents([{ id: randomUUID(), verb: 'completed', module: 'eins',
			at: new Date().toISOString() }], { 'X-Token': me.token });

		assert.equal(r.json().recorded.length, 1, r.text);
		assert.ok(holding(t.data, pseudonym).length > 0, 'it is there before');
		await during();
		const gone = await v.request('POST', '/-/loeschen', { headers: { 'Content-Type': FORM, Origin: t.url },
			body: `alles=1&token=${me.token}` });

		assert.equal(gone.status, 303, gone.text);
		return pseudonym;
	}

	test('what a person erases is in no database file and no log, at once', async () => {
		assert.deepEqual(holding(t.data, await completeAndErase()), []);
	});

	test('also when an export was reading meanwhile, once that has ended; nobody waits long for it', async () => {
		const key = await addClient(t.data, 'viele');
		let reader, took;

		for (let i = 0; i < 4; i++)
			assert.equal((await postEvents(t, key, Array.from({ length: 500 }, () => event()))).status, 200);
		try {
			const pseudonym = await completeAndErase(async () => {
				// nobody reads what it prints: it stands still in the middle of its one statement
				reader = spawn(tracker, ['export', 'events', '--data', t.data], { stdio: ['ignore', 'pipe', 'ignore'] });
				await new Promise((r) => setTimeout(r, 700));
				took = Date.now();
			});

			took = Date.now() - took;
			assert.ok(took < 5000, `the answer took ${took} ms`);
			reader.kill('SIGKILL');
			await goneWithin(5000, t.data, pseudonym);
		} finally {
			reader?.kill('SIGKILL');
		}
	});

	test('who is no longer in people.csv is in no file', async () => {
		assert.ok(holding(t.data, 'Paul Erfunden').length > 0);
		await importPeople(t.data, people.replace(/^demo,paul.*\n/m, ''));
		assert.deepEqual(holding(t.data, 'Paul Erfunden'), []);
	});

	test('the order of an export says nothing about who came first', async () => {
		const order = (await exportEvents(t.data)).map((e) => e.person);

		assert.deepEqual(order, [...order].sort());
	});

	test('a session is not exchanged by a form of which nobody can tell where it comes from', async () => {
		const v = new Visitor(t);

		await v.signIn('lena');
		const r = await v.request('POST', '/-/anmelden', { headers: { 'Content-Type': FORM }, body: 'person=hanna' });

		assert.equal(r.status, 403);
		assert.equal((await v.me()).name, 'Lena Erfunden');
	});
});

// DATA/erasures is a file of the record like any other (CONTRACTS.md, "Faults").
async function oneStored(c) {
	const t = await startTracker(c, { demo: true }), v = new Visitor(t);

	await importPeople(t.data);
	await v.signIn('lena');
	const me = await v.me();
	assert.equal((await v.postEvents([{ id: randomUUID(), verb: 'completed', module: 'eins', at: new Date().toISOString() }],
		{ 'X-Token': me.token })).status, 200);
	const erase = () => v.request('POST', '/-/loeschen', { headers: { 'Content-Type': FORM, Origin: t.url }, body: `alles=1&token=${me.token}` });

	return { t, erase, file: path.join(t.data, 'erasures') };
}

test('no room for the note of an erasure: 503, nothing is erased, and it works when there is room', async (c) => {
	const { t, erase, file } = await oneStored(c);

	symlinkSync('/dev/full', file);
	const r = await erase();
	assert.equal(r.status, 503, r.text);
	assert.ok(Number(r.headers['retry-after']) > 0);
	assert.equal((await exportEvents(t.data)).length, 1);
	unlinkSync(file);
	let status = 0;
	for (const end = Date.now() + 5000; status !== 303 && Date.now() < end;)
		({ status } = await erase());
	assert.equal(status, 303, t.err);
	assert.equal((await exportEvents(t.data)).length, 0);
});

test('the note of an erasure cannot be written: 503, and the process ends with 3', async (c) => {
	const { t, erase, file } = await oneStored(c);

	mkdirSync(file);
	const r = await erase().catch(() => ({ status: 503 })); // or it is gone already
	assert.equal(r.status, 503, r.text);
	assert.equal((await t.ended).code, 3, t.err);
	assert.match(t.err, /event=record_stopped .*erasures/);
	assert.equal((await exportEvents(t.data)).length, 1);
});
