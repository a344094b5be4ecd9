// Faults of the machine, injected into a running tracker: disks that fail, are full, slow or read-only,
// interrupted calls, too few descriptors, too little memory, clocks that jump. Whatever happens:
// nothing acknowledged is lost, and after a failed sync nothing more is acknowledged.
// Needs strace; `make faults` runs it, `make test` does not.

import { test } from 'node:test';
import { spawn, execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { addClient, assert, event, exportEvents, importPeople, path, people, postEvents, run, site, startTracker, tempDir, tracker, Visitor } from '../http/harness.mjs';

const volumes = []; // unmounted before the folders of the harness are removed
process.prependListener('exit', () => volumes.forEach((v) => execFileSync('umount', ['-l', v], { stdio: 'ignore' })));
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const verify = (data) => run(tracker, ['verify', '--data', data]);

// Attaches strace to `pid` with its faults, on one file alone when a path is among them; gives { off() }, to be awaited.
async function inject(pid, ...faults) {
	const args = ['-f', '-p', String(pid), '-o', '/dev/null', ...faults.flatMap((f) => (path.isAbsolute(f) ? ['-P', f] : ['-e', `inject=${f}`]))];
	const child = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
	const ended = new Promise((done) => child.on('close', done));
	let err = '';

	await new Promise((done, fail) => {
		child.stderr.on('data', (d) => {
			err += d;
			if (/attached/.test(err))
				done();
		});
		child.on('close', () => fail(new Error(`strace: ${err}`)));
	});
	return { off: () => { child.kill('SIGINT'); return ended; } };
}

// Sends facts one after the other until `stop` says so of an answer's status (0: no answer).
async function send(t, key, kept, stop, limit = 400) {
	const seen = [];

	for (let i = 0; i < limit; i++) {
		const e = event();
		const status = await postEvents(t, key, [e]).then((r) => {
			if (r.status === 200 && r.json().recorded.includes(e.id))
				kept.push(e);
			return r.status;
		}, () => 0);

		seen.push(status);
		if (stop(status, i))
			return seen;
	}
	return seen;
}

async function everythingIsThere(data, kept) {
	const v = await verify(data);

	assert.equal(v.code, 0, `verify: ${v.stdout}${v.stderr}`);
	const rows = await exportEvents(data);
	const secret = readFileSync(path.join(data, 'pseudonym.key'));
	const there = new Set(rows.map((r) => r.person));
	const lost = kept.filter((e) => !there.has(createHmac('sha256', secret).update(`${e.person.iss}\n${e.person.sub}`).digest('hex').slice(0, 32)));

	assert.deepEqual(lost.map((e) => e.person.sub), [], 'acknowledged and lost');
	assert.equal(rows.length, there.size, 'twice');
	return rows.length;
}

const io = ['fsync,fdatasync:error=EIO:when=1+', 'pwrite64:error=EIO:when=1+', 'pwrite64:error=EROFS:when=1+',
	'fsync,fdatasync:error=EIO:when=2', 'fsync,fdatasync:error=EINTR:when=1+'];

for (const fault of io) {
	test(`${fault}: nothing is acknowledged from then on, the process ends with 3, all is there`, async (c) => {
		const data = path.join(tempDir(c), 'data'), t = await startTracker(c, { data }), key = await addClient(data, 'a');
		const kept = [];

		await send(t, key, kept, (s, i) => i === 20);
		assert.equal(kept.length, 21);
		const s = await inject(t.child.pid, fault);
		const seen = await send(t, key, kept, (status) => status !== 200, 200);
		assert.ok([503, 0].includes(seen.at(-1)), `the last answer was ${seen.at(-1)}`);
		const end = await t.ended;
		await s.off();
		assert.equal(end.code, 3, t.err);
		await everythingIsThere(data, kept);
		const again = await startTracker(c, { data });
		await send(again, key, kept, (status, i) => status === 200 && i >= 4, 100);
		await again.stop();
		await everythingIsThere(data, kept);
	});
}

test('the daily jobs cannot read the store: that ends the record as it does for a request', async (c) => {
	const data = path.join(tempDir(c), 'data'), t = await startTracker(c, { data });
	const s = await inject(t.child.pid, path.join(data, 'store.db'), 'pread64:error=EIO:when=1+');
	const end = await Promise.race([t.ended, sleep(10_000)]);

	await s.off();
	assert.equal(end?.code, 3, t.err);
	assert.match(t.err, /event=record_stopped/);
});

test('people.db fails when serve reads it at the start: it ends with 3 and says so once', async (c) => {
	const data = path.join(tempDir(c), 'data'), trace = path.join(tempDir(c), 'trace'), kept = [];
	const strace = (...args) => ['strace', '-f', '-o', trace, '-P', path.join(data, 'people.db'), '-e', 'trace=openat', ...args];
	const first = await startTracker(c, { data }), key = await addClient(data, 'a');

	await send(first, key, kept, (s, i) => i === 5);
	await first.stop();
	// The last time that the main thread opens it is to read sessions; counted, since that depends on SQLite.
	const clean = await startTracker(c, { data, wrapper: strace() });
	const opens = readFileSync(trace, 'utf8').split('\n').filter((l) => /openat\(/.test(l)), main = opens[0].split(' ')[0];
	process.kill(Number(main), 'SIGTERM'); // strace itself does not listen to signals
	await clean.ended;
	const n = opens.filter((l) => l.split(' ')[0] === main).length;
	const [program, ...args] = [...strace('-e', `inject=openat:error=EIO:when=${n}+`), 'timeout', '-s', 'KILL', '5', tracker, 'serve', '--data', data, '--site', (await site()).out,
		'--listen', '127.0.0.1:0'];
	const r = await run(program, args);
	assert.equal(r.code, 3, `${r.code} ${r.signal} ${r.stdout}${r.stderr}`);
	assert.equal(r.stderr.match(/event=record_stopped/g)?.length, 1, r.stderr);
	assert.ok((r.stderr.match(/event=not_recording/g) ?? []).length <= 1, r.stderr);
	await everythingIsThere(data, kept);
});

test('ENOSPC: 503 and Retry-After, pages go on, recording again within 5 s', async (c) => {
	const data = path.join(tempDir(c), 'data'), t = await startTracker(c, { data }), key = await addClient(data, 'a');
	const kept = [];

	await send(t, key, kept, (s, i) => i === 5);
	const s = await inject(t.child.pid, 'pwrite64:error=ENOSPC:when=1+', 'fallocate:error=ENOSPC:when=1+', 'ftruncate:error=ENOSPC:when=1+');
	const seen = await send(t, key, kept, (status) => status !== 200, 50);
	assert.equal(seen.at(-1), 503);
	const r = await postEvents(t, key, [event()]);
	assert.equal(r.status, 503);
	assert.ok(Number(r.headers['retry-after']) > 0);
	assert.equal((await t.get('/')).status, 200, 'pages are served');
	assert.equal((await t.get('/healthz')).status, 503);
	await s.off();
	const until = Date.now() + 5000;
	let status = 0;
	while (status !== 200 && Date.now() < until) {
		[status] = await send(t, key, kept, () => true);
		await sleep(100);
	}
	assert.equal(status, 200, 'recording again within 5 s');
	await t.stop();
	await everythingIsThere(data, kept);
});

test('the log cannot be cut to its usual size: nothing is acknowledged from then on, all is there', async (c) => {
	const data = path.join(tempDir(c), 'data'), t = await startTracker(c, { data }), key = await addClient(data, 'a');
	const kept = [], log = () => statSync(path.join(data, 'store.db-wal')).size;
	const batch = async () => {
		const list = Array.from({ length: 500 }, () => event());
		const r = await postEvents(t, key, list).catch(() => null);

		if (r?.status === 200)
			kept.push(...list);
		return r?.status === 200;
	};
	assert.ok(await batch());
	for (const until = Date.now() + 20_000; log() > 0 && Date.now() < until;) // once, soon after the start, it is cut to nothing
		await sleep(20);
	const reader = spawn('sqlite3', ['-readonly', path.join(data, 'store.db')], { stdio: ['pipe', 'pipe', 'inherit'] });

	c.after(() => reader.kill('SIGKILL'));
	reader.stdin.write('BEGIN; SELECT count(*) FROM fact;\n');
	await new Promise((done) => reader.stdout.once('data', done));
	while (log() < 30_000_000)
		assert.ok(await batch());
	const s = await inject(t.child.pid, path.join(data, 'store.db-wal'), 'ftruncate:error=EIO:when=1+');
	reader.stdin.end();
	await new Promise((done) => reader.on('close', done));
	for (let i = 0; i < 400 && await batch(); i++)
		;
	const end = await Promise.race([t.ended, sleep(10_000)]);
	await s.off();
	assert.equal(end?.code, 3, t.err);
	assert.match(t.err, /record_stopped.*COMMIT/);
	await everythingIsThere(data, kept);
});

test('slow syncs: everything is recorded all the same', async (c) => {
	const data = path.join(tempDir(c), 'data'), t = await startTracker(c, { data }), key = await addClient(data, 'a');
	const kept = [];
	const s = await inject(t.child.pid, 'fdatasync,fsync:delay_exit=100000');

	await Promise.all(Array.from({ length: 32 }, () => send(t, key, kept, (status, i) => i === 4)));
	await s.off();
	assert.equal(kept.length, 160);
	await t.stop();
	assert.equal(await everythingIsThere(data, kept), 160);
});

test('a volume of 6 MB that fills up: 503, pages go on, recovers by itself', async (c) => {
	const volume = tempDir(null, 'lr-small');

	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', volume], { stdio: 'pipe' });
	} catch (e) {
		c.skip(`no mount here: ${e.message}`);
		return;
	}
	volumes.push(volume);
	const data = path.join(volume, 'data'), t = await startTracker(c, { data }), key = await addClient(data, 'a');
	const kept = [], filler = path.join(volume, 'filler');

	await send(t, key, kept, (s, i) => i === 20);
	for (let n = 64 * 1024; n >= 1; n = Math.floor(n / 2)) {
		for (let full = false; !full;) {
			try {
				writeFileSync(filler, Buffer.alloc(n), { flag: 'a' });
			} catch {
				full = true;
			}
		}
	}
	const seen = await send(t, key, kept, (status) => status !== 200, 5000);
	assert.equal(seen.at(-1), 503, t.err);
	assert.equal((await t.get('/')).status, 200);
	rmSync(filler);
	const until = Date.now() + 5000;
	let status = 0;
	while (status !== 200 && Date.now() < until) {
		[status] = await send(t, key, kept, () => true);
		await sleep(100);
	}
	assert.equal(status, 200, t.err);
	await t.stop();
	await everythingIsThere(data, kept);
});

test('a volume that is full to the last byte: a killed tracker starts on it, serves pages, and records when there is room', async (c) => {
	const volume = tempDir(null, 'lr-small');

	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', volume], { stdio: 'pipe' });
	} catch (e) {
		c.skip(`no mount here: ${e.message}`);
		return;
	}
	volumes.push(volume);
	const data = path.join(volume, 'data'), filler = path.join(volume, 'filler'), kept = [];
	const fill = () => {
		for (let n = 64 * 1024; n >= 1; n = Math.floor(n / 2)) {
			for (let full = false; !full;) {
				try {
					writeFileSync(filler, Buffer.alloc(n), { flag: 'a' });
				} catch {
					full = true;
				}
			}
		}
	};
	let t = await startTracker(c, { data });
	const key = await addClient(data, 'a'), reader = await addClient(data, 'b', 'reports');

	await send(t, key, kept, (s, i) => i === 20);
	t.child.kill('SIGKILL');
	await t.ended;
	for (const name of ['store.db-shm', 'people.db-shm'])
		rmSync(path.join(data, name), { force: true }); // as a restart of the machine leaves it
	fill();
	t = await startTracker(c, { data });
	assert.equal((await t.get('/')).status, 200, t.err);
	assert.equal((await t.get('/healthz')).json().status, 'full');
	// not 401: a key that cannot be looked up yet is not a wrong one
	assert.equal((await postEvents(t, key, [event()])).status, 503);
	// Reading needs a little room, too, for the index of the log: the reserve's.
	await sleep(400);
	assert.equal((await t.get('/-/berichte', { Authorization: `Bearer ${reader}` })).status, 200, t.err);
	assert.equal((await exportEvents(data)).length, kept.length);
	rmSync(filler);
	const until = Date.now() + 5000;
	let status = 0;
	while (status !== 200 && Date.now() < until) {
		[status] = await send(t, key, kept, () => true);
		await sleep(100);
	}
	assert.equal(status, 200, t.err);
	await t.stop();
	await everythingIsThere(data, kept);
});

