// What has had its time goes, and nothing else: completions of a duty three years after a newer one took
// their place, sessions, raw feedback. A rehearsal changes nothing; others record meanwhile.

import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { addClient, assert, buildSite, event, existsSync, exportEvents, path, postEvents, run, sqlite, startTracker, tempDir, tracker } from './harness.mjs';

const today = Math.floor(Date.now() / 86400_000), year = 365;
const files = { 'content/modules/pflicht.md': '---\ntitle: Pflicht\ndescription: Muss sein.\nduration: 10\nmandatory:\n  - units: ["*"]\n' +
	'    audience: [all]\n    reason: Unterweisung\n    every: 12 months\n    due: 30 days\n---\n\nEin Absatz.\n' };

// A store whose facts of the past are put in by hand; `rows` are [person, module, days ago, verb].
async function filled(c, rows) {
	const data = path.join(tempDir(c, 'lr-retention'), 'data'), b = await buildSite(c, { files });
	let t = await startTracker(c, { data, site: b.out });
	const key = await addClient(data, 'eins');

	assert.equal((await postEvents(t, key, [event()])).json().recorded.length, 1);
	await t.stop();
	const id = (m) => `(SELECT id FROM module WHERE name = '${m}')`;
	const people = new Set(rows.map((r) => r[0]));
	execFileSync('sqlite3', [path.join(data, 'store.db')], { input: `BEGIN; ${[...people].map((p) => `INSERT INTO person(id, pseudonym) VALUES (${p}, randomblob(16));`).join('')}
		${rows.map(([p, m, ago, verb]) => `INSERT INTO fact VALUES (${p}, ${id(m)}, (SELECT max(id) FROM version WHERE module = ${id(m)}), ${today - ago}, ${verb}, ${today - ago});`).join('\n')} COMMIT;` });
	return { data, key, site: b.out };
}

test('a completion of a duty goes three years after it was replaced; voluntary and last ones stay', async (c) => {
	const old = [[10, 'pflicht', 4 * year + 40, 0], [11, 'pflicht', 6 * year, 0], [11, 'pflicht', 5 * year, 0], [17, 'pflicht', 5 * year, 2]];
	const kept = [[10, 'pflicht', 3 * year + 30, 0], // the newer one of the first
		[11, 'pflicht', 4 * year, 0],
		[12, 'pflicht', 4 * year, 0], [12, 'pflicht', 2 * year, 0], // replaced two years ago
		[13, 'pflicht', 10 * year, 0], // the only one
		[14, 'eins', 6 * year, 0], [14, 'eins', 4 * year, 0], // voluntary
		[15, 'pflicht', 6 * year, 0], [15, 'pflicht', 4 * year, 2], // what was revoked replaces nothing
		[17, 'pflicht', 4 * year, 0],
		[18, 'pflicht', 5 * year, 0], [18, 'pflicht', 4 * year, 0], [18, 'pflicht', 4 * year, 2]]; // the newer one was revoked
	const { data } = await filled(c, [...old, ...kept]);
	const list = () => sqlite(path.join(data, 'store.db'), `SELECT person, (SELECT name FROM module WHERE id = module), ${today} - day, verb FROM fact WHERE person >= 10 ORDER BY 1, 3`).trim();
	const before = list();

	const dry = await run(tracker, ['retention', '--data', data, '--dry-run']);
	assert.equal(dry.code, 0, dry.stderr);
	assert.match(dry.stdout, new RegExp(`would go: .* ${old.length} completions`));
	assert.equal(list(), before);
	const r = await run(tracker, ['retention', '--data', data]);
	assert.equal(r.code, 0, r.stderr);
	assert.match(r.stdout, new RegExp(`deleted: .* ${old.length} completions`));
	assert.deepEqual(list().split('\n').sort(), kept.map((k) => k.join('|')).sort());
	const again = await run(tracker, ['retention', '--data', data]);
	assert.match(again.stdout, / 0 completions/);
});

test('tens of thousands at once: all go, and facts are recorded within a moment all the while', async (c) => {
	const n = 40_000, rows = Array.from({ length: n }, (_, i) => [100 + i, 'pflicht', 5 * year, 0]);
	const { data, key, site } = await filled(c, [...rows, ...rows.map(([p, m]) => [p, m, 4 * year, 0])]);
	const t = await startTracker(c, { data, site });
	const times = [];
	let sent = 1;

	for (const until = Date.now() + 60_000; !/event=retention/.test(t.err) && Date.now() < until;) {
		const began = performance.now();
		assert.equal((await postEvents(t, key, [event()])).status, 200);
		times.push(performance.now() - began);
		sent++;
	}
	assert.match(t.err, new RegExp(`event=retention.* facts=${n}`));
	times.sort((a, b) => a - b);
	c.diagnostic(`${times.length} answers meanwhile, p50 ${times[times.length >> 1].toFixed(1)} ms, most ${times.at(-1).toFixed(1)} ms`);
	assert.ok(times.length > 10, `only ${times.length} answers`);
	await t.stop();
	assert.equal((await exportEvents(data)).length, n + sent);
});

test('a clock that has jumped a year ahead deletes nothing, until the operator says that it is right', async (c) => {
	const lib = ['/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1', '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1'].find(existsSync);

	if (!lib) {
		c.skip('libfaketime is not installed');
		return;
	}
	const data = path.join(tempDir(c, 'lr-retention'), 'data'), store = path.join(data, 'store.db');
	const env = { ...process.env, LD_PRELOAD: lib, FAKETIME: '+400d', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
	const voices = () => Number(sqlite(store, 'SELECT count(*) FROM voice'));
	const said = () => execFileSync('sqlite3', [store, `INSERT INTO voice(id, kind, text, day) VALUES (randomblob(16), 0, 'gut', ${today - 10})`]);
	const until = async (what) => {
		for (const end = Date.now() + 15_000; !what() && Date.now() < end;)
			await new Promise((done) => setTimeout(done, 50));
		assert.ok(what(), `${what}`);
	};
	const day = () => Number(sqlite(store, "SELECT value FROM meta WHERE name = 'retention_day'"));
	let t = await startTracker(c, { data });

	await until(() => Math.abs(day() - today) <= 1);
	await t.stop();
	said();
	t = await startTracker(c, { data, env });
	await until(() => /level=error event=clock .*lernreise-tracker retention/.test(t.err) || voices() === 0);
	assert.equal(voices(), 1);
	assert.ok(Math.abs(day() - today) <= 1);
	const dry = await run(tracker, ['retention', '--data', data, '--dry-run'], { env });
	assert.match(dry.stdout, /would go: .* 1 of feedback/);
	assert.ok(Math.abs(day() - today) <= 1, 'a rehearsal confirms nothing');
	const r = await run(tracker, ['retention', '--data', data], { env });
	assert.match(r.stdout, /deleted: .* 1 of feedback/, r.stderr);
	assert.equal(voices(), 0);
	await t.stop();
	said();
	t = await startTracker(c, { data, env });
	await until(() => voices() === 0);
	await t.stop();
	assert.doesNotMatch(t.err, /event=clock/);
});
