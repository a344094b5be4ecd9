// The end of a run, and its edges: SIGTERM answers what has come in; a crowd of slow connections keeps
// nobody out; more than the queue holds is refused with a time to come back, and nothing is lost.

import { renameSync } from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';
import { addClient, answers, assert, bearer, event, exportEvents, path, postEvents, request, startTracker, tempDir } from './harness.mjs';

const dataDir = (c) => path.join(tempDir(c, 'lr-stop'), 'data');

// A whole request of `n` events as bytes.
function bytesOf(key, n) {
	const body = JSON.stringify({ events: Array.from({ length: n }, () => event()) });

	return `POST /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: ${bearer(key).Authorization}\r\nContent-Type: application/json\r\n` +
		`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

// Sends `text` at once; { sent, answer } settle when it has left and when the other side has answered or closed.
function send(port, text) {
	const s = net.connect(port, '127.0.0.1');
	let got = '';
	const sent = new Promise((done) => s.on('connect', () => s.write(text, done)));
	const answer = new Promise((done) => {
		s.on('error', () => done(null));
		s.on('close', () => done(answers(got)[0] ?? null));
		s.on('data', (d) => {
			got += d;
			if (answers(got)[0]?.body.length > 0)
				s.destroy();
		});
	});

	return { sent, answer, socket: s };
}

test('SIGTERM while requests are on their way: each gets its answer, and what it says is so', async (c) => {
	for (let round = 0; round < 3; round++) {
		const data = dataDir(c), t = await startTracker(c, { data }), key = await addClient(data, 'eins');
		const whole = Array.from({ length: 24 }, () => send(t.port, bytesOf(key, 500)));
		// One that has begun, too, and ends after the signal.
		const text = bytesOf(key, 10), half = send(t.port, text.slice(0, 400));

		await Promise.all([...whole, half].map((x) => x.sent));
		const end = t.stop('SIGTERM');
		await new Promise((done) => setTimeout(done, 600)); // other threads are waited for first, 0.2 s each
		half.socket.write(text.slice(400));
		const got = await Promise.all([...whole, half].map((x) => x.answer));
		assert.deepEqual(await end, { code: 0, signal: null }, t.err);
		assert.deepEqual(got.map((a) => a?.status ?? 'no answer').filter((s) => s !== 200), [], `round ${round}`);
		assert.equal((await exportEvents(data)).length, 24 * 500 + 10);
	}
});

test('more slow connections than there is room for: others are answered as ever', async (c) => {
	// 384 descriptors leave 256 connections
	const t = await startTracker(c, { wrapper: ['sh', '-c', 'ulimit -n 384; exec "$@"', 'sh'] });
	const slow = [];

	c.after(() => slow.forEach((s) => s.destroy()));
	for (let i = 0; i < 600; i++) {
		const s = net.connect(t.port, '127.0.0.1', () => s.write(['', 'GET / HTTP/1.1\r\nHost: x\r\n', 'POST /api/v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{'][i % 3]));
		s.on('error', () => {});
		slow.push(s);
		if (i % 50 === 49)
			await new Promise((done) => setTimeout(done, 30));
	}
	for (let i = 0; i < 40; i++) {
		const began = performance.now();
		const r = await request(t.port, 'GET', '/module/eins/');

		assert.equal(r.status, 200);
		assert.ok(performance.now() - began < 2000, `${performance.now() - began} ms`);
	}
});

test('a revoked key that cannot be forgotten in memory ends the tracker: it goes on working for nobody', async (c) => {
	const data = path.join(tempDir(c), 'data'), t = await startTracker(c, { data }), key = await addClient(data, 'eins');
	const store = path.join(data, 'store.db');

	assert.equal((await postEvents(t, key, [event()])).status, 200);
	// What the command would send to serve; by itself it would not get past the missing file.
	const control = net.connect(path.join(data, 'control')).on('error', () => {}).resume(), closed = new Promise((done) => control.on('close', done));
	await new Promise((done) => control.on('connect', done));
	renameSync(store, `${store}.away`); // the writer has it open, who reads it afresh cannot
	control.end(JSON.stringify({ argv: ['client', 'revoke', 'eins', '--data', data], input: '' }));
	await closed;
	const end = await Promise.race([t.ended, new Promise((done) => setTimeout(done, 5000, null).unref())]);
	assert.equal(end?.code, 3, t.err);
	assert.match(t.err, /event=record_stopped[^]*event=clients_not_loaded/, 'not only once the daily jobs read, too');
	renameSync(`${store}.away`, store);
	const again = await startTracker(c, { data });
	assert.equal((await postEvents(again, key, [event()])).status, 401);
});
