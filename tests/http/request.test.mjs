// What reads a request, at its edges: heads that fill the buffer, bytes that the HTTP library drops
// without a word, targets in other forms, JSON that is valid but holds no value we know, who is
// believed to name the client. Each was a defect once.

import { after, before, describe, test } from 'node:test';
import { writeFileSync } from 'node:fs';
import { addClient, assert, bearer, event, exportEvents, path, randomUUID, raw, startTracker, tempDir } from './harness.mjs';

const list = (n, make, between) => Array.from({ length: n }, (_, i) => make(i)).join(between);

describe('reading a request', () => {
	let t, key;

	before(async () => {
		t = await startTracker(null);
		key = await addClient(t.data, 'fachverfahren');
	});
	after(() => t?.stop());

	const get = (target, more = '') => `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n${more}\r\n`;
	const one = async (bytes, statuses, what) => {
		const r = await raw(t.port, bytes, { quiet: 150 });

		assert.equal(r.answers.length, 1, `${what}: one answer, not ${r.answers.length}: ${r.text.slice(0, 300)}`);
		assert.ok(statuses.includes(r.answers[0].status), `${what}: ${r.answers[0].head}`);
		assert.equal(r.text.match(/HTTP\/1\.[01] \d{3} /g).length, 1, `${what}: one status line`);
		assert.match(r.answers[0].head, /^content-security-policy: default-src 'self'/im, what);
		assert.match(r.answers[0].head, /^x-content-type-options: nosniff/im, what);
		return r.answers[0];
	};

	test('hundreds of query arguments are one target', async () => {
		for (const n of [150, 200, 300, 500, 1000])
			await one(get(`/module/eins/?${list(n, (i) => `a${i}=1`, '&')}`), [200], `${n} arguments`);
		await one(get(`/module/eins/?${'&'.repeat(4000)}`), [200], 'empty arguments');
	});

	test('hundreds of cookies are one header', async () => {
		for (const n of [100, 200, 400, 600])
			await one(get('/module/eins/', `Cookie: ${list(n, (i) => `c${i}=1`, '; ')}\r\n`), [200], `${n} cookies`);
		await one(get('/module/eins/', `Cookie: ${';'.repeat(5000)}\r\n`), [200], 'empty cookies');
	});

	test('a head of any size is answered: 200, 414 or 431, never nothing', async () => {
		const sizes = [2000, 6000, 8000, ...Array.from({ length: 60 }, (_, i) => 10_000 + 120 * i), 20_000, 100_000];
		const seen = new Set();

		for (const n of sizes) {
			for (const [what, bytes] of [['target', get(`/module/eins/?${'a'.repeat(n)}`)],
				['header', get('/module/eins/', `X: ${'a'.repeat(n)}\r\n`)],
				['headers', get('/module/eins/', `X: ${'a'.repeat(190)}\r\n`.repeat(n / 200))]])
				seen.add((await one(bytes, [200, 414, 431], `${what} of ${n}`)).status);
		}
		assert.deepEqual([...seen].sort(), [200, 414, 431]);
	});

	test('a large head with a body behind it is still read whole, or refused', async () => {
		const body = JSON.stringify({ events: Array.from({ length: 100 }, () => event()) });

		for (const n of [1000, 8000, 12_000, 13_000, 15_000])
			await one(`POST /api/v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer ${key}\r\n` +
				`X: ${'a'.repeat(n)}\r\nContent-Length: ${body.length}\r\n\r\n${body}`, n < 12_500 ? [200] : [200, 431], `${n} and a body`);
	});

	test('a NUL anywhere in the head is 400', async () => {
		for (const bytes of [get('/module/eins/?x=\0'), get('/module/eins/\0'), get('/\0module/eins/'), get('/module/eins/', 'X: a\0b\r\n'),
			get('/module/eins/', 'X: \0\r\n'), get('/module/eins/', 'X: a\0\r\nY: b\r\n'), get('/module/eins/', 'X\0: a\r\n'),
			get('/module/eins/', 'X\0Y: a\r\n'), 'GET\0 / HTTP/1.1\r\nHost: x\r\n\r\n', 'GET / HTTP/1.1\0\r\nHost: x\r\n\r\n',
			'GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n', 'GET / HTTP/1.1\r\nHost: x\r\n\0X: y\r\n\r\n'])
			await one(bytes, [400], JSON.stringify(bytes));
	});

	test('bare LF, bare CR, folded lines and double spaces are 400', async () => {
		for (const bytes of ['GET / HTTP/1.1\nHost: x\r\n\r\n', 'GET / HTTP/1.1\r\nHost: x\n\r\n', 'GET / HTTP/1.1\r\nHost: x\r\n\n', 'GET / HTTP/1.1\nHost: x\n\n',
			'GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n', 'GET / HTTP/1.0\n\n', 'GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n', 'GET / HTTP/1.1\r\nX: y\r\n z\r\nHost: x\r\n\r\n',
			'GET / HTTP/1.1\r\n X: y\r\nHost: x\r\n\r\n', 'GET / HTTP/1.1\r\nHost: x\r\n\ty\r\n\r\n', 'GET  / HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /  HTTP/1.1\r\nHost: x\r\n\r\n',
			'GET / / HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /\t HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /?\x7f HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /?a\rb HTTP/1.1\r\nHost: x\r\n\r\n'])
			await one(bytes, [400], JSON.stringify(bytes));
	});

	test('what the library refuses by itself looks like every other refusal', async () => {
		const post = (length) => `POST /api/v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

		for (const [bytes, status] of [[post('five'), 400], [post('-1'), 400], [post('99999999999999999999'), 413], ['GET / HTTP/1.1\r\n\r\n', 400],
			['GET / HTTP/2.0\r\nHost: x\r\n\r\n', 505], ['GET / HTTP/0.9\r\nHost: x\r\n\r\n', 505], ['GET / HTTX/1.1\r\nHost: x\r\n\r\n', 400],
			['GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n', 400], [get(`/${'a'.repeat(60_000)}`), 414], [get('/', `X: ${'a'.repeat(60_000)}\r\n`), 431]]) {
			const a = await one(bytes, [status], JSON.stringify(bytes.slice(0, 60)));
			const error = JSON.parse(a.body);

			assert.ok(error.error && error.reason.length > 5 && /^[0-9a-f]{16}$/.test(error.request), a.body);
			assert.match(a.head, /^connection: close/im);
			assert.match(a.head, /^content-type: application\/json/im);
		}
	});

	test('a target in absolute form is taken, whatever its host', async () => {
		for (const target of ['http://127.0.0.1/module/eins/', 'http://127.0.0.1:8080/module/eins/', 'HTTP://lernen.musterstadt.example/module/eins/?x=1',
			'https://lernen.musterstadt.example/module/eins/', 'http://[::1]:80/module/eins/'])
			assert.match((await one(get(target), [200], target)).body, /Erstes Modul/);
		assert.match((await one(get('http://127.0.0.1'), [200], 'no path')).body, /Willkommen/);
		await one(get('http://127.0.0.1?x'), [200], 'only a query');
		for (const target of ['http://', 'http:///module/eins/', 'http://a b/', 'http://user@x/module/eins/', 'http://x:y/', 'http://x:99999/', 'ftp://x/module/eins/',
			'http:/module/eins/', 'http://x/../y', 'http://[::1/'])
			await one(get(target), [400], target);
	});

	test('a Host that names no host is 400', async () => {
		for (const host of ['x y', 'x/y', 'user@x', 'x, y', 'x:99999', 'x:y', '[::1', '::1', 'x\\y', 'x<y', '"x"', 'x?y', 'x#y', ':80:80'])
			await one(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`, [400], host);
		for (const host of ['x', 'X.example', 'x:80', '[::1]', '[::1]:8080', '127.0.0.1:1', 'a_b.example', 'x  ', 'xn--mnchen-3ya.example', ''])
			await one(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`, [200], host);
	});

	// `text` stands for one event of three; the other two are recorded.
	async function amid(text) {
		const first = event(), last = event();
		const r = await t.request('POST', '/api/v1/events', { headers: { 'Content-Type': 'application/json', ...bearer(key) },
			body: `{"events": [${JSON.stringify(first)}, ${text}, ${JSON.stringify(last)}]}` });

		assert.equal(r.status, 200, `${text}: ${r.text}`);
		const answer = r.json();
		assert.deepEqual(answer.recorded, [first.id, last.id], text);
		assert.equal(answer.refused.length, 1);
		return answer.refused[0];
	}
	const event2 = (from, to) => JSON.stringify(event({ id: '11111111-2222-4333-8444-555555555555' })).replace(from, to);
	const id = '11111111-2222-4333-8444-555555555555';

	test('an event with a value that no program can hold is refused by itself', async () => {
		const before = (await exportEvents(t.data)).length;

		for (const n of ['99999999999999999999', '-99999999999999999999999', '1e999', '-1E+400', '9'.repeat(400), '0.1e99999']) {
			assert.deepEqual(await amid(event2(/"sub":"[^"]*"/, `"sub":${n}`)), { id, reason: 'not allowed' });
			assert.deepEqual(await amid(event2(/}$/, `,"score":${n}}`)), { id, reason: 'not stored' });
			assert.deepEqual(await amid(event2(/"at":"[^"]*"/, `"at":${n}`)), { id, reason: 'bad time' });
			assert.equal((await amid(event2(/"id":"[^"]*"/, `"id":${n}`))).id, null);
			assert.equal((await amid(n)).reason, 'bad id');
		}
		for (const s of ['a\\u0000b', '\\u0000', '\\ud800', 'x\\udc00', '\\ud800\\u0041', '\\\\\\u0000']) {
			assert.deepEqual(await amid(event2(/"sub":"[^"]*"/, `"sub":"${s}"`)), { id, reason: 'not allowed' });
			assert.deepEqual(await amid(event2(/"verb":"[^"]*"/, `"verb":"completed${s}"`)), { id, reason: 'not stored' });
			assert.deepEqual(await amid(event2(/"module":"[^"]*"/, `"module":"eins${s}"`)), { id, reason: 'unknown module' });
			assert.deepEqual(await amid(event2(/"verb":/, `"verb${s}":1,"verb":`)), { id, reason: 'not stored' });
			assert.equal((await amid(event2(/"id":"[^"]*"/, `"id":"${s}"`))).id, null);
		}
		assert.equal((await exportEvents(t.data)).length, before + 2 * (6 * 5 + 6 * 5));
	});

	test('what is no JSON stays 400 as a whole', async () => {
		for (const bad of ['01', '1.', '.5', '-', '+1', '1e', '0x1', 'NaN', '"\\u00"', '"\\x"', '"a', '"\t"', '{"a":1,}', '[1,]', '99999999999999999999x'])
			assert.equal((await t.request('POST', '/api/v1/events', { headers: { 'Content-Type': 'application/json', ...bearer(key) },
				body: `{"events": [${JSON.stringify(event())}, ${bad}]}` })).status, 400, bad);
	});

	test('escapes that are fine are kept as they are', async () => {
		const r = await t.request('POST', '/api/v1/events', { headers: { 'Content-Type': 'application/json', ...bearer(key) },
			body: `{"events": [${event2(/"sub":"[^"]*"/, '"sub":"\\\\u0000 \\ud83d\\ude00"')}, 1e999]}` });

		assert.deepEqual(r.json().recorded, [id]);
	});

	test('feedback through the interface that says nothing is 400', async () => {
		const send = (fields) => t.request('POST', '/api/v1/feedback', { headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ id: randomUUID(), module: 'eins', kind: 'feedback', ...fields }) });

		for (const fields of [{}, { text: '' }, { text: '   ' }, { text: '\n\t ' }, { answer: [] }, { text: ' ', answer: [] }, { answer: '' }, { answer: '  ' },
			{ answer: [''] }, { answer: [' ', ''] }])
			assert.equal((await send(fields)).status, 400, JSON.stringify(fields));
		for (const fields of [{ text: ' ja ' }, { answer: 0 }, { answer: ['', 'a'] }, { answer: 'a', text: ' ' }])
			assert.equal((await send(fields)).status, 201, JSON.stringify(fields));
	});
});

