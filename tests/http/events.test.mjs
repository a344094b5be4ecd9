// POST /api/v1/events and `export events`: what is recorded, what is refused, and that the same
// fact is one row however often and from wherever it comes (CONTRACTS.md, "The tracker's interface").

import { after, before, describe, test } from 'node:test';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { Visitor, addClient, assert, bearer, berlinDay, event, exportEvents, forms, importPeople, path, postEvents, randomUUID,
	request, run, site, someone, startTracker, tempDir, tracker } from './harness.mjs';

const hour = 3600_000, day = 24 * hour;
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

describe('events', () => {
	let t, key, catalogue;

	before(async () => {
		const data = path.join(tempDir(null, 'lr-events'), 'data');

		({ catalogue } = await site());
		t = await startTracker(null, { data, demo: true });
		await importPeople(data);
		key = await addClient(data, 'fachverfahren');
	});
	after(() => t?.stop());

	const send = (events, options) => postEvents(t, key, events, options);
	const count = async () => (await exportEvents(t.data)).length;

	test('a completion is recorded and exported with its five parts', async () => {
		const e = event();
		const r = await send([e]);

		assert.equal(r.status, 200, r.text);
		assert.match(r.headers['content-type'], /^application\/json/);
		assert.deepEqual(r.json(), { recorded: [e.id], refused: [] });
		const all = await exportEvents(t.data);
		const row = all.at(-1);
		const module = catalogue.modules.find((m) => m.id === 'eins');
		assert.deepEqual(Object.keys(row).sort(), ['day', 'edition', 'module', 'person', 'verb', 'version']);
		assert.match(row.person, /^[0-9a-f]{32}$/);
		assert.equal(row.verb, 'completed');
		assert.equal(row.module, 'eins');
		assert.equal(row.version, module.version);
		assert.equal(row.edition, module.edition);
		assert.equal(row.day, berlinDay(new Date(e.at)));
	});

	for (const n of [1, 2, 500]) {
		test(`the same fact ${n} times with different ids in one batch is one row, all recorded`, async () => {
			const person = someone();
			const at = iso(Date.now());
			const batch = Array.from({ length: n }, () => event({ person, at }));
			const before = await count();
			const r = await send(batch);

			assert.equal(r.status, 200, r.text);
			assert.deepEqual(new Set(r.json().recorded), new Set(batch.map((e) => e.id)));
			assert.equal(r.json().refused.length, 0);
			assert.equal(await count(), before + 1);
		});
	}

	test('the same fact in 20 requests at once is one row', async () => {
		const person = someone();
		const at = iso(Date.now());
		const before = await count();
		const all = await Promise.all(Array.from({ length: 20 }, () => send([event({ person, at })])));

		assert.ok(all.every((r) => r.status === 200 && r.json().recorded.length === 1));
		assert.equal(await count(), before + 1);
	});

	test('another person, day, module or verb is another row', async () => {
		const person = someone();
		const at = iso(Date.now());
		const before = await count();
		const r = await send([event({ person, at }), event({ person, at: iso(Date.now() - 3 * day) }),
			event({ person, at, module: 'zwei' }), event({ at }), event({ person, at, verb: 'revoked' })]);

		assert.equal(r.json().recorded.length, 5, r.text);
		assert.equal(await count(), before + 5);
	});

	test('the same sub of another issuer is another person', async () => {
		const before = await count();

		await send([event({ person: { iss: 'a', sub: 'bc' } }), event({ person: { iss: 'ab', sub: 'c' } })]);
		const rows = (await exportEvents(t.data));
		assert.equal(rows.length, before + 2);
		assert.equal(new Set(rows.map((r) => r.person)).size > 1, true);
	});

	test('the day is that of the site\'s time zone', async () => {
		const person = someone();
		const yesterday = new Date(Date.now() - 2 * day);
		const at = `${yesterday.toISOString().slice(0, 10)}T23:30:00Z`; // Berlin is one or two hours ahead
		const before = await exportEvents(t.data);
		const r = await send([event({ person, at })]);

		assert.equal(r.json().recorded.length, 1, r.text);
		const seen = new Set(before.map((x) => JSON.stringify(x)));
		const row = (await exportEvents(t.data)).find((x) => !seen.has(JSON.stringify(x)));
		assert.equal(row.day, berlinDay(new Date(at)));
		assert.notEqual(row.day, at.slice(0, 10));
	});

	test('an offset in `at` says the same as Z', async () => {
		const person = someone();
		const now = Math.floor(Date.now() / 1000) * 1000;
		const before = await count();
		const shifted = `${new Date(now + 5.5 * hour).toISOString().slice(0, 19)}+05:30`;

		const r = await send([event({ person, at: iso(now) }), event({ person, at: shifted })]);
		assert.equal(r.json().recorded.length, 2, r.text);
		assert.equal(await count(), before + 1);
	});

	test('ids come back as written', async () => {
		const id = randomUUID().toUpperCase();
		const r = await send([event({ id })]);

		assert.deepEqual(r.json().recorded, [id]);
	});

	test('a revocation stays beside the completion', async () => {
		const person = someone();
		const at = iso(Date.now());
		const before = (await exportEvents(t.data)).length;
		const r = await send([event({ person, at }), event({ person, at, verb: 'revoked' })]);

		assert.equal(r.json().recorded.length, 2, r.text);
		const rows = await exportEvents(t.data);
		const verbs = rows.filter((x) => x.verb === 'revoked');
		assert.equal(rows.length, before + 2);
		assert.ok(verbs.length >= 1);
		const v = verbs.at(-1);
		assert.ok(rows.some((x) => x.verb === 'completed' && x.person === v.person && x.day === v.day && x.module === v.module));
	});

	const refused = [
		['an unknown module', { module: 'gibt-es-nicht' }, 'unknown module'],
		['an unknown version', { version: '0123456789012345678901234567890123456789' }, 'unknown version'],
		['a version that is no object id', { version: 'x' }, 'unknown version'],
		['no time', { at: undefined }, 'bad time'],
		['a time without a zone', { at: '2026-11-24T10:00:00' }, 'bad time'],
		['a day without a time', { at: '2026-11-24' }, 'bad time'],
		['a day that does not exist', { at: '2026-02-30T10:00:00Z' }, 'bad time'],
		['a time that is no text', { at: 1764000000 }, 'bad time'],
		['two days ahead', { at: iso(Date.now() + 2 * day + hour) }, 'bad time'],
		['402 days back', { at: iso(Date.now() - 402 * day) }, 'bad time'],
		['another verb', { verb: 'started' }, 'not stored'],
		['a failure', { verb: 'failed' }, 'not stored'],
		['a score', { score: 80 }, 'not stored'],
		['attempts', { attempts: 3 }, 'not stored'],
		['a key inside person', { person: { ...someone(), name: 'Erfunden' } }, 'not stored'],
		['passed for a module without proof', { verb: 'passed' }, 'not allowed'],
	];
	for (const [what, fields, reason] of refused) {
		test(`refused: ${what}: ${reason}; the others of the batch are recorded`, async () => {
			const bad = event(fields), good = event();
			const before = await count();
			const r = await send([bad, good]);

			assert.equal(r.status, 200, r.text);
			assert.deepEqual(r.json(), { recorded: [good.id], refused: [{ id: bad.id, reason }] });
			assert.equal(await count(), before + 1);
		});
	}

	for (const [what, id] of [['no id', undefined], ['an id that is no UUID', 'abc'], ['an id that is a number', 7],
		['an id with a line break', `${randomUUID()}\n`]]) {
		test(`refused: ${what}: bad id, as null`, async () => {
			const r = await send([event({ id })]);

			assert.equal(r.status, 200, r.text);
			assert.deepEqual(r.json(), { recorded: [], refused: [{ id: null, reason: 'bad id' }] });
		});
	}

	for (const [what, person] of [['no person', undefined], ['an empty sub', { iss: 'x', sub: '' }],
		['a sub of 256 characters', { iss: 'x', sub: 'é'.repeat(256) }], ['a control character', { iss: 'x', sub: 'a\nb' }],
		['an iss that is no text', { iss: 1, sub: 'x' }]]) {
		test(`refused: ${what}`, async () => {
			const bad = event({ person });
			const before = await count();
			const r = await send([bad]);

			assert.equal(r.status, 200, r.text);
			assert.deepEqual(r.json().recorded, []);
			assert.equal(r.json().refused[0].id, bad.id);
			assert.equal(await count(), before);
		});
	}

	test('a sub of 255 characters is a person', async () => {
		const r = await send([event({ person: { iss: 'x', sub: 'é'.repeat(255) } })]);

		assert.equal(r.json().recorded.length, 1, r.text);
	});

	test('an id used twice in a request: the second is refused', async () => {
		const a = event(), b = event({ id: a.id });
		const r = await send([a, b]);

		assert.equal(r.status, 200, r.text);
		assert.deepEqual(r.json().recorded, [a.id]);
		assert.deepEqual(r.json().refused, [{ id: a.id, reason: 'bad id' }]);
	});

	test('an event that is no object is refused alone', async () => {
		const good = event();
		const r = await send([7, good]);

		assert.equal(r.status, 200, r.text);
		assert.deepEqual(r.json().recorded, [good.id]);
		assert.equal(r.json().refused.length, 1);
		assert.equal(r.json().refused[0].id, null);
	});

	const body = (text, headers = {}) => t.request('POST', '/api/v1/events', { body: text,
		headers: { 'Content-Type': 'application/json', ...bearer(key), ...headers } });
	const malformed = [
		['nothing', ''],
		['no JSON', 'events'],
		['JSON that breaks off', '{"events": [{"id": "'],
		['JSON with something behind it', '{"events": []} x'],
		['an array', '[]'],
		['no events', '{}'],
		['events that are no list', '{"events": {}}'],
		['an empty list', '{"events": []}'],
		['a key twice', '{"events": [], "events": []}'],
		['another key', `{"events": [${JSON.stringify(event())}], "who": 1}`],
		['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
		['a NUL in a text', '{"events": [{"id": "a\\u0000b"}], "x\\u0000": 1}'],
		['depth', `${'['.repeat(100_000)}`],
		['501 events', JSON.stringify({ events: Array.from({ length: 501 }, () => event()) })],
	];
	for (const [what, text] of malformed) {
		test(`400, and nothing recorded: ${what}`, async () => {
			const before = await count();
			const r = await body(text);

			assert.equal(r.status, 400, r.text);
			const e = r.json();
			assert.deepEqual(Object.keys(e).sort(), ['error', 'reason', 'request']);
			assert.ok(e.reason.length > 5);
			assert.equal(await count(), before);
			assert.equal((await t.get('/healthz')).status, 200);
		});
	}

	test('500 events are one request', async () => {
		const batch = Array.from({ length: 500 }, () => event());
		const before = await count();
		const r = await send(batch);

		assert.equal(r.json().recorded.length, 500, r.text.slice(0, 200));
		assert.equal(await count(), before + 500);
	});

	test('413 over 1 MiB, and the tracker goes on', async () => {
		const r = await body(JSON.stringify({ events: [event({ module: 'x'.repeat((1 << 20) + 100) })] }));

		assert.equal(r.status, 413, r.text);
		assert.equal((await t.get('/healthz')).status, 200);
	});

	test('415 for another content type', async () => {
		for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'])
			assert.equal((await body('{"events": []}', { 'Content-Type': type })).status, 415, type);
	});

	test('a parameter behind the content type is fine', async () => {
		const r = await body(JSON.stringify({ events: [event()] }), { 'Content-Type': 'application/json; charset=utf-8' });

		assert.equal(r.status, 200, r.text);
	});

	test('411 for a chunked body', async () => {
		const r = await new Promise((done, fail) => {
			const q = http.request({ host: '127.0.0.1', port: t.port, method: 'POST', path: '/api/v1/events', agent: false,
				headers: { 'Content-Type': 'application/json', ...bearer(key), 'Transfer-Encoding': 'chunked' } },
			(res) => { res.resume(); res.on('end', () => done(res)); });

			q.on('error', fail);
			q.write('{"events": []}');
			q.end();
		});

		assert.equal(r.statusCode, 411);
	});

	test('401 without, with a wrong or with half a key', async () => {
		const [k, secret] = key.split(':');
		const text = JSON.stringify({ events: [event()] });

		for (const a of [undefined, `Bearer ${k}:${'0'.repeat(secret.length)}`, `Bearer ${k}`, `Bearer ${k}:`, 'Bearer', 'Bearer x:y',
			`Basic ${Buffer.from(key).toString('base64')}`]) {
			const r = await t.request('POST', '/api/v1/events', { body: text,
				headers: { 'Content-Type': 'application/json', ...(a ? { Authorization: a } : {}) } });
			assert.equal(r.status, 401, `${a}: ${r.text}`);
		}
	});

	test('403 with a key of another scope', async () => {
		const other = await addClient(t.data, 'auswertung', 'reports');
		const r = await postEvents(t, other, [event()]);

		assert.equal(r.status, 403, r.text);
	});

	test('a revoked key stops working at once, on an open connection too', async () => {
		const k = await addClient(t.data, 'kurz');
		const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
		const post = () => request(t.port, 'POST', '/api/v1/events', { agent, body: JSON.stringify({ events: [event()] }),
			headers: { 'Content-Type': 'application/json', ...bearer(k) } });

		try {
			assert.equal((await post()).status, 200);
			const r = await run(tracker, ['client', 'revoke', 'kurz', '--data', t.data]);
			assert.equal(r.code, 0, r.stderr);
			assert.equal((await post()).status, 401);
		} finally {
			agent.destroy();
		}
	});

	test('client list names clients and never a secret', async () => {
		const r = await run(tracker, ['client', 'list', '--data', t.data]);

		assert.equal(r.code, 0, r.stderr);
		assert.match(r.stdout, /fachverfahren/);
		assert.ok(!r.stdout.includes(key.split(':')[1]));
	});

	for (const [what, headers] of [['a foreign Origin', { Origin: 'https://boese.example' }], ['Origin null', { Origin: 'null' }],
		['Sec-Fetch-Site cross-site', { 'Sec-Fetch-Site': 'cross-site' }], ['Sec-Fetch-Site same-site', { 'Sec-Fetch-Site': 'same-site' }]]) {
		test(`403 with ${what}, with a Bearer key too`, async () => {
			const before = await count();
			const r = await send([event()], { headers });

			assert.equal(r.status, 403, r.text);
			assert.equal(await count(), before);
		});
	}

	test('the own Origin is that of the address listened on with --demo', async () => {
		assert.equal((await send([event()], { headers: { Origin: t.url } })).status, 200);
		assert.equal((await send([event()], { headers: { 'Sec-Fetch-Site': 'same-origin' } })).status, 200);
		assert.equal((await send([event()], { headers: { 'Sec-Fetch-Site': 'none' } })).status, 200);
	});

	describe('with a session', () => {
		let v, me;

		before(async () => {
			v = new Visitor(t);
			await v.signIn('lena');
			me = await v.me();
		});

		test('me says who it is and gives a token', () => {
			assert.equal(me.name, 'Lena Erfunden');
			assert.equal(typeof me.token, 'string');
			assert.ok(me.token.length >= 20);
			assert.ok(me.roles.includes('learner'));
			assert.match(JSON.stringify(me.unit), /fb20/);
		});

		test('401 at me without one', async () => {
			assert.equal((await t.get('/api/v1/me')).status, 401);
		});

		test('a session completes for itself', async () => {
			const e = event({ person: undefined });
			const before = await count();
			const r = await v.postEvents([e], { 'X-Token': me.token });

			assert.equal(r.status, 200, r.text);
			assert.deepEqual(r.json().recorded, [e.id]);
			assert.equal(await count(), before + 1);
			assert.match(JSON.stringify(await v.me()), /eins/);
		});

		test('the same by session and by API client is one row', async () => {
			const at = iso(Date.now());
			const before = await count();

			await v.postEvents([event({ person: undefined, module: 'zwei', at })], { 'X-Token': me.token });
			await send([event({ person: { iss: 'demo', sub: 'lena' }, module: 'zwei', at })]);
			assert.equal(await count(), before + 1);
		});

		test('403 without the token, with a wrong or another session\'s one', async () => {
			const other = new Visitor(t);
			await other.signIn('paul');
			const foreign = (await other.me()).token;

			for (const headers of [{}, { 'X-Token': 'x' }, { 'X-Token': foreign }]) {
				const r = await v.postEvents([event({ person: undefined })], headers);
				assert.equal(r.status, 403, r.text);
			}
		});

		test('403 with a foreign Origin even with the token', async () => {
			const r = await v.postEvents([event({ person: undefined })], { 'X-Token': me.token, Origin: 'https://boese.example' });

			assert.equal(r.status, 403, r.text);
		});

		test('a valid token is enough where Origin and Sec-Fetch-Site are absent', async () => {
			const cookie = [...v.cookies].map(([k, x]) => `${k}=${x}`).join('; ');
			const r = await t.request('POST', '/api/v1/events', { body: JSON.stringify({ events: [event({ person: undefined })] }),
				headers: { 'Content-Type': 'application/json', Cookie: cookie, 'X-Token': me.token } });

			assert.equal(r.status, 200, r.text);
		});

		for (const [what, fields] of [['for someone else', { person: someone() }], ['for an attendance module', { module: 'drei' }],
			['a revocation', { verb: 'revoked' }], ['passed', { verb: 'passed' }]]) {
			test(`refused: ${what}`, async () => {
				const before = await count();
				const r = await v.postEvents([event({ person: undefined, ...fields })], { 'X-Token': me.token });

				assert.equal(r.status, 200, r.text);
				assert.equal(r.json().recorded.length, 0);
				assert.equal(r.json().refused[0].reason, 'not allowed');
				assert.equal(await count(), before);
			});
		}

		test('an attendance is said by an API client', async () => {
			assert.equal((await send([event({ module: 'drei' })])).json().recorded.length, 1);
		});

		test('after sign-out the cookie is worth nothing', async () => {
			const w = new Visitor(t);
			await w.signIn('paul');
			const token = (await w.me()).token;
			const kept = new Map(w.cookies);
			const out = await w.get('/-/ich');
			const f = forms(out.text).find((x) => /abmelden/.test(x.action));
			assert.ok(f, 'a form to sign out');
			await w.follow(await w.submit('/-/ich', f));
			w.cookies = kept;
			assert.equal((await w.get('/api/v1/me')).status, 401);
			assert.equal((await w.postEvents([event({ person: undefined })], { 'X-Token': token })).status, 401);
		});
	});

	test('405 with Allow for another method, 501 for an unknown one', async () => {
		const r = await t.get('/api/v1/events');

		assert.equal(r.status, 405);
		assert.match(r.headers.allow, /\bPOST\b/);
		assert.equal((await t.request('PROPFIND', '/api/v1/events', { body: '' })).status, 501);
	});
});

test('a small limit of events a second still takes a request of 500, and holds', async (c) => {
	const dir = tempDir(c, 'lr-limit'), data = path.join(dir, 'data'), conf = path.join(dir, 'tracker.conf');

	writeFileSync(conf, 'limits: {events: 100}\n');
	const t = await startTracker(c, { data, args: ['--conf', conf] }), key = await addClient(data, 'fachverfahren');
	const batch = () => postEvents(t, key, Array.from({ length: 500 }, () => event()));
	const r = await batch();

	assert.equal(r.status, 200, r.text);
	assert.equal(r.json().recorded.length, 500);
	assert.equal((await batch()).status, 429, 'the second at once is too much');
});

test('the same fact over restarts, clean and by kill -9, is one row', async (c) => {
	const data = path.join(tempDir(c, 'lr-again'), 'data');
	const person = someone(), at = iso(Date.now());
	let key;

	for (const signal of ['SIGTERM', 'SIGKILL', 'SIGTERM', 'SIGKILL']) {
		const t = await startTracker(c, { data });

		key ??= await addClient(data, 'fachverfahren');
		const r = await postEvents(t, key, [event({ person, at })]);
		assert.equal(r.json().recorded.length, 1, r.text);
		const end = await t.stop(signal);
		if (signal === 'SIGTERM')
			assert.equal(end.code, 0, t.err);
	}
	assert.equal((await exportEvents(data)).length, 1);
});
