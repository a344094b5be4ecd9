// The store's log: long while a slow reader holds it up, of its usual size again soon after.

import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { addClient, assert, event, path, postEvents, startTracker, tempDir } from './harness.mjs';

const USUAL = 24_000_000; // bytes

// Someone in the middle of reading the store; what comes later stays in the log.
async function slowReader(c, data) {
	const reader = spawn('sqlite3', ['-readonly', path.join(data, 'store.db')], { stdio: ['pipe', 'pipe', 'inherit'] });

	c.after(() => reader.kill('SIGKILL'));
	reader.stdin.write('BEGIN; SELECT count(*) FROM fact;\n');
	await new Promise((done) => reader.stdout.once('data', done));
	return { end: () => new Promise((done) => { reader.on('close', done); reader.stdin.end(); }) };
}

test('a log that a slow reader made long gets its usual size again', async (c) => {
	const data = path.join(tempDir(c, 'lr-log'), 'data'), t = await startTracker(c, { data }), key = await addClient(data, 'eins');
	const size = () => statSync(path.join(data, 'store.db-wal')).size;
	const record = async (fine) => {
		for (let i = 0; i < 400 && !fine(); i++)
			assert.equal((await postEvents(t, key, Array.from({ length: 500 }, () => event()))).status, 200);
		return fine();
	};
	// Once, soon after the start, what has had its time goes, and the log is cut to nothing.
	await postEvents(t, key, [event()]);
	for (const until = Date.now() + 20_000; size() > 0 && Date.now() < until;)
		await sleep(20);
	assert.equal(size(), 0);
	const reader = await slowReader(c, data);

	assert.ok(await record(() => size() > 2 * USUAL), `grows while someone reads: ${size()} bytes`);
	await reader.end();
	assert.ok(await record(() => size() <= USUAL), `as small as ever afterwards: ${size()} bytes`);
});

test('a start beside a slow reader records, and the log is cut when that has ended', async (c) => {
	const data = path.join(tempDir(c, 'lr-log'), 'data'), first = await startTracker(c, { data }), key = await addClient(data, 'eins');

	assert.equal((await postEvents(first, key, [event()])).status, 200);
	const reader = await slowReader(c, data);

	assert.equal((await postEvents(first, key, [event()])).status, 200);
	await first.stop('SIGKILL');
	const t = await startTracker(c, { data }), began = Date.now();
	let status = 0;

	while (status !== 200 && Date.now() - began < 5000) {
		({ status } = await postEvents(t, key, [event()]));
		await sleep(20);
	}
	assert.equal(status, 200, `records within 5 s: ${t.err}`);
	await reader.end();
	for (const until = Date.now() + 20_000; statSync(path.join(data, 'store.db-wal')).size > 0 && Date.now() < until;)
		await sleep(20);
	assert.equal(statSync(path.join(data, 'store.db-wal')).size, 0);
	await t.stop();
	assert.match(t.err, /log_not_cut/);
});