// Each command, with one failing call after the other until none fails any more.
for (const [name, args] of [
	['backup', (d, to) => ['backup', '--data', d, '--to', path.join(to, 'copy'), '--key-to', path.join(to, 'key')]],
	['close', (d) => ['close', '--data', d, '--as-of', '2027-06-30']],
	['migrate', (d) => ['migrate', '--data', d]],
	['restore', (d, to) => ['restore', '--from', path.join(to, 'copy'), '--key-from', path.join(to, 'key'), '--data', path.join(to, 'back')]],
]) {
	test(`${name} with a failing disk: it says so, and the store is whole`, async (c) => {
		const data = path.join(tempDir(c), 'data'), t = await startTracker(c, { data }), key = await addClient(data, 'a');
		const kept = [];
		let failures = 0;

		await send(t, key, kept, (s, i) => i === 20);
		await t.stop();
		for (const call of ['pwrite64', 'fsync,fdatasync', 'openat', 'unlink,unlinkat', 'rename,renameat,renameat2']) {
			for (let when = 1, quiet = 0; when < 60 && quiet < 3; when += when < 12 ? 1 : 5) {
				const copy = path.join(tempDir(c), 'data'), to = tempDir(c);

				cpSync(data, copy, { recursive: true });
				if (name === 'restore')
					assert.equal((await run(tracker, ['backup', '--data', copy, '--to', path.join(to, 'copy'), '--key-to', path.join(to, 'key')])).code, 0);
				const r = await run('strace', ['-f', '-o', '/dev/null', '-e', `trace=${call}`,
					'-e', `inject=${call}:error=EIO:when=${when}`, tracker, ...args(copy, to)]);
				failures += r.code !== 0;
				quiet = r.code === 0 ? quiet + 1 : 0;
				assert.ok([0, 1, 3].includes(r.code), `${call} ${when}: ended with ${r.code} ${r.signal} ${r.stderr}`);
				if (r.code !== 0)
					assert.ok(r.stderr.trim().length > 0, `${call} ${when}: failed without a word`);
				// Run again, as an operator would after reading the message: it finishes the work.
				if (r.code !== 0 && (name === 'close' || name === 'migrate')) {
					const again = await run(tracker, args(copy, to));
					assert.equal(again.code, 0, `${call} ${when}, again: ${again.stderr}`);
				}
				const rows = await everythingIsThere(copy, kept);
				assert.equal(rows, kept.length);
				if (name === 'backup' && r.code === 0) {
					const back = path.join(to, 'back');
					const restored = await run(tracker, ['restore', '--from', path.join(to, 'copy'), '--key-from', path.join(to, 'key'), '--data', back]);
					assert.equal(restored.code, 0, `${call} ${when}: a backup that cannot be restored: ${restored.stderr}`);
					assert.equal(await everythingIsThere(back, kept), kept.length);
				}
				if (name === 'restore' && r.code === 0)
					assert.equal(await everythingIsThere(path.join(to, 'back'), kept), kept.length);
				rmSync(path.dirname(copy), { recursive: true, force: true });
			}
		}
		assert.ok(failures > 0, 'no fault was felt');
	});
}

