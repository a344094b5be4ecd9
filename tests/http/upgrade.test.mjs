// The store of every released version, as tests/data/stores/make.mjs kept it, becomes one of today:
// nothing that was recorded or published changes. A migration that would fail is tried on a copy first;
// a store of a newer program is refused by every command.

import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { test } from 'node:test';
import { addClient, assert, event, importPeople, path, people, postEvents, root, run, site, sqlite, startRefused, startTracker, tempDir,
	tracker } from './harness.mjs';

const stores = path.join(root, 'tests/data/stores');
const kept = readdirSync(stores, { withFileTypes: true }).filter((d) => d.isDirectory()).map((d) => d.name);
const command = (...args) => run(tracker, args);
const version = (data, name) => sqlite(path.join(data, name), 'PRAGMA user_version').trim();
const known = { store: 0, people: 0 };

for (const kind of Object.keys(known))
	known[kind] = readdirSync(path.join(root, 'tracker/sql/migrate', kind)).length;

// The data folder as that version left it.
function unpack(c, name) {
	const from = path.join(stores, name), data = path.join(tempDir(c, 'lr-upgrade'), 'data');

	mkdirSync(data, { mode: 0o700 });
	for (const db of ['store.db', 'people.db'])
		writeFileSync(path.join(data, db), gunzipSync(readFileSync(path.join(from, `${db}.gz`))), { mode: 0o600 });
	for (const file of ['pseudonym.key', 'erasures', 'figures.manifest']) {
		copyFileSync(path.join(from, file), path.join(data, file));
		chmodSync(path.join(data, file), 0o600); // git keeps no such mode
	}
	cpSync(path.join(from, 'site'), path.join(data, 'site'), { recursive: true });
	return { data, events: readFileSync(path.join(from, 'events.jsonl'), 'utf8'), published: readFileSync(path.join(from, 'public.json'), 'utf8'),
		...JSON.parse(readFileSync(path.join(from, 'secrets.json'), 'utf8')) };
}

async function sameAsThen(data, x) {
	const events = await command('export', 'events', '--data', data);
	const published = await command('export', 'public', '--data', data);
	const verify = await command('verify', '--data', data);

	assert.equal(events.stdout, x.events);
	assert.deepEqual(JSON.parse(published.stdout), JSON.parse(x.published));
	assert.equal(verify.code, 0, verify.stdout + verify.stderr);
	assert.match(verify.stdout, /closed periods, as in/);
}

test('there is a kept store, and it is older than this program', () => {
	assert.ok(kept.length > 0);
});

