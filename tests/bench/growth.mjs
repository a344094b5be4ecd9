// `make bench-growth`: what grows with the record. Fills one store on disk to 1, 2, 5 and 10 million facts
// (by SQL, in the order of a real record: days go on, people and modules as they come), and looks at each
// size at: bytes a fact, the time until pages and until healthz says ok, also after kill -9, memory, the
// p99 of every route while 1,000 facts a second arrive, and how long close, retention, verify and backup
// take. SIZES=1,10 (millions), SECONDS_EACH=20, KEEP=1 leaves build/growth for the next run.

import { spawnSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { addClient, bearer, buildSite, event, importPeople, load, path, request, root, run, sqlite, startTracker, table, tracker, Visitor } from './common.mjs';

const sizes = (process.env.SIZES ?? '1,2,5,10').split(',').map(Number), seconds = Number(process.env.SECONDS_EACH ?? 20);
const base = path.join(root, 'build/growth'), data = path.join(base, 'data'), store = path.join(data, 'store.db');
const modules = 60, employees = 10_000, quarters = 16, unit = Number(process.env.MILLION ?? 1e6);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const day = Math.floor(Date.now() / 86400_000);

// A city of 10,000 and its site: 60 modules, three of them mandatory, ten departments.
const files = { 'content/units.tsv': `id\tparent\tname\nstadt\t\tStadt Musterstadt\n${Array.from({ length: 10 }, (_, i) =>
	`fb${i}\tstadt\tFachbereich ${i}\nfb${i}-1\tfb${i}\tDienst ${i}\n`).join('')}` };
for (let i = 0; i < modules - 3; i++)
	files[`content/modules/m${i}.md`] = `---\ntitle: Modul ${i}\ndescription: Eines von vielen.\nduration: 10\n` +
		(i < 3 ? 'mandatory:\n  - units: ["*"]\n    audience: [all]\n    reason: Unterweisung\n    every: 12 months\n    due: 30 days\n' : '') + '---\n\nEin Absatz.\n';
const s = await buildSite(null, { files });
const people = ['iss,sub,name,unit,from,to,roles,audiences', 'demo,hanna,Hanna Erfunden,fb1,2020-01-01,,hr,', 'demo,lena,Lena Erfunden,fb2-1,2020-01-01,,learner,',
	...Array.from({ length: employees }, (_, i) => `erfunden,${i},Erfunden ${i},fb${i % 10}${i % 3 ? '' : '-1'},2020-01-01,,learner,all`)].join('\n');

if (!process.env.KEEP || !existsSync(store)) {
	rmSync(base, { recursive: true, force: true });
	mkdirSync(base, { recursive: true });
	const t = await startTracker(null, { data, site: s.out, demo: true });
	await importPeople(data, `${people}\n`);
	writeFileSync(path.join(base, 'keys.json'), JSON.stringify([await addClient(data, 'facts'), await addClient(data, 'reports', 'reports')]));
	await t.stop();
	sqlite(store, `UPDATE module SET first_seen = ${day - quarters * 91}`);
}
const [key, reader] = JSON.parse(readFileSync(path.join(base, 'keys.json'), 'utf8'));

// From `have` to `want` facts: people of people.csv first, then such that have left; each fact another day.
function fill(want) {
	const have = Number(sqlite(store, 'SELECT count(*) FROM fact')), persons = Math.floor(want / 50);

	if (have >= want)
		return;
	const secret = readFileSync(path.join(data, 'pseudonym.key')), known = Number(sqlite(store, 'SELECT count(*) FROM person'));
	const names = [];
	for (let i = known; i < persons; i++)
		names.push(`(x'${i < employees ? createHmac('sha256', secret).update(`erfunden\n${i}`).digest('hex').slice(0, 32) : randomBytes(16).toString('hex')}')`);
	const sql = ['PRAGMA cache_size=-1500000; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY; BEGIN;'];
	for (let i = 0; i < names.length; i += 500)
		sql.push(`INSERT INTO person(pseudonym) VALUES ${names.slice(i, i + 500).join(',')};`);
	const n = want - have;
	// splitmix-like steps keep people and modules apart; days run from the past to today
	sql.push(`INSERT OR IGNORE INTO fact(person, module, version, day, verb, recorded)
		SELECT person, module, (SELECT max(id) FROM version v WHERE v.module = x.module), recorded - i % 3, CASE WHEN i % 97 = 0 THEN 2 ELSE 0 END, recorded FROM (
			SELECT value AS i, 1 + ((value * 2654435761) >> 7) % ${persons} AS person, 1 + ((value * 40503) >> 3) % ${modules} AS module,
				${day - quarters * 91 + 1} + (value - ${have}) * ${quarters * 91 - 2} / ${Math.ceil(n * 1.03)} AS recorded
			FROM generate_series(${have + 1}, ${have + Math.ceil(n * 1.03)})) AS x LIMIT ${n};`);
	sql.push('COMMIT; PRAGMA wal_checkpoint(TRUNCATE);');
	const r = spawnSync('sqlite3', [store], { input: sql.join('\n'), encoding: 'utf8' });
	if (r.status !== 0 || r.stderr)
		throw new Error(r.stderr);
}

async function until(t, target, fine, most = 120_000) {
	const began = performance.now();

	while (performance.now() - began < most) {
		const r = await request(t.port, 'GET', target).catch(() => ({}));
		if (fine(r))
			return;
		await sleep(10);
	}
	throw new Error(`${target}: not within ${most} ms`);
}

// Seconds until the first page, and until facts are recorded.
async function start() {
	const began = performance.now();
	const t = await startTracker(null, { data, site: s.out, demo: true, ms: 60_000 });

	await until(t, '/', (r) => r.status === 200);
	const page = performance.now() - began;
	await until(t, '/healthz', (r) => r.status === 200);
	return { t, page: page / 1000, ok: (performance.now() - began) / 1000 };
}

const quantile = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))];