test('48 descriptors: connections wait or are refused, recording goes on', async (c) => {
	const data = path.join(tempDir(c), 'data');
	const t = await startTracker(c, { data, wrapper: ['sh', '-c', 'ulimit -n 48; exec "$@"', 'sh'] });
	const key = await addClient(data, 'a');
	const kept = [];

	await Promise.all(Array.from({ length: 100 }, () => send(t, key, kept, (s, i) => i === 2)));
	const [status] = await send(t, key, kept, () => true);
	assert.equal(status, 200, t.err);
	assert.equal(t.child.exitCode, null);
	await t.stop();
	await everythingIsThere(data, kept);
});

for (const limit of [120_000, 200_000, 300_000]) {
	test(`ulimit -v ${limit}: refuses to start or records; nothing acknowledged is lost`, async (c) => {
		const data = path.join(tempDir(c), 'data');
		const first = await startTracker(c, { data }), key = await addClient(data, 'a'), kept = [];

		await send(first, key, kept, (s, i) => i === 5);
		await first.stop();
		const t = await startTracker(c, { data, wrapper: ['sh', '-c', `ulimit -v ${limit}; exec "$@"`, 'sh'] }).catch(() => null);
		if (t) {
			await Promise.all(Array.from({ length: 40 }, () => send(t, key, kept, (s, i) => i === 5)));
			await t.stop();
		}
		await everythingIsThere(data, kept);
	});
}

