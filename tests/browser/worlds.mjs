// Where page kinds are opened: the starter site with facts, without any, without people, without a
// service, from a folder; a tracker that is crowded, one whose store somebody else holds. Each world
// is begun once, when the first kind asks for it.

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { assert, lernreise, path, run, sampleSite, siteConf, stack, starter, startTracker, tempDir, writeFiles } from './harness.mjs';

async function build(files, ...flags) {
	const dir = tempDir(null, 'lr-world'), out = path.join(dir, 'build/site');

	writeFiles(dir, files);
	const r = await run(lernreise, ['build', '--site', dir, '--out', out, ...flags]);
	assert.equal(r.code, 0, `${r.stdout}${r.stderr}`);
	return out;
}

// One barrier, and feedback of every kind, as FB10 finds it.
async function said(...more) {
	const s = await stack(null);
	const say = async (body) => {
		const r = await s.request('POST', '/api/v1/feedback', { headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ id: crypto.randomUUID(), ...body }) });
		assert.equal(r.status, 201, r.text);
	};

	await say({ kind: 'barrier', module: 'phishing', heading: 'so-handeln-sie', text: 'Die Tabelle ist am Telefon zu breit.' });
	for (const body of more)
		await say(body);
	return s;
}

// Somebody else writes: the tracker's own writer does not get in, and says so after a while.
async function locked() {
	const s = await stack(null);
	const holder = spawn('sqlite3', [path.join(s.data, 'store.db')], { stdio: ['pipe', 'pipe', 'ignore'] });

	holder.stdin.write('BEGIN IMMEDIATE; SELECT 1;\n');
	await new Promise((done) => holder.stdout.once('data', done));
	return { url: s.url, child: s.child, request: (...a) => s.request(...a), stop: async () => {
		holder.stdin.end();
		await new Promise((done) => holder.once('close', done));
		return s.stop();
	} };
}

// A web server and no service behind it.
async function quiet() {
	const out = path.join(await build({ ...sampleSite, 'site.conf': `${siteConf}tracker: false\npublic: true\n` }), 'public');
	const kinds = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
	const server = createServer((req, res) => {
		const file = path.join(out, new URL(req.url, 'http://x').pathname.replace(/\/$/, '/index.html'));
		const there = existsSync(file);

		res.writeHead(there ? 200 : 404, { 'Content-Type': kinds[path.extname(file)] ?? 'text/html; charset=utf-8' });
		res.end(readFileSync(there ? file : path.join(out, '404.html')));
	});

	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	return { url: `http://127.0.0.1:${server.address().port}`, stop: () => new Promise((done) => {
		server.close(done);
		server.closeAllConnections();
	}) };
}

const bareFiles = () => ({ 'site.conf': siteConf, 'content/index.md': sampleSite['content/index.md'] });
const begin = {
	full: () => stack(null, { closed: 40 }),
	empty: () => stack(null),
	told: () => stack(null),
	said,
	'all said': () => said({ kind: 'barrier', page: 'page/hilfe', text: 'Ich finde die Schriftgröße nicht.', unit: 'buergerbuero' },
		{ kind: 'feedback', module: 'phishing', text: 'Das Beispiel hat geholfen.\n\nMehr davon!' },
		{ kind: 'barrier', page: '/-/ich', text: 'Das Kästchen ist zu klein.' },
		{ kind: 'pulse', module: 'phishing', question: 'stimmung', answer: 4 },
		{ kind: 'assessment', page: 'home', question: 'vorher', answer: ['a', 'b'] }),
	locked,
	crowded: () => stack(null),
	bare: async () => startTracker(null, { data: path.join(tempDir(null, 'lr-bare'), 'data'), site: await build(bareFiles()), demo: true }),
	closed: async () => startTracker(null, { data: path.join(tempDir(null, 'lr-closed'), 'data'), site: (await starter()).out }),
	quiet,
	here: async () => stack(null, { out: await build(sampleSite) }),
	stick: async () => {
		const { dir } = await starter();
		const out = path.join(tempDir(null, 'lr-stick'), 'site');
		const r = await run(lernreise, ['build', '--site', dir, '--out', out, '--stick']);

		assert.equal(r.code, 0, `${r.stdout}${r.stderr}`);
		return { url: pathToFileURL(path.join(out, 'public')).href, stop: async () => {} };
	},
};

const begun = new Map();
export function world(name = 'full') {
	if (!begun.has(name))
		begun.set(name, begin[name]());
	return begun.get(name);
}
export const endWorlds = () => Promise.all([...begun.values()].map(async (w) => (await w.catch(() => null))?.stop()));