// p99 in milliseconds of each route, while 1,000 facts a second arrive.
async function routes(t) {
	const hanna = new Visitor(t), lena = new Visitor(t), agent = new http.Agent({ keepAlive: true });
	const cookies = (v) => ({ Cookie: [...v.cookies].map(([k, x]) => `${k}=${x}`).join('; ') });
	const ask = (method, target, headers, body) => () => request(t.port, method, target, { headers, agent, body });

	await hanna.signIn('hanna');
	await lena.signIn('lena');
	const list = {
		'page': ask('GET', '/module/eins/', {}), 'home, brotli': ask('GET', '/', { 'Accept-Encoding': 'br' }),
		'/-/ich': ask('GET', '/-/ich', cookies(lena)), '/-/meine-daten': ask('GET', '/-/meine-daten', cookies(lena)), '/api/v1/me': ask('GET', '/api/v1/me', cookies(lena)),
		'/-/melden': ask('GET', '/-/melden?modul=eins', cookies(lena)), '/-/berichte, HR': ask('GET', '/-/berichte', cookies(hanna)),
		'/-/berichte.csv, client': ask('GET', '/-/berichte.csv', bearer(reader)), '/-/rueckmeldungen': ask('GET', '/-/rueckmeldungen', cookies(hanna)),
		'/api/v1/events': () => request(t.port, 'POST', '/api/v1/events', { agent, headers: { 'Content-Type': 'application/json', ...bearer(key) },
			body: JSON.stringify({ events: [event({ module: 'm7', person: { iss: 'erfunden', sub: String(Math.floor(Math.random() * employees)) } })] }) }),
		'/api/v1/feedback': () => request(t.port, 'POST', '/api/v1/feedback', { agent, headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ id: crypto.randomUUID(), module: 'eins', kind: 'feedback', text: 'Hilfreich.' }) }),
		'/healthz': ask('GET', '/healthz', {}), '/metrics': ask('GET', '/metrics', {}),
	};
	const times = Object.fromEntries(Object.keys(list).map((k) => [k, []])), statuses = {};
	const facts = load(t.port, 16, seconds, 1000, 'facts', key, 'm5');
	const end = performance.now() + seconds * 1000 - 200;

	while (performance.now() < end) {
		for (const [name, f] of Object.entries(list)) {
			const began = performance.now();
			const r = await f();

			times[name].push(performance.now() - began);
			if (r.status >= 400 && r.status !== 429)
				statuses[`${name} ${r.status}`] = (statuses[`${name} ${r.status}`] ?? 0) + 1;
			await sleep(3);
		}
	}
	const arrived = await facts;
	agent.destroy();
	return { p99: Object.fromEntries([['1,000 facts/s', arrived.p99 / 1000], ...Object.entries(times).map(([k, v]) => [k, quantile(v, 0.99)])]), rate: arrived.rate,
		n: times.page.length, statuses, lost: arrived.lost + arrived.refused };
}