for (const jump of ['+365d', '-365d']) {
	test(`a clock that jumps ${jump}: it answers, closes at most one period, loses nothing`, async (c) => {
		const lib = ['/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1', '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1'].find(existsSync);

		if (!lib) {
			c.skip('libfaketime is not installed');
			return;
		}
		const data = path.join(tempDir(c), 'data'), first = await startTracker(c, { data }), key = await addClient(data, 'a'), kept = [];

		await send(first, key, kept, (s, i) => i === 5);
		await first.stop();
		const before = await run(tracker, ['export', 'public', '--data', data]);
		const t = await startTracker(c, { data, env: { ...process.env, LD_PRELOAD: lib, FAKETIME: jump, FAKETIME_DONT_FAKE_MONOTONIC: '1' } });
		assert.ok([200, 503].includes((await t.get('/healthz')).status));
		const at = new Date(Date.now() + (jump[0] === '+' ? 1 : -1) * 365 * 86400_000).toISOString().replace(/\.\d+Z$/, 'Z');
		const r = await postEvents(t, key, [event({ at })]);
		assert.equal(r.status, 200, r.text);
		assert.equal(r.json().recorded.length, 1, r.text);
		await t.stop();
		const after = await run(tracker, ['export', 'public', '--data', data]);
		const periods = (x) => JSON.parse(x.stdout).periods.length;
		assert.ok(periods(after) <= periods(before) + 1, `${periods(before)} periods before, ${periods(after)} after`);
		const again = await startTracker(c, { data });
		await send(again, key, kept, (s, i) => i === 5);
		await again.stop();
		await everythingIsThere(data, kept);
	});
}

