// The site's server side: files from memory with ETag, compression made at build time, ranges;
// headers of privacy.md, "Web"; a switched site is taken over.

import { after, before, describe, test } from 'node:test';
import { cpSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import http from 'node:http';
import zlib from 'node:zlib';
import { assert, buildSite, lernreise, path, request, run, sampleSite, siteConf, startTracker, tempDir, writeFiles } from './harness.mjs';

const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(5000, 7)]);

describe('static files', () => {
	let t, s;

	before(async () => {
		s = await buildSite(null, { files: { 'site.conf': siteConf.replace('[de]', '[de, en]'), 'content/files/probe.png': picture,
			'content/modules/eins/index.md': sampleSite['content/modules/eins/index.md'] +
				'\n![Eine Probe](../../files/probe.png)\n\n' + 'Ein Satz, der sich oft wiederholt. '.repeat(100) + '\n' } });
		t = await startTracker(null, { site: s.out });
	});
	after(() => t?.stop());

	const file = (name) => readFileSync(path.join(s.out, 'public', name));

	test('a page is the bytes that the build made', async () => {
		for (const [target, name] of [['/', 'index.html'], ['/module/eins/', 'module/eins/index.html'],
			['/reisen/weg/', 'reisen/weg/index.html'], ['/catalogue.json', 'catalogue.json'],
			['/files/probe.png', 'files/probe.png']]) {
			const r = await t.get(target);
			assert.equal(r.status, 200, target);
			assert.deepEqual(r.bytes, file(name), target);
		}
	});

	test('types', async () => {
		for (const [target, type] of [['/', /^text\/html; ?charset=utf-8$/i], ['/catalogue.json', /^application\/json/],
			['/files/probe.png', /^image\/png$/]])
			assert.match((await t.get(target)).headers['content-type'], type);
	});

	test('no cookie, and the strict headers on every page', async () => {
		for (const target of ['/', '/module/eins/', '/gibt-es-nicht', '/-/anmelden', '/-/berichte', '/api/v1/me', '/catalogue.json']) {
			const { headers: h } = await t.get(target);

			assert.equal(h['set-cookie'], undefined, target);
			const csp = h['content-security-policy'];
			assert.match(csp, /default-src 'self'/, target);
			assert.match(csp, /frame-ancestors 'none'/, target);
			assert.doesNotMatch(csp, /unsafe|\*|https?:/, target);
			assert.equal(h['x-content-type-options'], 'nosniff', target);
			assert.match(h['referrer-policy'], /^(no-referrer|same-origin|strict-origin)/, target);
			assert.equal(h.server, undefined, target);
			assert.equal(h['x-powered-by'], undefined, target);
		}
	});

	test('nothing that the tracker needs is on the web', async () => {
		for (const target of ['/tracker/settings.json', '/../tracker/settings.json', '/%2e%2e/tracker/settings.json',
			'/..%2ftracker/settings.json', '/manifest', '/../manifest', '/.git/config', '//etc/passwd', '/module/../../manifest'])
			assert.notEqual((await t.get(target)).status, 200, target);
	});

	test('an unknown address is 404 with the site\'s own page, in the language of the address', async () => {
		for (const [target, page] of [['/gibt-es-nicht/', '404.html'], ['/en/gibt-es-nicht/', 'en/404.html'], ['/en', 'en/index.html'],
			['/english/', '404.html'], ['/ls/', '404.html'], ['/files/en/x', '404.html']]) {
			const r = await t.request('GET', target);

			assert.equal(r.status, page.endsWith('404.html') ? 404 : 308, target);
			if (r.status === 404)
				assert.deepEqual(r.bytes, file(page), target);
		}
		assert.match(file('en/404.html').toString(), /<html lang="en"/);
	});

	test('an address without its slash leads to the one with it', async () => {
		const r = await t.get('/module/eins');

		assert.ok([301, 308].includes(r.status), String(r.status));
		assert.match(r.headers.location, /\/module\/eins\/$/);
	});

	test('HEAD says what GET says, without the body', async () => {
		for (const target of ['/', '/files/probe.png', '/gibt-es-nicht']) {
			const [a, b] = [await t.get(target), await t.request('HEAD', target)];

			assert.equal(b.status, a.status);
			assert.equal(b.bytes.length, 0);
			assert.equal(b.headers['content-length'], a.headers['content-length']);
			assert.equal(b.headers.etag, a.headers.etag);
		}
	});

	test('ETag: 304 for what one has, 200 for another, also in a list and weak', async () => {
		const { headers: { etag } } = await t.get('/module/eins/');

		assert.match(etag, /^(W\/)?"[^"]+"$/);
		for (const have of [etag, `"x", ${etag}`, '*', `W/${etag.replace(/^W\//, '')}`]) {
			const r = await t.get('/module/eins/', { 'If-None-Match': have });
			assert.equal(r.status, 304, have);
			assert.equal(r.bytes.length, 0);
			assert.equal(r.headers.etag, etag);
		}
		assert.equal((await t.get('/module/eins/', { 'If-None-Match': '"x"' })).status, 200);
	});

	test('gzip and brotli as asked for, each with its own ETag, and Vary', async () => {
		const plain = await t.get('/module/eins/');
		const gz = await t.get('/module/eins/', { 'Accept-Encoding': 'gzip' });
		const br = await t.get('/module/eins/', { 'Accept-Encoding': 'gzip, deflate, br' });

		assert.equal(plain.headers['content-encoding'], undefined);
		assert.equal(gz.headers['content-encoding'], 'gzip');
		assert.equal(br.headers['content-encoding'], 'br');
		assert.deepEqual(zlib.gunzipSync(gz.bytes), plain.bytes);
		assert.deepEqual(zlib.brotliDecompressSync(br.bytes), plain.bytes);
		assert.equal(new Set([plain, gz, br].map((r) => r.headers.etag)).size, 3);
		for (const r of [plain, gz, br])
			assert.match(r.headers.vary ?? '', /accept-encoding/i);
	});

	test('an encoding that is refused is not used', async () => {
		for (const accept of ['gzip;q=0, br;q=0', 'identity', 'gzip;q=0.0', 'x-gzipp'])
			assert.equal((await t.get('/module/eins/', { 'Accept-Encoding': accept })).headers['content-encoding'], undefined, accept);
		assert.equal((await t.get('/module/eins/', { 'Accept-Encoding': 'br;q=0, gzip' })).headers['content-encoding'], 'gzip');
	});

	test('ranges of media', async () => {
		const whole = file('files/probe.png');
		const get = (range, more) => t.get('/files/probe.png', { Range: range, ...more });

		assert.equal((await t.get('/files/probe.png')).headers['accept-ranges'], 'bytes');
		for (const [range, from, to] of [['bytes=0-99', 0, 99], ['bytes=100-', 100, whole.length - 1], ['bytes=-10', whole.length - 10, whole.length - 1],
			['bytes=5000-99999', 5000, whole.length - 1], ['bytes=0-0', 0, 0]]) {
			const r = await get(range);
			assert.equal(r.status, 206, range);
			assert.equal(r.headers['content-range'], `bytes ${from}-${to}/${whole.length}`);
			assert.deepEqual(r.bytes, whole.subarray(from, to + 1));
		}
		const over = await get(`bytes=${whole.length}-`);
		assert.equal(over.status, 416);
		assert.equal(over.headers['content-range'], `bytes */${whole.length}`);
		for (const nonsense of ['bytes=9-1', 'bytes=-', 'bytes=a-b', 'zeilen=1-2', 'bytes=99999999999999999999-'])
			assert.ok([200, 416].includes((await get(nonsense)).status), nonsense);
		const { headers: { etag } } = await t.get('/files/probe.png');
		assert.equal((await get('bytes=0-9', { 'If-Range': etag })).status, 206);
		assert.equal((await get('bytes=0-9', { 'If-Range': '"alt"' })).status, 200);
	});

	test('405 with Allow for POST on a page', async () => {
		const r = await t.request('POST', '/module/eins/', { body: 'x=1' });

		assert.equal(r.status, 405);
		assert.match(r.headers.allow, /\bGET\b/);
	});

	test('each text file has its .gz and .br beside it, made without a time stamp', () => {
		for (const name of ['index.html', 'catalogue.json', 'module/eins/index.html']) {
			const gz = file(`${name}.gz`);

			assert.deepEqual(zlib.gunzipSync(gz), file(name));
			assert.deepEqual(zlib.brotliDecompressSync(file(`${name}.br`)), file(name));
			assert.equal(gz.readUInt32LE(4), 0, 'mtime in the gzip header');
		}
	});

	test('style and script live for ever under names with their hash', async () => {
		const html = file('index.html').toString();
		const names = [...html.matchAll(/(?:href|src)="([^"]*theme\/[^"]+\.(?:css|js))"/g)].map((m) => m[1]);

		assert.ok(names.length >= 2, html);
		for (const n of names) {
			const r = await t.get(new URL(n, 'http://x/').pathname);
			assert.equal(r.status, 200);
			assert.match(r.headers['cache-control'], /immutable/);
			assert.match(n, /-[0-9a-f]{8}\./);
		}
	});
});

