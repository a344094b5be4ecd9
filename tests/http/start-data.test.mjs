// Data folders that are not as they should be: another program's, cut short, with the wrong key, with
// a clock or a catalogue that went back, in use already. Each is refused or noted in words, and nothing
// in it is changed.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { addClient, assert, berlinDay, buildSite, event, exportEvents, importPeople, path, people, postEvents, run, sampleSite, site, sqlite,
	startRefused, startTracker, tempDir, tracker } from './harness.mjs';

const dataDir = (c) => path.join(tempDir(c, 'lr-data'), 'data');
const command = (...args) => run(tracker, args);
const serve = async (data) => startRefused(['--data', data, '--site', (await site()).out, '--listen', '127.0.0.1:0']);

// Bytes of a page, from the file's header (SQLite's file format, 1.3).
const pageSize = (whole) => whole.readUInt16BE(16);

// Every file below `dir` with a hash of its bytes. The lock is ours to make, and says nothing.
function fingerprint(dir) {
	const list = {};

	for (const name of readdirSync(dir, { recursive: true }).sort()) {
		const file = path.join(dir, name);

		if (statSync(file).isFile() && !/(^lock|-shm|-wal|^reserve)$/.test(name))
			list[name] = createHash('sha256').update(readFileSync(file)).digest('hex');
	}
	return list;
}

// A store with 30 facts, people and a client, at rest.
async function filled(c) {
	const data = dataDir(c), t = await startTracker(c, { data }), key = await addClient(data, 'eins');

	await importPeople(data);
	const r = await postEvents(t, key, Array.from({ length: 30 }, () => event()));
	assert.equal(r.json().recorded.length, 30, r.text);
	assert.equal((await t.stop()).code, 0, t.err);
	return { data, key };
}

// Every command that writes, and serve; each of them must take the same look at the folder first.
async function writers(c) {
	const csv = path.join(tempDir(c), 'people.csv');

	writeFileSync(csv, people);
	return [['close'], ['client', 'add', 'zwei', '--scope', 'events'], ['client', 'revoke', 'eins'], ['people', 'import', csv], ['migrate'],
		['retention'], ['erase', 'demo', 'lena']];
}

const foreign = {
	'letters and pictures': { 'brief.odt': 'Sehr geehrte', 'bilder/eins.jpg': 'JFIF' },
	'a PostgreSQL cluster': { PG_VERSION: '15\n', 'base/1/112': 'x', 'global/pg_control': 'y' },
	'a web site': { 'index.html': '<!doctype html>', '.htaccess': 'Deny' },
	'a store.db that is no database': { 'store.db': 'Inventar des Ladens\n'.repeat(500) },
	'only a hidden file': { '.config': 'x' },
};
for (const [name, files] of Object.entries(foreign)) {
	test(`a data folder of another program (${name}) is refused by all, nothing is made or changed`, async (c) => {
		const data = dataDir(c);

		for (const [file, text] of Object.entries(files)) {
			mkdirSync(path.dirname(path.join(data, file)), { recursive: true });
			writeFileSync(path.join(data, file), text);
		}
		const before = fingerprint(data);
		for (const args of [null, ...await writers(c)]) {
			const r = args ? await command(...args, '--data', data) : await serve(data);
			assert.equal(r.code, 1, `${args}: ${r.stdout}${r.stderr}`);
			assert.match(r.stderr, /other files|not a database|another program/, `${args}`);
		}
		assert.deepEqual(fingerprint(data), before);
		assert.equal(existsSync(path.join(data, 'pseudonym.key')), false);
	});
}