for (const what of ['the list of people', 'the person who was picked']) {
	test(`EIO while ${what} is read: an error, and the process ends with 3`, async (c) => {
		const data = path.join(tempDir(c), 'data'), t = await startTracker(c, { data, demo: true }), v = new Visitor(t);
		const person = (sub) => v.request('POST', '/-/anmelden', { body: `person=${sub}`,
			headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: t.url } });

		await importPeople(data);
		assert.equal((await v.get('/-/anmelden')).status, 200, 'the reader is open');
		await importPeople(data, people.replace('Lena', 'Leni')); // and what it remembers is out of date
		const s = await inject(t.child.pid, path.join(data, 'people.db'), path.join(data, 'people.db-wal'), 'pread64:error=EIO:when=1+');
		const r = await (what === 'the list of people' ? v.get('/-/anmelden') : person('lena'));
		assert.equal(r.status, 500, r.text);
		const end = await Promise.race([t.ended, sleep(5000)]);
		await s.off();
		assert.equal(end?.code, 3, t.err);
	});
}

test('ENOSPC while someone signs out: 503, still signed in, and out when there is room', async (c) => {
	const data = path.join(tempDir(c), 'data'), t = await startTracker(c, { data, demo: true }), v = new Visitor(t);
	const submit = (token) => v.request('POST', '/-/abmelden', { body: `token=${token}`,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: t.url } });

	await importPeople(data);
	await v.signIn('lena');
	const token = (await v.me()).token, cookies = new Map(v.cookies), key = await addClient(data, 'a');
	const s = await inject(t.child.pid, 'pwrite64:error=ENOSPC:when=1+', 'fallocate:error=ENOSPC:when=1+', 'ftruncate:error=ENOSPC:when=1+');
	await send(t, key, [], (status) => status === 503, 50);
	assert.equal((await submit(token)).status, 503);
	assert.equal((await v.me()).name, 'Lena Erfunden', 'nothing looks as if she were signed out');
	await s.off();
	let r;
	for (const until = Date.now() + 10_000; r?.status !== 303 && Date.now() < until; await sleep(200))
		r = await submit(token);
	assert.equal(r.status, 303, r.text);
	assert.equal(v.cookies.size, 0);
	await t.stop();
	v.t = await startTracker(c, { data, demo: true });
	v.cookies = cookies;
	assert.equal((await v.me()).status, 401);
});
