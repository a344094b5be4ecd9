// Each allocation during a request fails once, in our code and in libmicrohttpd, jansson, SQLite and
// libcrypto, for each kind of route. The process may end; nothing acknowledged is lost, nothing is there
// that nobody sent, the restart is clean, and no page comes cut off or with something else in it.
// ALLOC_STEP=n takes every n-th one, at most 12 a route unless n is 1 (as in `make faults`).

import { after, before, describe, test } from 'node:test';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import { Visitor, addClient, assert, bearer, berlinDay, event, exportEvents, importPeople, path, randomUUID, request, root, run, site, sqlite, startTracker,
	tempDir, tracker } from '../http/harness.mjs';

const every = Number(process.env.ALLOC_STEP ?? 7), rounds = 12;
const library = path.join(root, 'build/alloc_fail.so');
const form = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' };

describe('each allocation of a request fails once', { timeout: 1800_000 }, () => {
	let t, data, control, out, key, secret, visitor, hr, ends = 0, starts = 0;

	before(async () => {
		data = path.join(tempDir(null, 'lr-alloc'), 'data');
		control = path.join(tempDir(null, 'lr-alloc'), 'control');
		fs.writeFileSync(control, Buffer.alloc(16));
		({ out } = await site());
		await start();
		await importPeople(data);
		key = await addClient(data, 'fachverfahren');
		secret = fs.readFileSync(path.join(data, 'pseudonym.key'));
		visitor = await signed('lena');
		hr = await signed('hanna');
	});
	after(() => t?.stop('SIGKILL'));

	// `at`: which allocation fails, -1: they are counted only, 0: nothing. Gives the count so far.
	function arm(at) {
		const b = Buffer.alloc(16), fd = fs.openSync(control, 'r+');

		fs.readSync(fd, b, 0, 16, 0);
		const count = Number(b.readBigInt64LE(8));
		b.writeBigInt64LE(0n, 8);
		b.writeBigInt64LE(BigInt(at), 0);
		fs.writeSync(fd, b, 0, 16, 0);
		fs.closeSync(fd);
		return count;
	}

	async function start() {
		arm(0);
		t = await startTracker(null, { data, site: out, demo: true, env: { ...process.env, LD_PRELOAD: library, ALLOC_FAIL: control } });
		t.started = starts++;
		if (visitor)
			visitor.t = hr.t = t;
	}

	async function signed(sub) {
		const v = new Visitor(t);

		await v.signIn(sub);
		v.token = (await v.me()).token;
		assert.ok(v.token, sub);
		return v;
	}

	// After a failed allocation: is the tracker still there and well? If it has ended, start it again.
	async function recover() {
		arm(0);
		for (let i = 0; i < 40; i++) {
			const r = await request(t.port, 'GET', '/healthz').catch(() => null);

			if (r?.status === 200)
				return;
			if (t.child.exitCode !== null || t.child.signalCode !== null) {
				ends++;
				assert.ok(t.child.signalCode === 'SIGABRT' || t.child.exitCode === 3, `${t.child.signalCode} ${t.child.exitCode}: ${t.err}`);
				await start();
				return;
			}
			await new Promise((done) => setTimeout(done, 50));
		}
		assert.fail(`neither well nor ended: ${t.err}`);
	}

	// `send()` gives the answer to one request; `check(r)` looks at one that came, after recover().
	// `prepare()` runs first, with nothing failing.
	async function sweep(c, { prepare = async () => {}, send, check }) {
		const statuses = {};
		let failed = 0;

		for (let warm = 0; warm < 2; warm++) {
			await prepare();
			await send();
		}
		await prepare();
		arm(-1);
		await send();
		const n = arm(0);
		assert.ok(n > 0, 'a request allocates');
		const step = Math.max(every, every > 1 ? Math.ceil(n / rounds) : 1);
		for (let at = 1 + Math.floor(Math.random() * Math.min(step, n)); at <= n + 3; at += step) {
			const began = Date.now();

			await prepare();
			arm(at);
			const r = await send().catch((e) => ({ status: 0, error: e }));
			failed += arm(0) >= at;
			assert.ok(Date.now() - began < 15_000, `allocation ${at} of ${n}: no answer for long`);
			await recover();
			statuses[r.status] = (statuses[r.status] ?? 0) + 1;
			assert.ok([0, 200, 201, 303, 500, 503].includes(r.status), `allocation ${at}: ${r.status} ${r.text}`);
			if (r.status > 0) {
				assert.ok(r.headers['content-security-policy'] && r.headers['x-content-type-options'], `allocation ${at}: an answer without its headers`);
				assert.ok(r.headers['content-type'] || r.bytes.length === 0, `allocation ${at}: of no type`);
			}
			assert.ok(r.status !== 303 || r.headers.location, `allocation ${at}: 303 to nowhere`);
			await check(r);
		}
		c.diagnostic(`${n} allocations in a request, ${failed} failed; answers: ${JSON.stringify(statuses)}; ${ends} ends so far`);
		assert.ok(failed > 0);
	}

	const fact = (iss, sub, verb, module, at) => [createHmac('sha256', secret).update(`${iss}\n${sub}`).digest('hex').slice(0, 32), verb, module, at].join(' ');
	const day = berlinDay(new Date());
	const stored = async () => new Set((await exportEvents(data)).map((f) => [f.person, f.verb, f.module, f.day].join(' ')));

	test('events of a client', async (c) => {
		const acknowledged = new Set(), sent = new Set();
		let last;

		await sweep(c, {
			prepare: async () => { last = [event(), event({ module: 'zwei' })]; last.forEach((e) => sent.add(fact(e.person.iss, e.person.sub, e.verb, e.module, day))); },
			send: () => t.request('POST', '/api/v1/events', { body: JSON.stringify({ events: last }), headers: { 'Content-Type': 'application/json', ...bearer(key) } }),
			check: (r) => {
				if (r.status !== 200)
					return;
				const ids = new Set(r.json().recorded);
				assert.equal(ids.size + r.json().refused.length, 2, r.text);
				assert.equal(r.json().refused.length, 0, `a good event is refused: ${r.text}`);
				last.filter((e) => ids.has(e.id)).forEach((e) => acknowledged.add(fact(e.person.iss, e.person.sub, e.verb, e.module, day)));
			},
		});
		const there = await stored();
		assert.deepEqual([...acknowledged].filter((f) => !there.has(f)), [], 'lost');
		assert.deepEqual([...there].filter((f) => !sent.has(f)), [], 'phantom');
	});

	for (const [what, send] of [
		['feedback through the interface', (text) => t.request('POST', '/api/v1/feedback', { headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ id: randomUUID(), module: 'eins', kind: 'feedback', text }) })],
		['feedback by form', (text) => t.request('POST', '/-/rueckmeldung', { headers: form, body: new URLSearchParams({ module: 'eins', kind: 'feedback', text }).toString() })]]) {
		test(what, async (c) => {
			const acknowledged = [];
			let text;

			await sweep(c, { prepare: async () => { text = `Text ${randomUUID()}`; }, send: () => send(text),
				check: (r) => r.status >= 200 && r.status < 400 && acknowledged.push(text) });
			const there = new Set(sqlite(path.join(data, 'store.db'), 'SELECT text FROM voice').split('\n'));
			assert.deepEqual(acknowledged.filter((x) => !there.has(x)), [], 'lost');
		});
	}

	test('signing in', async (c) => {
		await sweep(c, { send: () => t.request('POST', '/-/anmelden', { headers: form, body: 'person=paul' }),
			check: async (r) => {
				if (r.status !== 303)
					return;
				const cookie = r.headers['set-cookie']?.[0].split(';')[0];
				assert.equal((await t.get('/api/v1/me', { Cookie: cookie })).status, 200, 'a session that was given is none');
			} });
	});

	// A person of the site reports; the fact is taken back before each round.
	const own = (action, fields) => visitor.request('POST', action, { headers: { ...form, Origin: t.url }, body: new URLSearchParams({ token: visitor.token, ...fields }).toString() });
	const lena = () => fact('demo', 'lena', 'completed', 'eins', day);

	test('a report by form', async (c) => {
		await sweep(c, { prepare: async () => { assert.equal((await own('/-/loeschen', { alles: '1' })).status, 303); }, send: () => own('/-/melden', { module: 'eins' }),
			check: async (r) => r.status === 303 && assert.ok((await stored()).has(lena()), 'reported, and not there') });
	});

	test('erasing', async (c) => {
		await sweep(c, { prepare: async () => { assert.equal((await own('/-/melden', { module: 'eins' })).status, 303); }, send: () => own('/-/loeschen', { alles: '1' }),
			check: async (r) => {
				assert.equal(typeof r.status, 'number');
				if (r.status === 303 && /geloescht/.test(r.headers.location))
					assert.ok(!(await stored()).has(lena()), 'erased, and still there');
				else if (r.status === 303)
					assert.fail(`nothing erased, though there is something: ${r.headers.location}`);
			} });
	});

	const steady = (text) => text.replace(/[0-9a-f]{64}|[0-9a-f]{16}/g, '#').replace(/\d\d:\d\d/g, '#');
	for (const [what, who, target, accept = 'text/html'] of [['a page of the site', () => null, '/module/eins/'], ['its compressed form', () => null, '/module/zwei/', 'gzip'],
		['what is kept about me', () => visitor, '/-/ich'], ['the same as JSON', () => visitor, '/api/v1/me', 'application/json'], ['the sign-in page', () => null, '/-/anmelden'],
		['feedback to read', () => hr, '/-/rueckmeldungen'], ['figures', () => hr, '/-/berichte'], ['healthz', () => null, '/healthz']]) {
		test(what, async (c) => {
			const get = () => (who() ?? t).get(target, accept === 'gzip' ? { 'Accept-Encoding': 'gzip' } : { Accept: accept });
			const whole = steady((await get()).bytes.toString('latin1'));

			await sweep(c, { send: get, check: (r) => {
				if (r.status === 200)
					assert.equal(steady(r.bytes.toString('latin1')), whole, 'another page');
			} });
		});
	}

	test('in the end everything verifies, and a start without any of this is clean', async () => {
		await t.stop();
		const r = await run(tracker, ['verify', '--data', data]);

		assert.equal(r.code, 0, r.stdout + r.stderr);
		t = await startTracker(null, { data, site: out, demo: true });
		assert.equal((await t.get('/healthz')).status, 200);
	});
});
