// What operators install, as it lies in packaging/: nginx.conf in front of a real tracker on a unix
// socket, and the systemd unit. Only places that differ on a test machine are replaced.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { addClient, assert, bearer, event, path, root, site, tempDir, tracker } from './harness.mjs';

const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((f) => existsSync(f));
const which = (name) => spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const host = 'lernen.musterstadt.example';
const freePort = () => new Promise((done) => {
	const s = net.createServer().listen(0, '127.0.0.1', () => {
		const { port } = s.address();

		s.close(() => done(port));
	});
});

// A tracker on a unix socket, up when its socket answers.
async function startOnSocket(data, socket, out) {
	const child = spawn(tracker, ['serve', '--data', data, '--site', out, '--listen', `unix:${socket}`], { stdio: ['ignore', 'pipe', 'pipe'] });
	let text = '', err = '';
	const ended = new Promise((done) => child.on('close', done));

	child.stderr.on('data', (d) => (err += d));
	await new Promise((done, fail) => {
		child.stdout.on('data', (d) => { text += d; if (text.includes('listening')) done(); });
		ended.then(() => fail(new Error(err)));
	});
	return { stop: () => { child.kill('SIGTERM'); return ended; } };
}

describe('packaging/nginx.conf in front of a tracker on a unix socket', { skip: !(nginx && which('openssl')) && 'nginx or openssl is not installed' }, () => {
	let t, child, port, key, dir, data, socket;

	const ask = (method, target, { headers = {}, body } = {}) => new Promise((done, fail) => {
		const r = https.request({ host: '127.0.0.1', port, method, path: target, rejectUnauthorized: false, servername: host, agent: false,
			headers: { Host: host, ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }), ...headers } }, (res) => {
			const parts = [];

			res.on('data', (d) => parts.push(d));
			res.on('end', () => done({ status: res.statusCode, headers: res.headers, raw: res.rawHeaders, text: Buffer.concat(parts).toString() }));
		});

		r.on('error', fail);
		r.end(body);
	});
	const facts = (events) => ask('POST', '/api/v1/events', { headers: { 'Content-Type': 'application/json', ...bearer(key) }, body: JSON.stringify({ events }) });

	before(async () => {
		dir = tempDir(null, 'lr-packaging');
		data = path.join(dir, 'data');
		socket = path.join(dir, 'socket');
		mkdirSync(path.join(dir, 'tmp'));
		t = await startOnSocket(data, socket, (await site()).out);
		key = await addClient(data, 'fachverfahren');
		port = await freePort();
		execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${host}`, '-keyout', path.join(dir, 'key.pem'),
			'-out', path.join(dir, 'cert.pem')], { stdio: 'ignore' });
		const packaged = readFileSync(path.join(root, 'packaging/nginx.conf'), 'utf8');
		const here = packaged.replace('unix:/run/lernreise/socket', `unix:${socket}`).replace('listen 443 ssl http2', `listen 127.0.0.1:${port} ssl http2`)
			.replace(/\tlisten \[::\]:443.*\n/, '').replace('/etc/ssl/lernreise/cert.pem', `${dir}/cert.pem`).replace('/etc/ssl/lernreise/key.pem', `${dir}/key.pem`);
		assert.doesNotMatch(here, /443|\/etc\/|\/run\//);
		writeFileSync(path.join(dir, 'nginx.conf'), `daemon off; ${process.getuid() === 0 ? 'user root; ' : ''}worker_processes 1; pid ${dir}/pid; error_log ${dir}/error.log;
events { worker_connections 256; }
http { ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((x) => `${x}_temp_path ${dir}/tmp;`).join(' ')}
${here}
}
`);
	});
	after(async () => {
		child?.kill('SIGTERM');
		await t?.stop();
	});

	test('nginx -t is content with it', () => {
		const r = spawnSync(nginx, ['-t', '-c', path.join(dir, 'nginx.conf'), '-e', path.join(dir, 'error.log')], { encoding: 'utf8' });

		assert.equal(r.status, 0, r.stderr);
		assert.doesNotMatch(r.stderr, /\[warn\]|\[emerg\]/);
	});

	test('pages, facts and refusals go through it', async () => {
		child = spawn(nginx, ['-c', path.join(dir, 'nginx.conf'), '-e', path.join(dir, 'error.log')], { stdio: 'ignore' });
		let page;
		for (let i = 0; i < 50 && !page; i++)
			page = await ask('GET', '/module/eins/').catch(() => sleep(100));
		assert.equal(page.status, 200);
		assert.match(page.text, /Erstes Modul/);
		assert.equal(page.raw.filter((h) => /^strict-transport-security$/i.test(h)).length, 1, 'HSTS once');
		assert.match(page.headers['content-security-policy'], /default-src 'self'/);
		const same = await ask('GET', '/module/eins/', { headers: { 'If-None-Match': page.headers.etag } });
		assert.equal(same.status, 304);
		assert.ok((await ask('GET', '/', { headers: { 'Accept-Encoding': 'br' } })).headers['content-encoding'] === 'br');
		const r = await facts([event()]);
		assert.equal(r.status, 200, r.text);
		assert.equal(JSON.parse(r.text).recorded.length, 1);
		assert.equal((await ask('POST', '/api/v1/events', { headers: { 'Content-Type': 'application/json' }, body: '{}' })).status, 401);
		assert.equal((await ask('POST', '/api/v1/events', { headers: { 'Content-Type': 'application/json', ...bearer(key) }, body: 'x'.repeat((1 << 20) + 1) })).status, 413);
		const form = await ask('GET', '/-/rueckmeldung?modul=eins');
		assert.equal(form.status, 200);
		const own = (origin) => ask('POST', '/-/rueckmeldung', { headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: origin },
			body: 'modul=eins&module=eins&kind=feedback&text=Gut' });
		assert.equal((await own('https://fremd.example')).status, 403);
		assert.notEqual((await own(`https://${host}`)).status, 403);
	});

	test('what is for operators alone stays inside', async () => {
		for (const target of ['/healthz', '/metrics', '/healthz?x', '/%6detrics'])
			assert.equal((await ask('GET', target)).status, 404, target);
	});

	test('clients are told apart by their address, not taken for one', async () => {
		// The proxy says who asks; a client that says so itself is not believed.
		const seen = [];

		for (let i = 0; i < 70; i++)
			seen.push((await ask('POST', '/api/v1/events', { headers: { Authorization: 'Bearer falsch:falsch', 'Content-Type': 'application/json',
				'X-Forwarded-For': `192.0.2.${i}` }, body: '{}' })).status);
		assert.ok(seen.includes(429), `${[...new Set(seen)]}: a client that invents addresses is limited all the same`);
	});

	test('while the tracker is away: 503 with Retry-After, and back by itself', async () => {
		await t.stop();
		const r = await facts([event()]);
		assert.equal(r.status, 503);
		assert.equal(r.headers['retry-after'], '2');
		assert.equal(JSON.parse(r.text).error, 'busy');
		t = await startOnSocket(data, socket, (await site()).out);
		const again = await facts([event()]);
		assert.equal(again.status, 200, again.text);
	});
});

