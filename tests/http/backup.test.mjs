// The drill: a backup taken while facts come in, restored elsewhere, verified and served. What was
// acknowledged before it began is in it, what was erased since is erased again, the key lies apart; and
// verify tells a record, a chain or figures that somebody has changed.

import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { addClient, assert, berlinDay, event, exportEvents, importPeople, path, postEvents, run, sqlite, startTracker, tempDir, tracker,
	Visitor } from './harness.mjs';
import { steps, traced } from '../crash/trace.mjs';

const command = (...args) => run(tracker, args);
const pseudonym = (key, { iss, sub }) => createHmac('sha256', key).update(`${iss}\n${sub}`).digest('hex').slice(0, 32);
const later = `${Number(berlinDay(Date.now()).slice(0, 4)) + 1}-02-01`;

async function filled(c, n = 40) {
	const data = path.join(tempDir(c, 'lr-backup'), 'data'), t = await startTracker(c, { data, demo: true }), key = await addClient(data, 'eins');

	await importPeople(data);
	const events = Array.from({ length: n }, () => event());
	assert.equal((await postEvents(t, key, events)).json().recorded.length, n);
	return { data, t, key, events };
}

const backup = async (c, data) => {
	const to = tempDir(c, 'lr-copy'), copy = path.join(to, 'copy'), keys = path.join(to, 'keys');
	const r = await command('backup', '--data', data, '--to', copy, '--key-to', keys);

	assert.equal(r.code, 0, r.stderr);
	return { copy, keys, back: path.join(to, 'back') };
};
const restore = ({ copy, keys, back }, more = {}) => command('restore', '--from', more.copy ?? copy, '--key-from', more.keys ?? keys, '--data', back);

test('backup while facts come in, restore, verify, serve: whatever was acknowledged before is there', async (c) => {
	const { data, t, key, events } = await filled(c);
	const sent = [...events];
	let go = true;
	const load = Promise.all(Array.from({ length: 4 }, async () => {
		while (go) {
			const e = event();
			if ((await postEvents(t, key, [e])).status === 200)
				sent.push(e);
		}
	}));

	await new Promise((done) => setTimeout(done, 300));
	const before = sent.slice();
	const b = await backup(c, data);
	await new Promise((done) => setTimeout(done, 100));
	go = false;
	await load;
	assert.ok(before.length > 60, 'the load was one');
	assert.ok(sent.length > before.length, 'facts came in while the backup was made');
	assert.equal((await t.get('/healthz')).status, 200);
	await t.stop();

	assert.equal(existsSync(path.join(b.copy, 'pseudonym.key')), false, 'the key lies apart');
	assert.deepEqual(readFileSync(path.join(b.keys, 'pseudonym.key')), readFileSync(path.join(data, 'pseudonym.key')));
	const r = await restore(b);
	assert.equal(r.code, 0, r.stderr);
	const v = await command('verify', '--data', b.back);
	assert.equal(v.code, 0, v.stdout + v.stderr);
	assert.match(v.stdout, /key: the one/);
	const secret = readFileSync(path.join(b.back, 'pseudonym.key'));
	const there = new Set((await exportEvents(b.back)).map((x) => x.person));
	for (const e of before)
		assert.ok(there.has(pseudonym(secret, e.person)), 'acknowledged before the backup began');
	const all = new Set(sent.map((e) => pseudonym(secret, e.person)));
	assert.ok([...there].every((p) => all.has(p)), 'nothing that nobody sent');
	const u = await startTracker(c, { data: b.back });
	assert.equal((await postEvents(u, key, [event()])).json().recorded.length, 1);
	await u.stop();
});

// The rename onto a link fails, and no check before it sees why.
test('a backup that fails at its last step leaves nothing behind, and the same command works then', async (c) => {
	const { data, t } = await filled(c, 3), dir = tempDir(c, 'lr-copy'), copy = path.join(dir, 'copy'), keys = path.join(dir, 'keys');
	const again = () => command('backup', '--data', data, '--to', copy, '--key-to', keys);

	await t.stop();
	symlinkSync(path.join(dir, 'nowhere'), copy);
	assert.equal((await again()).code, 1);
	assert.deepEqual(readdirSync(dir), ['copy'], 'no keys, no half backup');
	mkdirSync(keys);
	writeFileSync(path.join(keys, 'note'), 'mine');
	assert.equal((await again()).code, 1);
	assert.deepEqual(readdirSync(keys), ['note'], 'what lay there stays');
	writeFileSync(path.join(keys, 'erasures'), 'of another backup');
	writeFileSync(path.join(data, 'erasures'), '');
	rmSync(copy);
	assert.equal((await again()).code, 1, 'nothing is written over');
	assert.deepEqual(readdirSync(keys).sort(), ['erasures', 'note']);
	assert.equal(readFileSync(path.join(keys, 'erasures'), 'utf8'), 'of another backup');
	rmSync(path.join(keys, 'erasures'));
	const r = await again();
	assert.equal(r.code, 0, r.stderr);
	assert.deepEqual(readdirSync(keys).sort(), ['erasures', 'note', 'pseudonym.key']);
});