for (const name of ['store.db', 'people.db']) {
	test(`another program's database as ${name} is refused by all and left alone`, async (c) => {
		const { data } = await filled(c), file = path.join(data, name);

		for (const end of ['', '-wal', '-shm'])
			rmSync(file + end, { force: true });
		sqlite(file, 'PRAGMA application_id=1196444487; CREATE TABLE notes(text); INSERT INTO notes VALUES(\'Einkaufsliste\')');
		const before = fingerprint(data);
		for (const args of [null, ...await writers(c), ['verify'], ['export', 'events']]) {
			const r = args ? await command(...args, '--data', data) : await serve(data);
			assert.equal(r.code, 1, `${args}: ${r.stdout}${r.stderr}`);
			assert.match(r.stderr, /another program/, `${args}`);
		}
		assert.deepEqual(fingerprint(data), before);
	});

	test(`${name} cut short at any length is refused, never begun anew`, async (c) => {
		const { data } = await filled(c), file = path.join(data, name), whole = readFileSync(file);
		const page = pageSize(whole);
		const lengths = [0, 1, 99, 100, page / 2, page, page + 1, Math.floor(whole.length / 2), whole.length - page, whole.length - 1];

		assert.ok(whole.length >= 5 * page);
		for (const n of lengths) {
			const copy = path.join(tempDir(c), 'data');

			cpSync(data, copy, { recursive: true });
			for (const end of ['-wal', '-shm'])
				rmSync(path.join(copy, name) + end, { force: true });
			truncateSync(path.join(copy, name), n);
			const r = await serve(copy);
			assert.ok([1, 3].includes(r.code), `${n} bytes: ended with ${r.code}: ${r.stdout}${r.stderr}`);
			assert.ok(r.stderr.trim().length > 20, `${n} bytes: ${r.stderr}`);
			for (const args of [['verify'], ['client', 'add', 'neu', '--scope', 'events'], ['backup', '--to', path.join(tempDir(c), 'b')]]) {
				const x = await command(...args, '--data', copy);
				assert.ok([1, 3].includes(x.code), `${n} bytes, ${args[0]}: ${x.code} ${x.stdout}${x.stderr}`);
			}
			assert.equal(statSync(path.join(copy, name)).size, n, 'left as it was found');
		}
	});
}

for (const name of ['store.db', 'people.db']) {
	test(`${name} missing beside the other one and the key is refused by all, never begun anew`, async (c) => {
		const { data } = await filled(c), to = path.join(tempDir(c), 'b');

		for (const left of [[], ['-wal', '-shm']]) {
			for (const end of ['', '-wal', '-shm'])
				rmSync(path.join(data, name + end), { force: true });
			for (const end of left) // of a kill
				writeFileSync(path.join(data, name + end), '');
			rmSync(path.join(data, 'lock'), { force: true });
			const before = readdirSync(data).sort(), bytes = fingerprint(data);
			for (const args of [null, ...await writers(c), ['verify'], ['export', 'events'], ['backup', '--to', to]]) {
				const r = args ? await command(...args, '--data', data) : await serve(data);

				assert.equal(r.code, 1, `${args}: ${r.stdout}${r.stderr}`);
				assert.match(r.stderr, new RegExp(`${name} is missing beside a pseudonym\\.key.*restore the last backup`), `${args}`);
			}
			assert.deepEqual(readdirSync(data).sort(), before, 'nothing was made');
			assert.deepEqual(fingerprint(data), bytes);
			assert.equal(existsSync(to), false);
		}
	});
}

test('a first start that is killed at any moment can be made again', async (c) => {
	const s = (await site()).out;
	let early = 0;

	for (let i = 0; i < 25; i++) {
		const data = dataDir(c), child = spawn(tracker, ['serve', '--data', data, '--site', s, '--listen', '127.0.0.1:0'], { stdio: 'ignore' });
		const ended = new Promise((done) => child.on('close', done));

		await new Promise((done) => setTimeout(done, 1 + i * 2));
		child.kill('SIGKILL');
		await ended;
		early += !existsSync(path.join(data, 'pseudonym.key'));
		const r = await command('migrate', '--data', data);
		assert.equal(r.code, 0, `after ${1 + i * 2} ms: ${r.stderr}`);
	}
	assert.ok(early > 0, 'some were killed before the key was made');
	// The steps in between, whatever this machine's speed: the databases are there first, the key comes last.
	for (const there of [['store.db'], ['store.db', 'people.db']]) {
		const data = dataDir(c);

		mkdirSync(data);
		there.forEach((name) => writeFileSync(path.join(data, name), ''));
		const r = await command('migrate', '--data', data);
		assert.equal(r.code, 0, `${there}: ${r.stderr}`);
	}
});