test('healthz and metrics', async (c) => {
	const t = await startTracker(c);
	const h = await t.get('/healthz');

	assert.equal(h.status, 200);
	assert.deepEqual(h.json(), { status: 'ok' });
	const m = await t.get('/metrics');
	assert.equal(m.status, 200);
	assert.match(m.headers['content-type'], /openmetrics/);
	assert.match(m.text, /# EOF\n$/);
});

test('with --ops-listen, healthz and metrics are only there', async (c) => {
	const free = await startTracker(c);
	const port = free.port;

	await free.stop();
	const t = await startTracker(c, { args: ['--ops-listen', `127.0.0.1:${port}`] });
	assert.equal((await t.get('/healthz')).status, 404);
	assert.equal((await t.get('/metrics')).status, 404);
	assert.equal((await request(port, 'GET', '/healthz')).status, 200);
	assert.equal((await request(port, 'GET', '/metrics')).status, 200);
	assert.equal((await request(port, 'GET', '/module/eins/')).status, 404);
});

test('on the ops address, connections that wait live side by side: a probe and Prometheus are both answered', async (c) => {
	const free = await startTracker(c), port = free.port;

	await free.stop();
	await startTracker(c, { args: ['--ops-listen', `127.0.0.1:${port}`] });
	const agents = Array.from({ length: 8 }, () => new http.Agent({ keepAlive: true, maxSockets: 1 })), sockets = new Set();

	c.after(() => agents.forEach((agent) => agent.destroy()));
	for (let round = 0; round < 3; round++) {
		for (const agent of agents) {
			assert.equal((await request(port, 'GET', '/healthz', { agent })).status, 200);
			await new Promise((done) => setTimeout(done, 5)); // for an end to arrive
			Object.values(agent.freeSockets).flat().forEach((s) => sockets.add(s.localPort));
		}
	}
	assert.equal(sockets.size, agents.length, 'none was ended for another one');
});

test('a site built again is taken over within a second, and no answer is half of it', async (c) => {
	const dir = tempDir(c), out = path.join(dir, 'out');
	const build = async (text) => {
		writeFiles(dir, { ...sampleSite, 'content/modules/eins/index.md': `${sampleSite['content/modules/eins/index.md']}\n${text}\n` });
		const r = await run(lernreise, ['build', '--site', dir, '--out', out]);
		assert.equal(r.code, 0, r.stderr);
	};

	await build('Fassung A');
	const t = await startTracker(c, { site: out });
	assert.match((await t.get('/module/eins/')).text, /Fassung A/);
	for (const name of ['B', 'C']) {
		await build(`Fassung ${name}`);
		const until = Date.now() + 1500;
		let text = '';
		while (Date.now() < until && !text.includes(`Fassung ${name}`)) {
			const r = await t.get('/module/eins/');
			({ text } = r);
			assert.equal(r.status, 200);
			assert.match(text, /Fassung [ABC]/);
			await new Promise((r) => setTimeout(r, 50));
		}
		assert.ok(text.includes(`Fassung ${name}`), `taken over within 1.5 s`);
	}
});

test('TO/current as a link: a switched release is taken over', async (c) => {
	const dir = tempDir(c);
	const a = await buildSite(c), b = await buildSite(c, { files: { 'content/index.md':
		'---\ntitle: Start\ndescription: Neu.\n---\n\nEine neue Fassung.\n' } });

	cpSync(a.out, path.join(dir, 'releases/a'), { recursive: true });
	cpSync(b.out, path.join(dir, 'releases/b'), { recursive: true });
	symlinkSync('releases/a', path.join(dir, 'current'));
	const t = await startTracker(c, { site: path.join(dir, 'current') });
	assert.doesNotMatch((await t.get('/')).text, /Eine neue Fassung/);
	symlinkSync('releases/b', path.join(dir, 'next'));
	renameSync(path.join(dir, 'next'), path.join(dir, 'current'));
	let text = '';
	for (let i = 0; i < 30 && !text.includes('Eine neue Fassung'); i++) {
		await new Promise((r) => setTimeout(r, 50));
		({ text } = await t.get('/'));
	}
	assert.match(text, /Eine neue Fassung/);
});
