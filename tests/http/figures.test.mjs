// Published figures: closed once and for ever, shown as stored, the same in every channel, and
// nothing else of the record in any report.

import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { Visitor, addClient, assert, bearer, berlinDay, event, importPeople, path, postEvents, run, site, sqlite, startRefused,
	startTracker, tempDir, tracker } from './harness.mjs';

const store = (data) => path.join(data, 'store.db');
const execJson = (data, sql) => execFileSync('sqlite3', ['-json', store(data), sql], { encoding: 'utf8' }).trim() || '[]';
const query = (data, sql) => JSON.parse(execJson(data, sql));
const close = (data, asOf) => run(tracker, ['close', '--data', data, '--as-of', asOf]);

// The quarter of today, and the day from which it may be closed.
const today = berlinDay(Date.now());
const year = Number(today.slice(0, 4)), quarter = Math.ceil(Number(today.slice(5, 7)) / 3);
const period = `${year}Q${quarter}`;
const due = quarter === 4 ? `${year + 1}-01-04` : `${year}-${String(quarter * 3 + 1).padStart(2, '0')}-04`;
// The sample site has three modules, two departments and four units; a year ends with its 4th quarter.
const closed = `${period}: closed as of ${due}, 5 figures\n` + (quarter === 4 ? `${year}: closed as of ${due}, 10 figures\n` : '');
const figureCount = quarter === 4 ? 15 : 5;
const early = due.replace(/04$/, '03');

const decode = (s) => s.replaceAll('&#39;', '\'').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>')
	.replaceAll('&amp;', '&');
const plain = (html) => decode(html.replace(/<[^>]*>/g, '')).trim();