async function duration(...args) {
	const began = performance.now(), r = await run(tracker, args, { timeout: 600_000 });

	if (r.code !== 0)
		throw new Error(`${args[0]}: ${r.stdout}${r.stderr}`);
	return (performance.now() - began) / 1000;
}

const memory = (t) => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${t.child.pid}/status`, 'utf8'))[1]) / 1024;
const columns = [];

for (const size of sizes) {
	const row = {};

	fill(size * unit);
	row['facts'] = Number(sqlite(store, 'SELECT count(*) FROM fact'));
	row['bytes a fact'] = (statSync(store).size / row.facts).toFixed(1);
	let x = await start();
	row['page after start, s'] = x.page.toFixed(2);
	row['ok after start, s'] = x.ok.toFixed(2);
	await load(x.t.port, 16, 2, 1000, 'facts', key, 'm6');
	await x.t.stop('SIGKILL');
	x = await start();
	row['page after kill -9, s'] = x.page.toFixed(2);
	row['ok after kill -9, s'] = x.ok.toFixed(2);
	await sleep(3000); // the daily jobs come first, as they do after every start
	const r = await routes(x.t);
	row['memory, MB'] = memory(x.t).toFixed(1);
	for (const [k, v] of Object.entries(r.p99))
		row[`p99 ${k}, ms`] = v.toFixed(1);
	row['answers a route'] = r.n;
	row['facts arrived a second'] = Math.round(r.rate);
	row['refused or lost'] = r.lost + Object.values(r.statuses).reduce((a, b) => a + b, 0);
	if (Object.keys(r.statuses).length)
		console.log(r.statuses, x.t.err.slice(-600));
	await x.t.stop();
	const copy = path.join(base, 'copy');
	rmSync(copy, { recursive: true, force: true });
	cpSync(data, copy, { recursive: true });
	const closed = await duration('close', '--data', copy, '--as-of', new Date(day * 86400_000).toISOString().slice(0, 10));
	row['close, s a period'] = (closed / Number(sqlite(path.join(copy, 'store.db'), 'SELECT max(count(*), 1) FROM figure_period'))).toFixed(2);
	row['retention, s'] = (await duration('retention', '--data', copy)).toFixed(2);
	row['verify, s'] = (await duration('verify', '--data', copy)).toFixed(2);
	row['backup, s'] = (await duration('backup', '--data', copy, '--to', path.join(copy, 'b'))).toFixed(2);
	rmSync(copy, { recursive: true, force: true });
	columns.push(row);
	console.log(JSON.stringify(row));
}
table([['', ...sizes.map((n) => `${n} million`), `times`], ...Object.keys(columns[0]).map((k) => [k, ...columns.map((c) => c[k]),
	columns.length > 1 ? (Number(columns.at(-1)[k]) / Number(columns[0][k])).toFixed(1) : ''])]);
const over = columns.flatMap((c, i) => Object.entries(c).filter(([k, v]) => k.startsWith('p99') && Number(v) >= 50).map(([k, v]) => `${k} ${v} at ${sizes[i]} million`));
if (!process.env.KEEP)
	rmSync(base, { recursive: true, force: true });
if (over.length) {
	console.log(`above 50 ms: ${over.join('; ')}`);
	process.exitCode = 1;
}
process.exit();