const strace = spawnSync('strace', ['-V']).status === 0;
test('a backup is durable when it says so: each folder is synced after the last entry in it was made', { skip: !strace && 'needs strace' }, async (c) => {
	const { data, t } = await filled(c, 3), dir = tempDir(c, 'lr-copy'), a = path.join(dir, 'a'), b = path.join(dir, 'b');
	const trace = path.join(dir, 'trace'), copy = path.join(a, 'copy'), keys = path.join(b, 'keys');

	await t.stop();
	mkdirSync(a);
	mkdirSync(b);
	const r = await run('strace', ['-f', '-xx', '-s', '4000000', '-o', trace, '-e', `trace=${traced}`, tracker, 'backup', '--data', data, '--to', `${copy}/`,
		'--key-to', keys]);
	assert.equal(r.code, 0, r.stderr);
	const list = steps(readFileSync(trace, 'latin1'), dir);
	const made = (p) => list.findLastIndex((s) => (['create', 'mkdir'].includes(s.op) && s.path === p) || (s.op === 'rename' && s.to === p));
	const synced = (p) => list.findLastIndex((s) => s.op === 'sync' && s.path === p);
	const renamed = made(copy);

	assert.ok(renamed > 0, 'it was renamed');
	assert.ok(synced(a) > renamed, 'the folder of the backup, after the rename');
	for (const [folder, last] of [[`${copy}.partial`, 'site'], [`${copy}.partial/site`, 'settings.json'], [keys, 'pseudonym.key'], [b, 'keys']]) {
		assert.ok(made(path.join(folder, last)) >= 0, `${folder}/${last}`);
		assert.ok(synced(folder) > made(path.join(folder, last)), `${folder} after ${last}`);
		assert.ok(synced(folder) < renamed, `${folder} before the rename`);
	}
});

test('what was erased after the backup is erased again by the restore, in every byte', async (c) => {
	const { data, t, events } = await filled(c, 5), b = await backup(c, data), gone = events[2].person;
	const secret = readFileSync(path.join(data, 'pseudonym.key')), bytes = Buffer.from(pseudonym(secret, gone), 'hex');

	assert.ok(readFileSync(path.join(b.copy, 'store.db')).includes(bytes), 'the backup has it');
	const r = await command('erase', gone.iss, gone.sub, '--data', data);
	assert.match(r.stdout, /1 erased/);
	await t.stop();
	// the newest list of erasures, as docs/operators.md says
	const keys = path.join(tempDir(c), 'keys');
	mkdirSync(keys);
	for (const name of ['pseudonym.key', 'erasures'])
		cpSync(path.join(data, name), path.join(keys, name));
	const back = await restore(b, { keys });
	assert.equal(back.code, 0, back.stderr);
	assert.match(back.stdout, /1 erasures replayed/);
	assert.equal((await exportEvents(b.back)).length, 4);
	for (const name of readdirSync(b.back).filter((f) => /\.db/.test(f)))
		assert.equal(readFileSync(path.join(b.back, name)).includes(bytes), false, name);
});

test('a restore with the wrong key, without one, or of half a backup is refused and leaves nothing behind', async (c) => {
	const { data, t } = await filled(c, 3), b = await backup(c, data);
	const wrong = tempDir(c), empty = tempDir(c), half = path.join(tempDir(c), 'half');

	await t.stop();
	writeFileSync(path.join(wrong, 'pseudonym.key'), Buffer.alloc(32, 5), { mode: 0o600 });
	cpSync(b.copy, half, { recursive: true });
	rmSync(path.join(half, 'people.db'));
	const cut = path.join(tempDir(c), 'cut');
	cpSync(b.copy, cut, { recursive: true });
	writeFileSync(path.join(cut, 'store.db'), readFileSync(path.join(b.copy, 'store.db')).subarray(0, -1));
	for (const more of [{ keys: wrong }, { keys: empty }, { copy: half }, { copy: cut }, { copy: empty }]) {
		const r = await restore(b, more);

		assert.equal(r.code, 1, r.stdout);
		assert.ok(r.stderr.length > 20);
		assert.equal(existsSync(b.back), false, r.stderr);
	}
	// A folder that is there already: an empty one is fine, one with a store is not touched.
	mkdirSync(b.back);
	assert.equal((await restore(b)).code, 0);
	const again = await restore(b);
	assert.equal(again.code, 1);
	assert.match(again.stderr, /holds a store already/);
	assert.equal((await exportEvents(b.back)).length, 3);
});