test('a page of a database that was overwritten is found before anything is recorded, whichever it is', async (c) => {
	const { data } = await filled(c);

	for (const name of ['store.db', 'people.db']) {
		const whole = readFileSync(path.join(data, name)), size = pageSize(whole);

		for (let page = 1; page < whole.length / size; page++) {
			const copy = path.join(tempDir(c), 'data'), bytes = Buffer.from(whole);

			cpSync(data, copy, { recursive: true });
			bytes.fill(0xa5, page * size, (page + 1) * size);
			writeFileSync(path.join(copy, name), bytes);
			const r = await command('migrate', '--data', copy);
			assert.ok([1, 3].includes(r.code), `page ${page + 1} of ${name}: ended with ${r.code}: ${r.stdout}${r.stderr}`);
			assert.equal((await command('verify', '--data', copy)).code, 1);
		}
	}
	assert.equal((await command('migrate', '--data', data)).code, 0, 'the whole one is fine');
});

test('a reserve that cannot be made for another reason than room is logged, and facts are recorded without one', async (c) => {
	const { data, key } = await filled(c), reserve = path.join(data, 'reserve');

	rmSync(reserve);
	mkdirSync(reserve);
	const t = await startTracker(c, { data }), r = await postEvents(t, key, [event()]);
	assert.equal(r.status, 200, r.text);
	assert.equal(t.err.match(/level=error.*event=no_reserve.*reserve: Is a directory/g)?.length, 1, t.err);
	assert.equal((await t.get('/healthz')).status, 200);
	assert.equal((await t.stop()).code, 0);
});

test('a missing or swapped key beside facts is refused by all that need it, and none is made', async (c) => {
	const { data } = await filled(c), file = path.join(data, 'pseudonym.key'), right = readFileSync(file);
	const key = path.join(tempDir(c), 'key');
	const states = { missing: null, swapped: Buffer.alloc(32, 7), short: right.subarray(0, 31), long: Buffer.concat([right, right]), empty: Buffer.alloc(0) };

	for (const [state, bytes] of Object.entries(states)) {
		rmSync(file, { force: true });
		if (bytes)
			writeFileSync(file, bytes, { mode: 0o600 });
		const before = fingerprint(data);
		for (const args of [null, ...await writers(c), ['backup', '--to', path.join(tempDir(c), 'b'), '--key-to', key], ...(bytes ? [['verify']] : [])]) {
			const r = args ? await command(...args, '--data', data) : await serve(data);
			assert.equal(r.code, 1, `${state}, ${args}: ${r.stdout}${r.stderr}`);
			assert.match(r.stderr + r.stdout, /pseudonym\.key/, `${state}, ${args}`);
		}
		assert.deepEqual(fingerprint(data), before, state);
		assert.equal(existsSync(key), false, 'no backup of a wrong key');
	}
	rmSync(file);
	writeFileSync(file, right, { mode: 0o644 });
	assert.match((await serve(data)).stderr, /read by others/);
	rmSync(file);
	writeFileSync(file, right, { mode: 0o600 });
	assert.equal((await command('verify', '--data', data)).code, 0);
	const t = await startTracker(c, { data });
	await t.stop();
	assert.equal((await exportEvents(data)).length, 30);
});

test('a key that is swapped while it runs does no harm: facts go on under the first one', async (c) => {
	const data = dataDir(c), t = await startTracker(c, { data }), key = await addClient(data, 'eins'), e = event();
	const file = path.join(data, 'pseudonym.key'), right = readFileSync(file);

	await postEvents(t, key, [e]);
	writeFileSync(file, Buffer.alloc(32, 7));
	await postEvents(t, key, [e]);
	writeFileSync(file, right);
	await t.stop();
	assert.equal((await exportEvents(data)).length, 1);
});