test('a form whose answers are too long is shown again, not half stored', async (t) => {
	const x = await startTracker(t);
	const send = (answers) => x.request('POST', '/-/rueckmeldung', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams([['module', 'eins'], ['kind', 'pulse'], ['question', 'q'], ...answers.map((a) => ['answer', a])]).toString() });

	assert.equal((await send(['a'.repeat(3000), 'b'.repeat(3000)])).status, 422);
	assert.equal((await send(['', ' '])).status, 422);
	assert.equal((await send(['', 'a'])).status, 303);
	assert.equal((await send(['a', 'b'])).status, 303);
});

describe('whose address counts', () => {
	// Five feedback a minute and address: how many of ten with these headers are taken?
	async function taken(t, headers) {
		let n = 0;

		for (let i = 0; i < 10; i++) {
			const r = await t.request('POST', '/api/v1/feedback', { body: JSON.stringify({ id: randomUUID(), module: 'eins', kind: 'feedback', text: 'Gut.' }),
				headers: { 'Content-Type': 'application/json', ...headers(i) } });

			assert.ok([201, 429].includes(r.status), r.text);
			n += r.status === 201;
		}
		return n;
	}
	async function start(t, proxy) {
		const dir = tempDir(t, 'lr-proxy'), conf = path.join(dir, 'tracker.conf');

		writeFileSync(conf, `limits: {feedback: 5}\n${proxy}`);
		return startTracker(t, { args: ['--conf', conf] });
	}

	test('a peer that is no trusted proxy is not believed', async (t) => {
		const x = await start(t, 'proxy: {trusted: [10.0.0.0/8, "::1"]}\n');

		assert.ok(await taken(x, (i) => ({ 'X-Forwarded-For': `192.0.2.${i}` })) <= 6);
	});

	test('a trusted proxy is: each client has its own limit', async (t) => {
		const x = await start(t, 'proxy: {trusted: [127.0.0.0/8]}\n');

		assert.equal(await taken(x, (i) => ({ 'X-Forwarded-For': `192.0.2.${i}` })), 10);
		assert.ok(await taken(x, () => ({ 'X-Forwarded-For': '192.0.2.77' })) <= 6);
	});

	test('what a client puts in front of what the proxy says does not count', async (t) => {
		const x = await start(t, 'proxy: {trusted: [127.0.0.1, 10.0.0.0/8]}\n');

		assert.ok(await taken(x, (i) => ({ 'X-Forwarded-For': `192.0.2.${i}, 198.51.100.7` })) <= 6, 'in one header');
		assert.ok(await taken(x, (i) => ({ 'X-Forwarded-For': [`192.0.2.${i}`, '198.51.100.8'] })) <= 6, 'in two headers');
		assert.ok(await taken(x, (i) => ({ 'X-Forwarded-For': `192.0.2.${i}, 198.51.100.9, 10.1.2.3` })) <= 6, 'two proxies');
		assert.ok(await taken(x, (i) => ({ 'X-Forwarded-For': `198.51.100.10:${1000 + i}` })) <= 6, 'with a port');
		assert.ok(await taken(x, (i) => ({ 'X-Forwarded-For': `2001:db8:0:1::${i}` })) <= 6, 'one IPv6 network');
		assert.equal(await taken(x, (i) => ({ 'X-Forwarded-For': `2001:db8:0:${i + 2}::1` })), 10, 'ten IPv6 networks');
		assert.ok(await taken(x, (i) => ({ 'X-Forwarded-For': `nobody-${i}` })) <= 6, 'no address at all: the peer');
	});

	test('the other headers of tracker.conf', async (t) => {
		const x = await start(t, 'proxy: {trusted: [127.0.0.1], header: X-Real-IP}\n');
		const y = await start(t, 'proxy: {trusted: [127.0.0.1], header: Forwarded}\n');

		assert.equal(await taken(x, (i) => ({ 'X-Real-IP': `192.0.2.${i}` })), 10);
		assert.ok(await taken(x, (i) => ({ 'X-Forwarded-For': `192.0.2.${i}` })) <= 6, 'not the one that is configured');
		assert.equal(await taken(y, (i) => ({ Forwarded: `for=192.0.2.${i};proto=https` })), 10);
		assert.ok(await taken(y, (i) => ({ Forwarded: `for=192.0.2.${i}, proto=https;FOR="[2001:db8::1]:${i + 1}"` })) <= 6);
	});
});
