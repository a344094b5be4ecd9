// `make soak`: a mixed load for 10 minutes on one tracker - facts, pages, feedback, signing in and out,
// own data, reports, clients that break off, a site that is switched, backups, closed periods - while its
// memory, descriptors, threads, log and write-ahead log are looked at. All of these must be level: the
// second half against the first, and no slope. SECONDS=n for a shorter run, DATA=DIR to keep the store.

import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { addClient, assert, bearer, buildSite, event, importPeople, path, request, run, startTracker, tempDir, tracker, lernreise, Visitor } from '../http/harness.mjs';

const seconds = Number(process.env.SECONDS ?? 600), samples = 120, warm = 0.2;
const data = process.env.DATA ?? path.join(tempDir(null, 'lr-soak'), 'data'), copies = tempDir(null, 'lr-soak-copies');
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const s = await buildSite(null);
const t = await startTracker(null, { data, site: s.out, demo: true });
const key = await addClient(data, 'events'), reader = await addClient(data, 'reports', 'reports');
const count = {}, wrong = {}, times = [];
let stop = false;

await importPeople(data);

// One kind of request; answers other than the ones expected are counted by kind and status.
function note(kind, status, fine) {
	count[kind] = (count[kind] ?? 0) + 1;
	if (!fine.includes(status))
		wrong[`${kind} ${status}`] = (wrong[`${kind} ${status}`] ?? 0) + 1;
}
async function timed(kind, fine, ask) {
	const began = performance.now();
	const r = await ask().catch((e) => ({ status: e.code ?? e.message }));

	times.push(performance.now() - began);
	note(kind, r.status, fine);
	return r;
}
const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
const get = (target, headers, own) => request(t.port, 'GET', target, { headers, agent: own ? undefined : agent });
const post = (target, type, body, headers = {}) => request(t.port, 'POST', target, { agent, body, headers: { 'Content-Type': type, ...headers } });