test('a restore that is killed is no store, whenever that happens, and can be made again', async (c) => {
	const { data, t } = await filled(c, 3), b = await backup(c, data);
	const { spawn } = await import('node:child_process');
	let killed = 0;

	await t.stop();
	for (let i = 0; i < 15; i++) {
		rmSync(b.back, { recursive: true, force: true });
		const child = spawn(tracker, ['restore', '--from', b.copy, '--key-from', b.keys, '--data', b.back], { stdio: 'ignore' });
		const ended = new Promise((done) => child.on('close', (code) => done(code)));
		await new Promise((done) => setTimeout(done, 1 + i * 2));
		child.kill('SIGKILL');
		if (await ended === 0)
			continue;
		killed++;
		if (!existsSync(path.join(b.back, 'store.db'))) {
			if (existsSync(path.join(b.back, 'restore.partial')))
				assert.equal((await command('close', '--data', b.back)).code, 1, 'half a restore is no data folder');
			assert.equal((await restore(b)).code, 0);
		}
		assert.equal((await command('verify', '--data', b.back)).code, 0);
		assert.equal((await exportEvents(b.back)).length, 3);
	}
	assert.ok(killed >= 3, `${killed} were killed in time`);
});

test('a restore that was cut short after it had moved a part is made again', async (c) => {
	const { data, t } = await filled(c, 3), b = await backup(c, data);

	await t.stop();
	assert.equal((await restore(b)).code, 0);
	rmSync(path.join(b.back, 'store.db')); // the last one that is moved
	const again = await restore(b);

	assert.equal(again.code, 0, again.stderr);
	assert.equal((await command('verify', '--data', b.back)).code, 0);
	assert.equal((await exportEvents(b.back)).length, 3);
});

test('verify tells what was changed behind the tracker\'s back', async (c) => {
	const { data, t } = await filled(c, 30), hanna = new Visitor(t);

	await hanna.signIn('hanna');
	assert.equal((await hanna.get('/-/rueckmeldungen')).status, 200);
	await t.stop();
	assert.equal((await command('close', '--data', data, '--as-of', later)).code, 0);
	assert.equal((await command('verify', '--data', data)).code, 0);
	assert.ok(Number(sqlite(path.join(data, 'store.db'), 'SELECT count(*) FROM audit')) >= 3);
	const figure = 'DROP TRIGGER figure_no_update; DROP TRIGGER figure_no_delete;';
	const changes = [
		['UPDATE audit SET object = \'nichts\' WHERE id = (SELECT min(id) + 1 FROM audit)', /audit/],
		['UPDATE audit SET actor = \'jemand\' WHERE id = (SELECT max(id) FROM audit)', /audit/],
		['DELETE FROM audit WHERE id = (SELECT min(id) + 1 FROM audit)', /audit/],
		['DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)', /audit/],
		[`${figure} UPDATE figure SET value = value + 1 WHERE rowid IN (SELECT rowid FROM figure LIMIT 1)`, /figure|20\d\d/],
		[`${figure} DELETE FROM figure`, /figure|20\d\d/],
		['DROP TRIGGER figure_period_no_delete; PRAGMA foreign_keys=OFF; DELETE FROM figure_period', /figure|20\d\d/],
		['PRAGMA foreign_keys=OFF; DELETE FROM person WHERE id = 1', /facts/],
		['UPDATE fact SET day = 40000 WHERE person = 2', /facts/],
	];

	for (const [sql, pattern] of changes) {
		const copy = path.join(tempDir(c), 'data');

		cpSync(data, copy, { recursive: true });
		sqlite(path.join(copy, 'store.db'), sql.replace('WHERE rowid IN (SELECT rowid FROM figure LIMIT 1)', 'WHERE item = \'eins\' AND unit = \'\''));
		const v = await command('verify', '--data', copy);
		assert.equal(v.code, 1, `${sql}: ${v.stdout}`);
		assert.match(v.stdout, new RegExp(`wrong: .*(${pattern.source})`), sql);
	}
	const copy = path.join(tempDir(c), 'data');
	cpSync(data, copy, { recursive: true });
	renameSync(path.join(copy, 'figures.manifest'), path.join(copy, 'elsewhere'));
	assert.equal((await command('verify', '--data', copy)).code, 1);
	assert.equal((await command('verify', '--data', copy, '--manifest', path.join(copy, 'elsewhere'))).code, 0);
});