for (const name of kept) {
	test(`${name}: migrate keeps every fact, figure, text and client`, async (c) => {
		const x = unpack(c, name), { data } = x;
		const early = await command('export', 'events', '--data', data);

		assert.equal(early.code, 1, 'an older store is not read before it has been migrated');
		assert.match(early.stderr, /migrate/);
		const r = await command('migrate', '--data', data);
		assert.equal(r.code, 0, r.stderr);
		assert.match(r.stdout, new RegExp(`store\\.db has version ${known.store}\n.*people\\.db has version ${known.people}\n`, 's'));
		await sameAsThen(data, x);
		assert.equal(sqlite(path.join(data, 'store.db'), 'SELECT count(*), count(text) FROM voice').trim(), '2|2');
		assert.equal(sqlite(path.join(data, 'store.db'), 'SELECT count(*) FROM client').trim(), '2');
		assert.equal(sqlite(path.join(data, 'people.db'), 'SELECT p.name, p.roles, s.unit FROM person p JOIN stay s ON s.person = p.id WHERE sub = \'hanna\'').trim(),
			'Hanna Erfunden|hr|fb10');
		assert.equal(existsSync(path.join(data, 'rehearsal.db')), false);
		// Accounts that lay in store.db have left it, bytes and all.
		for (const file of readdirSync(data).filter((f) => f.startsWith('store.db')))
			assert.equal(readFileSync(path.join(data, file)).includes('lena'), false, file);
		const again = await command('migrate', '--data', data);
		assert.equal(again.code, 0, again.stderr);
	});

	test(`${name}: serve migrates by itself; keys go on, sessions of then do not`, async (c) => {
		const x = unpack(c, name);
		const t = await startTracker(c, { data: x.data, demo: true });

		const one = await postEvents(t, x.key, [event()]);
		assert.equal(one.json().recorded.length, 1, one.text);
		assert.equal((await t.get('/api/v1/me', { Cookie: x.cookie })).status, 401);
		await t.stop();
		const rows = (await command('export', 'events', '--data', x.data)).stdout;
		assert.equal(rows.split('\n').length, x.events.split('\n').length + 1);
	});

	test(`${name}: as a backup it can be restored`, async (c) => {
		const x = unpack(c, name), back = path.join(tempDir(c), 'back');
		const r = await command('restore', '--from', x.data, '--key-from', x.data, '--data', back);

		assert.equal(r.code, 0, r.stderr);
		await sameAsThen(back, x);
	});

	test(`${name}: killed while it migrates, it is migrated by the next start`, async (c) => {
		for (let i = 0; i < 12; i++) {
			const x = unpack(c, name);
			const child = spawn(tracker, ['migrate', '--data', x.data], { stdio: 'ignore' });
			const ended = new Promise((done) => child.on('close', done));

			await new Promise((done) => setTimeout(done, 2 + i * 3));
			child.kill('SIGKILL');
			await ended;
			const r = await command('migrate', '--data', x.data);
			assert.equal(r.code, 0, r.stderr);
			await sameAsThen(x.data, x);
		}
	});

	test(`${name}: a migration that fails on the copy leaves the store as it was`, async (c) => {
		const x = unpack(c, name), old = version(x.data, 'people.db');

		// Somebody's own table takes a name that the migration needs.
		sqlite(path.join(x.data, 'people.db'), 'CREATE TABLE session(own); INSERT INTO session VALUES(42)');
		const before = readFileSync(path.join(x.data, 'people.db'));
		for (const r of [await command('migrate', '--data', x.data),
			await startRefused(['--data', x.data, '--site', (await site()).out, '--listen', '127.0.0.1:0'])]) {
			assert.equal(r.code, 1, r.stderr);
			assert.match(r.stderr, /failed on a copy; the store is unchanged/);
			assert.match(r.stderr, /0002_session/);
		}
		assert.deepEqual(readFileSync(path.join(x.data, 'people.db')), before);
		assert.equal(version(x.data, 'people.db'), old);
		assert.equal(existsSync(path.join(x.data, 'rehearsal.db')), false);
	});
}

test('a database of a newer program is refused by every command, and left alone', async (c) => {
	const dir = tempDir(c, 'lr-newer'), data = path.join(dir, 'data'), csv = path.join(dir, 'people.csv');
	const t = await startTracker(c, { data });
	const s = (await site()).out;

	await addClient(data, 'eins');
	await importPeople(data);
	await t.stop();
	writeFileSync(csv, people);
	const usage = (await command('--help')).stdout;
	const commands = [['serve', '--site', s, '--listen', '127.0.0.1:0'], ['close'], ['client', 'add', 'zwei', '--scope', 'events'],
		['client', 'list'], ['client', 'revoke', 'eins'], ['export', 'events'], ['export', 'public'],
		['report', '--period', '2026Q4', '--to', path.join(dir, 'report')], ['verify'], ['people', 'import', csv],
		['backup', '--to', path.join(dir, 'copy'), '--key-to', path.join(dir, 'key')], ['migrate'], ['retention'], ['erase', 'demo', 'lena'],
		['check-config']];

	for (const line of usage.split('\n').map((l) => /^ {2}(?:lernreise-tracker )?([a-z][a-z-]+)(?: ([a-z]+))?/.exec(l)).filter(Boolean)) {
		assert.ok(line[1] === 'restore' || commands.some((a) => a[0] === line[1] && (!line[2] || a[1] === line[2])),
			`this test does not try ${line[1]} ${line[2] ?? ''}`);
	}
	for (const name of ['store.db', 'people.db']) {
		const file = path.join(data, name), old = version(data, name);

		sqlite(file, 'PRAGMA user_version=9999');
		const before = readFileSync(file);
		for (const args of commands) {
			const r = await command(...args, '--data', data);

			assert.equal(r.code, 1, `${name}, ${args[0]}: ${r.stdout}${r.stderr}`);
			assert.match(r.stderr + r.stdout, /version 9999.*newer program/, `${name}, ${args[0]}`);
			assert.doesNotMatch(r.stdout, /listening/);
		}
		const back = path.join(dir, `back-${name}`);
		const r = await command('restore', '--from', data, '--key-from', data, '--data', back);
		assert.equal(r.code, 1, r.stdout);
		assert.match(r.stderr, /version 9999.*newer program/);
		assert.deepEqual(readFileSync(file), before, name);
		sqlite(file, `PRAGMA user_version=${old}`);
	}
	assert.equal((await command('verify', '--data', data)).code, 0);
});