// The table of the page as rows of [journey, station, values…], as the CSV has them.
function tableOf(html) {
	const table = html.match(/<table>\s*<caption id="tabelle">[\s\S]*?<\/table>/)[0];
	const rows = [];
	let journey = '';

	for (const [row] of table.slice(table.indexOf('</thead>')).matchAll(/<tr[\s\S]*?<\/tr>/g)) {
		const cells = [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map((m) => plain(m[1]));

		if (/rowgroup/.test(row))
			journey = cells[0];
		else
			rows.push([journey, ...cells]);
	}
	return rows;
}

function csvOf(text) {
	assert.equal(text.charCodeAt(0), 0xfeff, 'a byte order mark');
	const lines = text.slice(1).split('\r\n');

	assert.equal(lines.pop(), '', 'every line ends with CR LF');
	return lines.map((l) => [...l.matchAll(/(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g)].map((m) => (m[1] ?? m[2]).replaceAll('""', '"')));
}

async function fill(t, key) {
	const events = [];

	for (let i = 0; i < 40; i++)
		events.push(event());
	for (let i = 0; i < 3; i++)
		events.push(event({ module: 'zwei' }));
	const r = await postEvents(t, key, events);
	assert.equal(r.json().recorded.length, 43, r.text);
}

describe('before the first period is closed', () => {
	let t, key;

	before(async () => {
		t = await startTracker(null, { data: path.join(tempDir(null, 'lr-figures'), 'data') });
		key = await addClient(t.data, 'bericht', 'reports');
	});
	after(() => t?.stop());

	test('the page says why there is nothing and when there will be', async () => {
		const r = await t.get('/-/berichte', bearer(key));

		assert.equal(r.status, 200, r.text);
		assert.match(r.text, /noch unterwegs/);
		assert.match(r.text, new RegExp(`Ab dem 4\\. \\S+ ${due.slice(0, 4)}`));
		assert.doesNotMatch(r.text, /<table/);
	});

	test('there is no CSV, and no other quarter', async () => {
		for (const target of ['/-/berichte.csv', `/-/berichte?zeit=${period}`, '/-/berichte?zeit=1999Q1', '/-/berichte?zeit=%27'])
			assert.equal((await t.get(target, bearer(key))).status, 404, target);
	});

	test('a client that reports events sees no figures', async () => {
		const events = await addClient(t.data, 'meldet', 'events');

		for (const target of ['/-/berichte', '/-/berichte.csv'])
			assert.equal((await t.get(target, { ...bearer(events), Accept: 'application/json' })).status, 403, target);
	});
});

describe('closing', () => {
	test('is due some days after the end, happens once, and never changes', async () => {
		const data = path.join(tempDir(null, 'lr-close'), 'data');
		const t = await startTracker(null, { data });
		await fill(t, await addClient(data, 'meldet'));

		assert.deepEqual([(await close(data, early)).stdout, query(data, 'SELECT * FROM figure').length], ['', 0]);
		const first = await close(data, due); // handed over to the running tracker
		assert.deepEqual([first.code, first.stdout], [0, closed], first.stderr);
		const figures = execJson(data, 'SELECT * FROM figure'), manifest = readFileSync(path.join(data, 'figures.manifest'), 'utf8');
		assert.equal(JSON.parse(figures).length, figureCount);
		assert.ok(Math.abs(JSON.parse(figures).find((f) => f.item === 'eins' && f.unit === '').value - 40) < 40); // beyond that once in 10^12
		assert.deepEqual([(await close(data, due)).stdout, (await t.stop()).code], ['', 0]);
		assert.equal((await close(data, due)).stdout, '');
		assert.equal(execJson(data, 'SELECT * FROM figure'), figures);
		assert.equal(readFileSync(path.join(data, 'figures.manifest'), 'utf8'), manifest);
		const verify = await run(tracker, ['verify', '--data', data]);
		assert.equal(verify.code, 0, verify.stdout + verify.stderr);
	});

	test('a clock behind the last closed period is told of, and what is recorded counts in the next', async () => {
		const data = path.join(tempDir(null, 'lr-clock'), 'data');
		const t = await startTracker(null, { data });
		const key = await addClient(data, 'meldet');
		await fill(t, key);
		await close(data, due);
		await t.stop();

		const later = await startTracker(null, { data });
		for (let i = 0; i < 100 && !/event=clock/.test(later.err); i++)
			await new Promise((r) => setTimeout(r, 50));
		assert.match(later.err, /level=error event=clock .*the clock says/);
		assert.equal((await postEvents(later, key, [event()])).json().recorded.length, 1);
		await later.stop();
		const [{ recorded }] = query(data, 'SELECT max(recorded) AS recorded FROM fact');
		const [{ last }] = query(data, 'SELECT max(last) AS last FROM figure_period');
		assert.equal(recorded, last + 1);
		const past = await close(data, today);
		assert.equal(past.code, 1);
		assert.match(past.stderr, /one of the two is wrong/);
	});

	test('serve closes one period a day, however many are due', async () => {
		const data = path.join(tempDir(null, 'lr-daily'), 'data');
		const t = await startTracker(null, { data });
		await fill(t, await addClient(data, 'meldet'));
		await t.stop();
		sqlite(store(data), 'UPDATE module SET first_seen = first_seen - 800');
		for (let start = 0; start < 2; start++) {
			const again = await startTracker(null, { data });
			for (let i = 0; i < 60 && query(data, 'SELECT * FROM figure_period').length === 0; i++)
				await new Promise((r) => setTimeout(r, 50));
			await new Promise((r) => setTimeout(r, 1500));
			await again.stop();
			assert.equal(query(data, 'SELECT * FROM figure_period').length, 1);
		}
		assert.equal((await close(data, today)).stdout.split('\n').length - 1, query(data, 'SELECT * FROM figure_period').length - 1);
	});

	test('killed at any moment it leaves all of a period or nothing, and can be repeated', async () => {
		const data = path.join(tempDir(null, 'lr-kill'), 'data');
		const t = await startTracker(null, { data });
		await fill(t, await addClient(data, 'meldet'));
		await t.stop();
		sqlite(store(data), 'UPDATE module SET first_seen = first_seen - 2000');
		for (let round = 0; round < 20; round++) {
			const child = spawn(tracker, ['close', '--data', data, '--as-of', today], { stdio: 'ignore' });
			const ended = new Promise((done) => child.on('close', done));

			await new Promise((r) => setTimeout(r, 2 + round * 3));
			child.kill('SIGKILL');
			await ended;
			for (const p of query(data, 'SELECT p.period, count(f.item) AS n FROM figure_period p LEFT JOIN figure f USING (period) GROUP BY 1'))
				assert.equal(p.n, p.period.length === 4 ? 10 : 5, p.period);
		}
		assert.equal((await close(data, today)).code, 0);
		assert.ok(query(data, 'SELECT * FROM figure_period').length >= 20);
		const verify = await run(tracker, ['verify', '--data', data]);
		assert.equal(verify.code, 0, verify.stdout + verify.stderr);
	});

	test('verify tells a figure that was changed, with the safeguards off', async () => {
		const data = path.join(tempDir(null, 'lr-verify'), 'data');
		const t = await startTracker(null, { data });
		await fill(t, await addClient(data, 'meldet'));
		await t.stop();
		await close(data, due);
		assert.throws(() => sqlite(store(data), 'UPDATE figure SET value = 1000'), /never changed/);
		sqlite(store(data), 'DROP TRIGGER figure_no_update; UPDATE figure SET value = value + 1 WHERE item = \'eins\'');
		const r = await run(tracker, ['verify', '--data', data]);
		assert.equal(r.code, 1);
		assert.match(r.stdout, new RegExp(`wrong: ${period}: the stored figures are not those of the manifest`));
	});

	test('the program does not start when figures would tell more than is allowed', async () => {
		const data = tempDir(null, 'lr-epsilon'), conf = path.join(tempDir(null), 'tracker.conf');

		writeFileSync(conf, 'reporting: {epsilon_max: 0.5}\n');
		const r = await startRefused(['--data', path.join(data, 'data'), '--site', (await site()).out, '--listen', '127.0.0.1:0',
			'--conf', conf]);
		assert.equal(r.code, 1);
		assert.match(r.stderr, /above epsilon_max = 0\.50/);
	});
});

describe('the report', () => {
	let t, key, stored;

	before(async () => {
		const data = path.join(tempDir(null, 'lr-report'), 'data');

		t = await startTracker(null, { demo: true, data });
		await importPeople(data);
		key = await addClient(data, 'bericht', 'reports');
		await fill(t, await addClient(data, 'meldet'));
		await close(data, due);
		stored = query(data, 'SELECT item, value FROM figure WHERE measure = \'module-quarter\'');
	});
	after(() => t?.stop());

	const shown = (n) => (n < 10 ? 'unter 10' : String(n));
	const value = (item) => stored.find((f) => f.item === item).value;

	test('page, chart and CSV show the stored figures and their sums, and no other number', async () => {
		const page = (await t.get('/-/berichte', bearer(key))).text;
		const csv = csvOf((await t.get(`/-/berichte.csv?zeit=${period}`, bearer(key))).text);
		const rows = tableOf(page);
		const all = stored.reduce((n, f) => n + f.value, 0);

		assert.deepEqual(csv[0].slice(0, 3), ['Reise', 'Station', `${quarter}. Quartal ${year}`]);
		const want = [
			['Der Weg', 'Erstes Modul', shown(value('eins'))],
			['Der Weg', 'Zweites Modul', shown(value('zwei'))],
			['Der Weg', 'Drittes Modul', shown(value('drei'))],
			['Der Weg', 'alle Stationen', shown(all)],
		];
		assert.deepEqual(csv.slice(1, -1).map((r) => r.slice(0, 3)), want);
		assert.deepEqual(csv.at(-1).slice(0, 3), ['Ganze Stadt', 'alle Stationen', shown(all)]);
		assert.deepEqual(rows.slice(0, -1), want);
		assert.deepEqual(rows.at(-1).slice(1), ['Ganze Stadt', shown(all)]);
		const bars = [...page.matchAll(/<text(?![^>]*class="ax")[^>]*>([\s\S]*?)<\/text>/g)].map((m) => plain(m[1]));
		assert.deepEqual(bars, [shown(all)]);
		assert.match(page, new RegExp(`Stand: 4\\. \\S+ ${due.slice(0, 4)}`));
	});

	test('the same bytes at every time and for everyone who may see it', async () => {
		const one = await t.get('/-/berichte.csv', bearer(key));
		const v = new Visitor(t);

		await v.signIn('hanna');
		assert.equal(one.headers['content-type'], 'text/csv; charset=utf-8');
		assert.match(one.headers['content-disposition'], new RegExp(`^attachment; filename="lernreise-${period}-[0-9a-f]{8}\\.csv"$`));
		for (let i = 0; i < 3; i++) {
			assert.deepEqual((await t.get('/-/berichte.csv', bearer(key))).bytes, one.bytes);
			assert.deepEqual((await v.get('/-/berichte.csv')).bytes, one.bytes);
		}
		assert.deepEqual(tableOf((await v.get('/-/berichte')).text), tableOf((await t.get('/-/berichte', bearer(key))).text));
	});

	test('learners and operators are told that it is not for them', async () => {
		for (const sub of ['lena', 'adam']) {
			const v = new Visitor(t);

			await v.signIn(sub);
			for (const target of ['/-/berichte', '/-/berichte.csv']) {
				const r = await v.get(target);
				assert.equal(r.status, 403, `${sub} ${target}`);
				assert.match(r.text, /<h1/);
				assert.doesNotMatch(r.text, /Erstes Modul/);
			}
		}
	});

	test('open data goes through the same rule', async () => {
		const r = await run(tracker, ['export', 'public', '--data', t.data]);
		const out = JSON.parse(r.stdout);

		const kept = query(t.data, 'SELECT measure, period, unit, item, value FROM figure ORDER BY period = \'' + period + '\' DESC, measure, unit, item');

		assert.deepEqual(out.periods.flatMap((p) => p.figures.map((f) => ({ measure: f.measure, period: p.period, unit: f.unit, item: f.item, value: f.value }))),
			kept.map((f) => ({ ...f, value: f.value < 10 ? null : f.value })));
		assert.deepEqual([out.answers, out.barriers], [[], []]);
	});

	test('report writes the same tables as files', async () => {
		const to = path.join(tempDir(null), 'bericht');
		const r = await run(tracker, ['report', '--period', period, '--to', to, '--data', t.data]);

		assert.equal(r.code, 0, r.stderr);
		const files = r.stdout.trim().split('\n');
		assert.deepEqual(readFileSync(files[0]), (await t.get('/-/berichte.csv', bearer(key))).bytes);
		assert.deepEqual(readFileSync(files.find((f) => f.endsWith('-fachbereiche.csv'))),
			(await t.get('/-/berichte.csv?tabelle=fachbereiche', bearer(key))).bytes);
		for (const bad of ['1999Q1', '2026Q5', 'x'])
			assert.equal((await run(tracker, ['report', '--period', bad, '--to', to, '--data', t.data])).code, 1, bad);
	});

	test('no pseudonym, day or name of the record is in any report', async () => {
		const people = query(t.data, 'SELECT lower(hex(pseudonym)) AS p FROM person').map((x) => x.p);
		const texts = [(await t.get('/-/berichte', bearer(key))).text, (await t.get('/-/berichte.csv', bearer(key))).text,
			(await run(tracker, ['export', 'public', '--data', t.data])).stdout];

		assert.equal(people.length, 43);
		for (const text of texts)
			assert.ok(!people.some((p) => text.includes(p)) && !text.includes('Erfunden'));
	});
});