describe('packaging/lernreise-tracker.service', { skip: !which('systemd-analyze') && 'systemd is not installed' }, () => {
	const unit = readFileSync(path.join(root, 'packaging/lernreise-tracker.service'), 'utf8');

	test('systemd-analyze verify is content with it', (c) => {
		const dir = tempDir(c), file = path.join(dir, 'lernreise-tracker.service'), program = path.join(dir, 'lernreise-tracker');

		copyFileSync(tracker, program);
		writeFileSync(file, unit.replace('/usr/local/bin/lernreise-tracker', program));
		const r = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8', env: { ...process.env, SYSTEMD_LOG_LEVEL: 'warning' } });
		assert.equal(r.status, 0, r.stdout + r.stderr);
		assert.equal((r.stdout + r.stderr).trim(), '');
		const s = spawnSync('systemd-analyze', ['security', '--offline=yes', '--threshold=30', file], { encoding: 'utf8' });
		assert.equal(s.status, 0, s.stdout.split('\n').slice(-3).join('\n'));
	});

	test('its words are those of this program, and its start works', async (c) => {
		const dir = tempDir(c), command = /^ExecStart=((?:.*\\\n)*.*)$/m.exec(unit)[1].replace(/\\\n/g, ' ').split(/\s+/);

		assert.equal(command[0], '/usr/local/bin/lernreise-tracker');
		const args = command.slice(1).map((a) => a.replace('/var/lib/lernreise', path.join(dir, 'data')).replace('/run/lernreise', dir));
		args[args.indexOf('--site') + 1] = (await site()).out;
		const child = spawn(tracker, args, { stdio: ['ignore', 'pipe', 'pipe'] });
		const up = await new Promise((done) => { child.stdout.on('data', () => done(true)); child.on('close', () => done(false)); });
		assert.equal(up, true);
		child.kill('SIGTERM');
	});

	// systemd ends a program with SIGSYS for a call that the filter does not name; the filter's groups are systemd's own.
	test('every system call that the tracker makes is allowed by its filter', { skip: !which('strace') && 'strace is not installed' }, async (c) => {
		const group = (name, seen = new Set()) => {
			for (const l of execFileSync('systemd-analyze', ['syscall-filter', name], { encoding: 'utf8' }).split('\n').slice(1).map((x) => x.trim())) {
				if (l.startsWith('@'))
					group(l, seen);
				else if (l && !l.startsWith('#'))
					seen.add(l);
			}
			return seen;
		};
		const allowed = new Set();
		for (const [, list] of unit.matchAll(/^SystemCallFilter=(.*)$/gm)) {
			const off = list.startsWith('~');

			for (const word of list.replace('~', '').split(/\s+/))
				for (const call of word.startsWith('@') ? group(word) : [word])
					off ? allowed.delete(call) : allowed.add(call);
		}
		const dir = tempDir(c), socket = path.join(dir, 'socket'), data = path.join(dir, 'data'), file = path.join(dir, 'trace');
		const out = (await site()).out;
		const child = spawn('strace', ['-f', '-qq', '-o', file, tracker, 'serve', '--data', data, '--site', out, '--listen', `unix:${socket}`], { stdio: ['ignore', 'pipe', 'pipe'] });
		await new Promise((done) => child.stdout.once('data', done));
		const key = await addClient(data, 'eins');
		const http = await import('node:http');
		const ask = (method, target, headers, body) => new Promise((done, fail) => {
			const r = http.request({ socketPath: socket, method, path: target, headers: { Host: host, ...headers, ...(body ? { 'Content-Length': Buffer.byteLength(body) } : {}) } },
				(res) => { res.resume(); res.on('end', () => done(res.statusCode)); });
			r.on('error', fail);
			r.end(body);
		});
		assert.equal(await ask('GET', '/module/eins/', {}), 200);
		for (let i = 0; i < 20; i++)
			assert.equal(await ask('POST', '/api/v1/events', { 'Content-Type': 'application/json', ...bearer(key) }, JSON.stringify({ events: [event()] })), 200);
		assert.equal(await ask('GET', '/-/anmelden', {}), 200);
		await sleep(2500); // the daily jobs
		const pid = Number(execFileSync('sh', ['-c', `ps -o pid= --ppid ${child.pid}`], { encoding: 'utf8' }));
		const ended = new Promise((done) => child.on('close', done));
		process.kill(pid, 'SIGTERM');
		await ended;
		const calls = new Set([...readFileSync(file, 'utf8').matchAll(/^\d+ +([a-z_0-9]+)\(/gm)].map((m) => m[1]));
		assert.ok(calls.size > 30, `${calls.size} calls seen`);
		if (process.getuid() === 0)
			allowed.add('fchown'); // SQLite gives a file of root's to the folder's owner; the unit's user is not root
		assert.deepEqual([...calls].filter((x) => !allowed.has(x)), []);
	});
});
