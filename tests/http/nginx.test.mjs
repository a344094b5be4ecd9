// The same hostile requests behind nginx, as operators run it: nginx normalises, so that none of
// them makes the tracker answer what nobody asked. Skipped where nginx is absent.

import { after, before, describe, test } from 'node:test';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { addClient, assert, path, raw, startTracker, tempDir } from './harness.mjs';
import { hostile } from './hostile-list.mjs';

const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((f) => existsSync(f));

describe('hostile requests behind nginx', { skip: !nginx && 'nginx is not installed' }, () => {
	let t, child, port, dir, list;

	before(async () => {
		t = await startTracker(null);
		list = hostile(await addClient(t.data, 'fachverfahren'));
		dir = tempDir(null, 'lr-nginx');
		mkdirSync(path.join(dir, 'tmp'));
		port = await new Promise((done) => {
			const s = net.createServer().listen(0, '127.0.0.1', () => {
				const { port: p } = s.address();
				s.close(() => done(p));
			});
		});
		// the proxy's part of packaging/nginx.conf, without TLS
		writeFileSync(path.join(dir, 'nginx.conf'), `daemon off; worker_processes 1; pid ${dir}/pid; error_log ${dir}/error.log;
events { worker_connections 256; }
http {
log_format seen '$request_uri $status $upstream_status';
access_log ${dir}/access.log seen;
client_body_temp_path ${dir}/tmp; proxy_temp_path ${dir}/tmp; fastcgi_temp_path ${dir}/tmp; uwsgi_temp_path ${dir}/tmp; scgi_temp_path ${dir}/tmp;
upstream lernreise { server 127.0.0.1:${t.port}; keepalive 16; }
server {
listen 127.0.0.1:${port};
client_max_body_size 1m; client_body_timeout 30s; proxy_request_buffering on;
location / { proxy_pass http://lernreise; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; }
}
}
`);
		child = spawn(nginx, ['-c', path.join(dir, 'nginx.conf'), '-e', path.join(dir, 'error.log')], { stdio: 'ignore' });
		for (let i = 0; i < 50 && (await raw(port, 'GET /module/eins/ HTTP/1.1\r\nHost: x\r\n\r\n', { quiet: 50, limit: 500 })).answers.length === 0; i++)
			await new Promise((r) => setTimeout(r, 100));
	});
	after(async () => {
		child?.kill('SIGTERM');
		await t?.stop();
	});

	test('none makes the tracker answer a request that nginx did not pass on', { timeout: 240_000 }, async () => {
		// Ten at a time: most of a request's time here is waiting whether a second answer comes.
		for (let i = 0; i < list.length; i += 10) {
			await Promise.all(list.slice(i, i + 10).map(async ({ name, bytes, mark }) => {
				const r = await raw(port, bytes, { quiet: 250 });

				for (const a of r.answers)
					assert.ok(a.status < 500 || [501, 505].includes(a.status), `${name}: ${a.status}`);
				// what was hidden in a body never becomes a request of its own at the tracker unless nginx saw it as one
				const log = readFileSync(path.join(dir, 'access.log'), 'utf8').split('\n');
				const passed = log.filter((l) => l.startsWith(`/${mark} `)).length;
				const answered = r.answers.filter((a) => a.head.includes(mark) || a.body.includes(mark)).length;
				assert.ok(answered <= passed, `${name}: ${answered} answers for ${passed} requests`);
			}));
			assert.equal((await t.get('/healthz')).status, 200);
		}
		const log = readFileSync(path.join(dir, 'access.log'), 'utf8').trim().split('\n');
		assert.equal(log.filter((l) => / 5(?!01|05)\d\d/.test(l)).length, 0, 'nothing is a 5xx');
	});
});

describe('the same hostile requests at the tracker itself', () => {
	let t, list;

	before(async () => {
		t = await startTracker(null);
		list = hostile(await addClient(t.data, 'fachverfahren'));
	});
	after(() => t?.stop());

	for (const [how, wrap] of [['alone', (b) => b], ['behind a good request', (b) => `GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n${b}`]]) {
		test(`${how}: each gets its one answer, no 5xx, healthz after each ten`, { timeout: 240_000 }, async (c) => {
			let silent = 0;

			for (let i = 0; i < list.length; i += 10) {
				await Promise.all(list.slice(i, i + 10).map(async (h) => {
					const r = await raw(t.port, wrap(h.bytes), { quiet: 250 });
					const before = how === 'alone' ? 0 : 1;
					const lines = (r.text.match(/HTTP\/1\.[01] [2-5]\d\d /g) ?? []).length;

					assert.equal(r.answers.length, before + (h.silent ? 0 : 1), `${h.name}: ${r.text.slice(0, 600)}`);
					assert.equal(lines, r.answers.length, `${h.name}: a status line inside of an answer`);
					for (const a of r.answers) {
						assert.ok(a.status < 500 || [501, 505].includes(a.status), `${h.name}: ${a.status}`);
						assert.match(a.head, /^x-content-type-options: nosniff/im, h.name);
						assert.ok(!a.body.includes(h.mark) && !a.head.includes(h.mark), `${h.name}: the hidden request`);
					}
					silent += h.silent;
				}));
				assert.equal((await t.get('/healthz')).status, 200);
			}
			c.diagnostic(`${list.length} requests, ${silent} of them ended without an answer`);
		});
	}
});
