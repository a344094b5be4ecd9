// Starting, refusing to start, stopping: what an operator meets (CONTRACTS.md, "Programs").

import { test } from 'node:test';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { addClient, assert, buildSite, event, exportEvents, existsSync, path, postEvents, run, sampleSite, site, sqlite, startRefused, startTracker,
	tempDir, tracker } from './harness.mjs';

const dataDir = (c) => path.join(tempDir(c, 'lr-start'), 'data');
// A store with one fact, and nobody at home.
async function filled(c) {
	const data = dataDir(c);
	const t = await startTracker(c, { data });
	const key = await addClient(data, 'fachverfahren');
	const r = await postEvents(t, key, [event()]);

	assert.equal(r.json().recorded.length, 1, r.text);
	assert.equal((await t.stop()).code, 0, t.err);
	return { data, key };
}
const serve = async (data, more = [], options) =>
	startRefused(['--data', data, '--site', (await site()).out, '--listen', '127.0.0.1:0', ...more], options);
// Failure, said in one readable line, and the program does not end by a signal.
function refusedWith(r, pattern, status = 1) {
	assert.equal(r.code, status, `${r.stdout}${r.stderr}`);
	assert.match(r.stderr, pattern);
	assert.doesNotMatch(r.stdout, /listening on/);
}
const databases = (data) => readdirSync(data, { withFileTypes: true }).filter((d) => d.isFile()).map((d) => d.name)
	.filter((f) => readFileSync(path.join(data, f)).subarray(0, 15).toString() === 'SQLite format 3');

test('--help says how, with status 0; wrong usage is 2', async () => {
	const help = await run(tracker, ['--help']);

	assert.equal(help.code, 0);
	assert.match(help.stdout, /serve/);
	for (const args of [[], ['nonsense'], ['serve'], ['serve', '--nonsense'], ['client', 'add'], ['serve', '--data']]) {
		const r = await run(tracker, args);
		assert.equal(r.code, 2, args.join(' '));
		assert.ok(r.stderr.length > 0, args.join(' '));
	}
	for (const command of ['serve', 'client', 'close', 'export', 'people'])
		assert.equal((await run(tracker, [command, '--help'])).code, 0, command);
});

test('SIGTERM and SIGINT end it with status 0', async (c) => {
	for (const signal of ['SIGTERM', 'SIGINT']) {
		const t = await startTracker(c);
		const end = await t.stop(signal);

		assert.deepEqual(end, { code: 0, signal: null }, t.err);
	}
});

test('a second tracker on the same data is refused; the first goes on', async (c) => {
	const data = dataDir(c);
	const t = await startTracker(c, { data });

	refusedWith(await serve(data), /data|lock|gesperrt|läuft|in use|already/i);
	assert.equal((await t.get('/healthz')).status, 200);
	await t.stop();
	await startTracker(c, { data }); // the lock went with the first
});

test('a port in use is refused', async (c) => {
	const t = await startTracker(c);

	refusedWith(await startRefused(['--data', dataDir(c), '--site', (await site()).out, '--listen', `127.0.0.1:${t.port}`]),
		/in use|belegt|bind/i);
});

test('an address that others reach needs --listen-public', async (c) => {
	const r = await startRefused(['--data', dataDir(c), '--site', (await site()).out, '--listen', '0.0.0.0:0']);

	refusedWith(r, /listen-public/, r.code === 2 ? 2 : 1);
});

test('--demo is for loopback only', async (c) => {
	const r = await startRefused(['--data', dataDir(c), '--site', (await site()).out, '--listen', '0.0.0.0:0', '--listen-public', '--demo']);

	refusedWith(r, /demo/, r.code === 2 ? 2 : 1);
});

test('the pseudonym key is made in an empty store, 32 bytes for its owner alone', async (c) => {
	const data = dataDir(c);

	await startTracker(c, { data });
	const s = statSync(path.join(data, 'pseudonym.key'));
	assert.equal(s.size, 32);
	assert.equal(s.mode & 0o777, 0o600);
});

test('a missing pseudonym key beside facts is refused, and none is made', async (c) => {
	const { data } = await filled(c);

	rmSync(path.join(data, 'pseudonym.key'));
	refusedWith(await serve(data), /pseudonym\.key/);
	assert.equal(existsSync(path.join(data, 'pseudonym.key')), false);
});

test('another pseudonym key beside facts is refused', async (c) => {
	const { data } = await filled(c);
	const file = path.join(data, 'pseudonym.key');
	const right = readFileSync(file);

	writeFileSync(file, Buffer.alloc(32, 1));
	refusedWith(await serve(data), /pseudonym\.key/);
	writeFileSync(file, right.subarray(0, 31));
	refusedWith(await serve(data), /pseudonym\.key/);
	writeFileSync(file, right);
	await startTracker(c, { data });
	assert.equal((await exportEvents(data)).length, 1);
});

