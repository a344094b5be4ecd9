// Requests that no client of good faith sends, on raw sockets: each is refused with a 4xx and no
// left-over byte is taken for a second request (DESIGN.md, "HTTP traps").

import { after, before, describe, test } from 'node:test';
import { addClient, assert, event, exportEvents, raw, startTracker } from './harness.mjs';

describe('hostile requests', () => {
	let t, key;

	before(async () => {
		t = await startTracker(null);
		key = await addClient(t.data, 'fachverfahren');
	});
	after(() => t?.stop());

	const head = (more, first = 'GET /module/eins/ HTTP/1.1') => `${first}\r\nHost: 127.0.0.1\r\n${more}`;
	const post = (more) => head(`Content-Type: application/json\r\nAuthorization: Bearer ${key}\r\n${more}`,
		'POST /api/v1/events HTTP/1.1');
	const body = () => JSON.stringify({ events: [event()] });
	const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
	// A body that would be a request of its own, were it left over.
	const hidden = (n) => post(`${n}\r\n${smuggled}`);

	const cases = [
		['two different Content-Length', hidden(`Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n`), [400]],
		['two equal Content-Length', hidden('Content-Length: 5\r\nContent-Length: 5\r\n'), [400]],
		['Content-Length with Transfer-Encoding', hidden('Content-Length: 6\r\nTransfer-Encoding: chunked\r\n'), [400, 411]],
		['Transfer-Encoding chunked', post('Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'), [411]],
		['Transfer-Encoding gzip', post('Transfer-Encoding: gzip\r\n\r\n'), [400, 411, 501]],
		['two Transfer-Encoding', hidden('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n'), [400, 411]],
		['a space before the colon', hidden('Content-Length : 5\r\n'), [400]],
		['a tab before the colon', hidden('Content-Length\t: 5\r\n'), [400]],
		['a name that begins like Content-Length', hidden('Content-Length_: 5\r\n'), [400]],
		['a name that begins like Transfer-Encoding', hidden('Transfer-Encoding-X: chunked\r\n'), [400]],
		['a negative Content-Length', hidden('Content-Length: -1\r\n'), [400]],
		['a Content-Length with sign', hidden('Content-Length: +5\r\n'), [400]],
		['a Content-Length in hex', hidden('Content-Length: 0x5\r\n'), [400]],
		['a Content-Length of letters', hidden('Content-Length: five\r\n'), [400]],
		['a Content-Length of two numbers', hidden('Content-Length: 5, 5\r\n'), [400]],
		['a Content-Length beyond 64 bits', hidden('Content-Length: 99999999999999999999\r\n'), [400, 413]],
		['two Host', head('Host: example\r\n\r\n'), [400]],
		['a character in a name that is no token', head('X(y): 1\r\n\r\n'), [400]],
		['no body length for POST', post('\r\n'), [400, 411]],
		['no Host', 'GET / HTTP/1.1\r\n\r\n', [400]],
	];

	for (const [what, bytes, statuses] of cases) {
		test(`${what}: ${statuses.join(' or ')}, one answer, connection closed`, async () => {
			const r = await raw(t.port, bytes);

			assert.equal(r.answers.length, 1, r.text);
			assert.ok(statuses.includes(r.answers[0].status), r.text);
			assert.match(r.answers[0].head, /^connection: close$/im);
			// (the library's own error pages carry their head twice, inside of their Content-Length)
			if (/application\/json|text\/html; ?charset=utf-8/i.test(r.answers[0].head))
				assert.equal((r.text.match(/HTTP\/1\.[01] \d{3}/g) ?? []).length, 1, 'one status line in all');
			assert.equal((await t.get('/healthz')).status, 200);
		});

		test(`${what}, behind a good request on the same connection`, async () => {
			const good = 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
			const r = await raw(t.port, good + bytes);

			assert.equal(r.answers[0]?.status, 200, r.text);
			assert.ok(r.answers.length <= 2, r.text);
			if (r.answers.length === 2)
				assert.ok(statuses.includes(r.answers[1].status), r.text);
			assert.equal((await t.get('/healthz')).status, 200);
		});
	}

	test('rubbish of every kind: never a 5xx but 501 and 505, and the tracker goes on', async () => {
		const list = ['\r\n\r\n', 'GET\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
			'GET / HTTP/9.9\r\nHost: x\r\n\r\n', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
			`GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`,
			`GET / HTTP/1.1\r\nHost: x\r\n${'X: y\r\n'.repeat(10_000)}\r\n`,
			`GET /?${Array.from({ length: 5000 }, (_, i) => `a${i}=b`).join('&')} HTTP/1.1\r\nHost: x\r\n\r\n`,
			'GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n',
			'GET http://other.example/ HTTP/1.1\r\nHost: x\r\n\r\n', 'CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n',
			'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', 'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n', 'get / HTTP/1.1\r\nHost: x\r\n\r\n',
			'GET /api/v1/me HTTP/1.1\r\nHost: x\r\nCookie: __Host-x=\x00\x01\r\n\r\n',
			`GET /api/v1/me HTTP/1.1\r\nHost: x\r\nCookie: ${'a=b; '.repeat(3000)}\r\n\r\n`,
			'GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \r\n\r\n', 'GET /-/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n',
			post(`Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}`), post('Content-Length: 2\r\nExpect: tee\r\n\r\n{}')];

		for (const bytes of list) {
			const r = await raw(t.port, bytes, { quiet: 150 });
			for (const a of r.answers)
				assert.ok(a.status < 500 || [501, 505].includes(a.status), `${JSON.stringify(bytes.slice(0, 60))}: ${a.status}`);
			assert.equal((await t.get('/healthz')).status, 200, JSON.stringify(bytes.slice(0, 60)));
		}
	});

	test('ten good requests in one write get ten answers in order', async () => {
		const one = 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
		const r = await raw(t.port, one.repeat(10));

		assert.deepEqual(r.answers.map((a) => a.status), Array(10).fill(200));
	});

	test('a request cut into single bytes is one request', async () => {
		const text = body();
		const bytes = post(`Content-Length: ${text.length}\r\n\r\n${text}`);
		const before = (await exportEvents(t.data)).length;
		const r = await raw(t.port, [...bytes], { pause: 1, quiet: 500 });

		assert.equal(r.answers[0]?.status, 200, r.text);
		assert.equal((await exportEvents(t.data)).length, before + 1);
	});

	test('a body that breaks off records nothing', async () => {
		const text = body();
		const before = (await exportEvents(t.data)).length;

		await raw(t.port, post(`Content-Length: ${text.length + 1}\r\n\r\n${text}`), { quiet: 200 });
		assert.equal((await exportEvents(t.data)).length, before);
		assert.equal((await t.get('/healthz')).status, 200);
	});

	test('the bytes behind a whole body are the next request', async () => {
		const text = body();
		const r = await raw(t.port, `${post(`Content-Length: ${text.length}\r\n\r\n${text}`)}${smuggled}`);

		assert.deepEqual(r.answers.map((a) => a.status), [200, 200], r.text);
	});

	test('a request that trickles is ended after 30 seconds, whatever arrives', async () => {
		const began = Date.now();
		const bytes = [post('Content-Length: 1000\r\n\r\n'), ...'{"events": '.padEnd(60, ' ')];
		const r = await raw(t.port, bytes, { pause: 700, quiet: 5000, limit: 45_000 });
		const took = Date.now() - began;

		assert.ok(r.closed, 'closed by the tracker');
		assert.ok(took > 25_000 && took < 38_000, `${took} ms`);
		assert.ok(r.answers.length <= 1 && (r.answers[0]?.status ?? 408) === 408, r.text);
	});
});