// People come back: a fact of before is no new row, a store grows as slowly as in a city.
const someone = () => ({ iss: 'https://login.musterstadt.example', sub: `p${Math.floor(Math.random() * 20_000)}` });
const loads = {
	async facts() {
		const events = Array.from({ length: Math.random() < 0.1 ? 50 : 1 }, () => event({ person: someone(), module: ['eins', 'zwei', 'drei'][Math.floor(Math.random() * 3)] }));

		await timed('facts', [200], () => post('/api/v1/events', 'application/json', JSON.stringify({ events }), bearer(key)));
		await sleep(5);
	},
	async pages() {
		const target = ['/', '/module/eins/', '/reisen/weg/', '/catalogue.json', '/gibt-es-nicht/'][Math.floor(Math.random() * 5)];

		await timed('pages', [200, 404], () => get(target, { 'Accept-Encoding': 'br' }, Math.random() < 0.3));
		await sleep(5);
	},
	async feedback() {
		await timed('feedback', [201, 429], () => post('/api/v1/feedback', 'application/json', JSON.stringify({ id: crypto.randomUUID(), module: 'eins', kind: 'feedback',
			text: 'Das war hilfreich. '.repeat(1 + Math.floor(Math.random() * 20)) })));
		await sleep(900);
	},
	async session() {
		const v = new Visitor(t);

		await v.signIn(['lena', 'paul', 'hanna'][Math.floor(Math.random() * 3)]);
		for (let i = 0; i < 5; i++) {
			await timed('own page', [200], () => v.get('/-/ich'));
			await timed('own data', [200], () => v.get('/-/meine-daten'));
			await sleep(100);
		}
		const token = /name="token" value="([^"]+)"/.exec((await v.get('/-/ich')).text)[1];
		const form = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: t.url };
		note('sign out', (await v.request('POST', '/-/abmelden', { body: `token=${token}`, headers: form })).status, [303]);
		await sleep(1700); // one sign-in a second is what an address may do
	},
	async reports() {
		await timed('reports', [200], () => get('/-/berichte', bearer(reader)));
		await timed('reports', [200, 404], () => get('/-/berichte.csv', bearer(reader)));
		await sleep(50);
	},
	async operations() {
		await timed('health', [200], () => get('/healthz'));
		await timed('metrics', [200], () => get('/metrics'));
		await sleep(200);
	},
	async broken() {
		const c = net.connect(t.port, '127.0.0.1');

		c.on('error', () => {});
		c.write(['GET / HT', 'POST /api/v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{"ev', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', '\0\0\0\r\n\r\n'][Math.floor(Math.random() * 4)]);
		await sleep(100);
		c.destroy();
		note('broken off', 0, [0]);
	},
	async site() {
		writeFileSync(path.join(s.dir, 'content/index.md'), `---\ntitle: Start\ndescription: Die Startseite der Probe.\n---\n\nStand ${Date.now()}.\n`);
		note('site switched', (await run(lernreise, ['build', '--site', s.dir, '--out', s.out])).code, [0]);
		await sleep(4000);
	},
	async backups() {
		const to = path.join(copies, String(Date.now()));

		note('backup', (await run(tracker, ['backup', '--data', data, '--to', to])).code, [0]);
		rmSync(to, { recursive: true, force: true });
		await sleep(15_000);
	},
	async closing() {
		closed++;
		const asOf = new Date(Date.UTC(2027 + Math.floor(closed / 4), (closed % 4) * 3, 10)).toISOString().slice(0, 10);

		note('period closed', (await run(tracker, ['close', '--data', data, '--as-of', asOf])).code, [0]);
		await sleep(60_000);
	},
};
let closed = -1;

const kilobytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${t.child.pid}/status`, 'utf8'))[1]);
const size = (name) => statSync(path.join(data, name), { throwIfNoEntry: false })?.size ?? 0;
async function sample() {
	const metrics = (await get('/metrics')).text;

	return { memory: kilobytes('VmRSS') / 1024, descriptors: readdirSync(`/proc/${t.child.pid}/fd`).length, threads: readdirSync(`/proc/${t.child.pid}/task`).length,
		log: t.err.split('\n').length - 1, wal: (size('store.db-wal') + size('people.db-wal')) / 1024 / 1024, store: size('store.db') / 1024 / 1024,
		queue: Number(/^lernreise_queue\S* (\d+)/m.exec(metrics)?.[1] ?? 0), facts: Number(/^lernreise_facts_total (\d+)/m.exec(metrics)?.[1] ?? 0) };
}

const running = Object.entries({ facts: 8, pages: 8, feedback: 1, session: 2, reports: 2, operations: 1, broken: 2, site: 1, backups: 1, closing: 1 })
	.flatMap(([name, n]) => Array.from({ length: n }, async () => {
		while (!stop)
			await loads[name]().catch((e) => note(name, e.message, []));
	}));
const rows = [];
const began = Date.now();

for (let i = 0; i < samples; i++) {
	await sleep(Math.max(0, began + (i + 1) * seconds * 1000 / samples - Date.now()));
	rows.push(await sample());
}
stop = true;
await Promise.race([Promise.all(running), sleep(65_000)]);
agent.destroy();
await sleep(1500);
const after = await sample();
const end = await t.stop();

// Level: the mean of the second half against the first (after warming up), and the slope over both.
const level = rows.slice(Math.floor(samples * warm)), half = Math.floor(level.length / 2);
const mean = (list, k) => list.reduce((n, r) => n + r[k], 0) / list.length;
function slope(k) {
	const mx = (level.length - 1) / 2, my = mean(level, k);
	const up = level.reduce((n, r, i) => n + (i - mx) * (r[k] - my), 0), down = level.reduce((n, r, i) => n + (i - mx) ** 2, 0);

	return up / down * samples / seconds * 60;
}
const switches = (count['site switched'] ?? 0), limits = {
	memory: { unit: 'MB', more: 3 }, descriptors: { unit: '', more: 8 }, threads: { unit: '', more: 0 }, wal: { unit: 'MB', more: 2 }, queue: { unit: '', more: 50 } };
const fixed = (x) => x.toFixed(2);
const table = [['', 'first half', 'second half', 'most', 'a minute', 'at rest']];

for (const [k, { unit }] of Object.entries(limits))
	table.push([`${k} ${unit}`.trim(), fixed(mean(level.slice(0, half), k)), fixed(mean(level.slice(half), k)), fixed(Math.max(...rows.map((r) => r[k]))), fixed(slope(k)), fixed(after[k])]);
for (const r of table)
	console.log(r.map((x, i) => (i === 0 ? x.padEnd(14) : x.padStart(12))).join(''));
times.sort((a, b) => a - b);
console.log(`${seconds} s: ${Object.entries(count).map(([k, n]) => `${n} ${k}`).join(', ')}; p50 ${fixed(times[times.length >> 1])} ms, p99 ${fixed(times[Math.floor(times.length * 0.99)])} ms`);
console.log(`store ${fixed(rows[0].store)} to ${fixed(after.store)} MB, ${after.facts} facts; log ${after.log} lines`);

assert.deepEqual(wrong, {}, 'answers that were not expected');
assert.deepEqual(end, { code: 0, signal: null }, t.err.slice(-500));
for (const [k, { more }] of Object.entries(limits)) {
	const [a, b] = [mean(level.slice(0, half), k), mean(level.slice(half), k)];

	assert.ok(b <= a * 1.05 + more, `${k} grows: ${fixed(a)}, then ${fixed(b)}`);
}
assert.ok(after.descriptors <= rows[0].descriptors, 'descriptors come back');
assert.ok(after.memory < 64 + 16, `${fixed(after.memory)} MB of memory`);
// Lines of the log are starts, jobs and ends: one for each switch and each closed period, none a request.
assert.ok(after.log <= switches + 12 * (count['period closed'] ?? 0) + 30, `${after.log} lines in the log`);
assert.ok(size('store.db-wal') === 0, 'the log is cut at the end');
process.exit(0);