test('a database of a newer version is refused and left alone', async (c) => {
	const { data } = await filled(c);
	const names = databases(data);

	assert.ok(names.length > 0);
	for (const name of names) {
		const file = path.join(data, name);
		const old = sqlite(file, 'PRAGMA user_version;').trim();

		sqlite(file, 'PRAGMA user_version=9999;');
		refusedWith(await serve(data), /newer|neuer|9999/i);
		assert.equal((await run(tracker, ['export', 'events', '--data', data])).code, 1, name);
		assert.equal(sqlite(file, 'PRAGMA user_version;').trim(), '9999');
		sqlite(file, `PRAGMA user_version=${old};`);
	}
	await startTracker(c, { data });
});

test('a data folder of another program is refused and left alone', async (c) => {
	const { data } = await filled(c);

	for (const name of databases(data)) {
		const file = path.join(data, name);

		renameSync(file, `${file}.kept`);
		for (const end of ['-wal', '-shm'])
			rmSync(file + end, { force: true });
		sqlite(file, 'CREATE TABLE notes(text); INSERT INTO notes VALUES(\'Einkaufsliste\');');
		const r = await serve(data);
		assert.equal(r.code, 1, `${name}: ${r.stderr}`);
		assert.equal(sqlite(file, 'SELECT text FROM notes;').trim(), 'Einkaufsliste');
		renameSync(`${file}.kept`, file);
	}
});

test('a truncated database is refused', async (c) => {
	const { data } = await filled(c);

	for (const name of databases(data)) {
		const file = path.join(data, name);
		const whole = readFileSync(file);

		truncateSync(file, Math.floor(whole.length / 2) + 100);
		const r = await serve(data);
		assert.ok([1, 3].includes(r.code), `${name}: ${r.code} ${r.stderr}`);
		assert.ok(r.stderr.length > 10);
		writeFileSync(file, whole);
		for (const end of ['-wal', '-shm'])
			rmSync(file + end, { force: true });
	}
});

test('a read-only data folder is refused with its name', { skip: process.getuid() !== 0 && 'needs root to be another user' }, async (c) => {
	const data = dataDir(c);
	const s = (await site()).out;

	chmodSync(path.dirname(data), 0o755);
	for (let d = s; d !== '/tmp' && d !== '/'; d = path.dirname(d))
		chmodSync(d, 0o755);
	mkdirSync(data, { mode: 0o555 });
	// The other user may not even enter the folder that this checkout lies in.
	const program = path.join(path.dirname(data), 'lernreise-tracker');
	copyFileSync(tracker, program);
	const r = await serve(data, [], { program, uid: 65534, gid: 65534 });
	refusedWith(r, /permission|read-only|schreib|Berechtigung|EACCES|denied/i);
});

test('a data folder that is a file is refused', async (c) => {
	const data = dataDir(c);

	writeFileSync(data, 'kein Ordner');
	refusedWith(await serve(data), /./);
	assert.equal(readFileSync(data, 'utf8'), 'kein Ordner');
});

test('a site that does not exist or is no site is refused', async (c) => {
	const dir = tempDir(c);

	for (const s of [path.join(dir, 'fehlt'), dir])
		refusedWith(await startRefused(['--data', dataDir(c), '--site', s, '--listen', '127.0.0.1:0']), /manifest|site|fehlt/i);
});

test('commands work beside a running tracker, and without one', async (c) => {
	const data = dataDir(c);
	const t = await startTracker(c, { data });
	const key = await addClient(data, 'eins');

	await postEvents(t, key, [event()]);
	assert.equal((await exportEvents(data)).length, 1);
	assert.equal(statSync(path.join(data, 'control')).mode & 0o777, 0o600);
	await t.stop();
	assert.equal((await exportEvents(data)).length, 1);
	await addClient(data, 'zwei');
});

test('a module that left the catalogue keeps its facts; its versions stay known', async (c) => {
	const data = dataDir(c);
	const t = await startTracker(c, { data });
	const key = await addClient(data, 'fachverfahren');
	const old = (await site()).catalogue.modules.find((m) => m.id === 'eins').version;

	await postEvents(t, key, [event()]);
	await t.stop();
	const b = await buildSite(c, { files: { 'content/modules/eins/index.md':
		`${sampleSite['content/modules/eins/index.md']}\nMehr.\n` } });
	const u = await startTracker(c, { data, site: b.out });
	const r = await postEvents(u, key, [event({ version: old }), event()]);
	assert.equal(r.json().recorded.length, 2, r.text);
	const versions = (await exportEvents(data)).map((x) => x.version);
	assert.equal(versions.filter((x) => x === old).length, 2);
	assert.equal(new Set(versions).size, 2);
});

test('logs name no person, answer or address, and no request', async (c) => {
	const data = dataDir(c);
	const t = await startTracker(c, { data });
	const key = await addClient(data, 'fachverfahren');

	for (let i = 0; i < 20; i++)
		await postEvents(t, key, [event({ person: { iss: 'https://geheim.example', sub: 'sehr-geheim' } })]);
	await t.get('/module/eins/');
	await t.stop();
	assert.doesNotMatch(t.err, /sehr-geheim|geheim\.example|127\.0\.0\.1:\d+ /);
	assert.ok(t.err.split('\n').length < 15, t.err);
	assert.ok(!t.err.includes(key.split(':')[1]));
});