test('a catalogue that shrank: said in the log and by verify, facts stay, nothing new for what is gone', async (c) => {
	const { data, key } = await filled(c);
	const files = Object.fromEntries(Object.entries(sampleSite).filter(([k]) => !k.includes('modules/eins')));
	const b = await buildSite(c, { files: { 'content/modules/neu.md': sampleSite['content/modules/drei.md'].replace('Drittes', 'Neues') } });
	// The generator itself would refuse to lose an id: this is a build that began afresh, without the last one.
	rmSync(path.join(b.dir, 'content/modules/eins'), { recursive: true });
	writeFileSync(path.join(b.dir, 'content/journeys/weg.md'), files['content/journeys/weg.md'].replace('  - eins\n', ''));
	const out = path.join(b.dir, 'afresh'), built = await run(process.env.LERNREISE || 'build/lernreise', ['build', '--site', b.dir, '--out', out]);
	assert.equal(built.code, 0, built.stdout + built.stderr);
	// One module less and one more: the number alone would not tell.
	assert.equal(JSON.parse(readFileSync(path.join(out, 'public/catalogue.json'))).modules.length, 3);

	let t = await startTracker(c, { data, site: out });
	assert.match(t.err, /level=warn.*event=catalogue_shrank.*eins/);
	const r = (await postEvents(t, key, [event(), event({ module: 'zwei' })])).json();
	assert.equal(r.recorded.length, 1);
	assert.deepEqual(r.refused.map((x) => x.reason), ['unknown module']);
	await t.stop();
	assert.equal((await exportEvents(data)).filter((x) => x.module === 'eins').length, 30);
	// The same catalogue again is no news.
	t = await startTracker(c, { data, site: out });
	await t.stop();
	// In verify it stays visible from the next day on, by name.
	sqlite(path.join(data, 'store.db'), 'UPDATE module SET last_seen = last_seen - 1, first_seen = first_seen - 1 WHERE name = \'eins\'');
	const v = await command('verify', '--data', data);
	assert.equal(v.code, 0, v.stdout + v.stderr);
	assert.match(v.stdout, /note: no catalogue names eins any more/);
	assert.doesNotMatch(v.stdout, /names (zwei|drei|neu) any more/);
	// Back again: recorded again, and the note is gone.
	t = await startTracker(c, { data });
	assert.match(t.err, /event=catalogue_shrank.*neu/);
	assert.equal((await postEvents(t, key, [event()])).json().recorded.length, 1);
	await t.stop();
});

test('two trackers on one data folder: exactly one of ten wins, by whatever name of the folder', async (c) => {
	const dir = tempDir(c, 'lr-two'), data = path.join(dir, 'data'), link = path.join(dir, 'link');

	mkdirSync(data);
	symlinkSync(data, link);
	const names = [data, link, `${data}/`, path.join(dir, '.', 'data', '..', 'data')];
	const s = (await site()).out;
	const all = Array.from({ length: 10 }, (_, i) => spawn(tracker, ['serve', '--data', names[i % 4].endsWith('/') ? `${data}/` : names[i % 4], '--site', s,
		'--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] }));
	const up = [], down = [];
	const texts = all.map(() => '');

	c.after(() => all.forEach((p) => p.exitCode === null && p.kill('SIGKILL')));
	await Promise.all(all.map((p, i) => new Promise((done) => {
		p.stderr.on('data', (d) => (texts[i] += d));
		p.stdout.on('data', () => { up.push(p); done(); });
		p.on('close', (code) => { down.push([code, texts[i]]); done(); });
	})));
	assert.equal(up.length, 1, texts.join('\n'));
	for (const [code, text] of down) {
		assert.equal(code, 1);
		assert.match(text, /in use by another lernreise-tracker/);
	}
	// A writing command beside it is handed over, a killed one leaves no lock behind.
	await addClient(link, 'eins');
	const ended = new Promise((done) => up[0].on('close', done));
	up[0].kill('SIGKILL');
	await ended;
	const t = await startTracker(c, { data: link });
	assert.equal((await t.get('/healthz')).status, 200);
});

test('a clock before the last closed period: closing is refused in words, recording goes on, figures stay', async (c) => {
	const { data, key } = await filled(c);
	const later = `${Number(berlinDay(Date.now()).slice(0, 4)) + 1}-02-01`;
	const first = await command('close', '--data', data, '--as-of', later);

	assert.equal(first.code, 0, first.stderr);
	assert.match(first.stdout, /closed as of/);
	const before = (await command('export', 'public', '--data', data)).stdout;
	const r = await command('close', '--data', data);
	assert.equal(r.code, 1, r.stdout);
	assert.match(r.stderr, /the clock says .* but the figures up to .* are closed/);
	const t = await startTracker(c, { data });
	for (let i = 0; i < 50 && !/event=clock/.test(t.err); i++)
		await new Promise((done) => setTimeout(done, 100));
	assert.match(t.err, /level=error.*event=clock.*the clock says/);
	assert.equal((await postEvents(t, key, [event()])).json().recorded.length, 1);
	await t.stop();
	assert.equal((t.err.match(/event=clock/g) ?? []).length, 1, 'said once a day, not every minute');
	assert.equal((await command('export', 'public', '--data', data)).stdout, before);
	assert.equal((await command('verify', '--data', data)).code, 0);
});
