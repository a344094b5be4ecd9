// What the tests share: temporary folders, sites built by the real generator, trackers on a free
// port, requests with every header under control, raw sockets. Nothing but Node's own modules.
//
// LERNREISE and LERNREISE_TRACKER name other binaries (a build with sanitizers); everything
// started here is ended by its own process id when the test ends.

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync, readFileSync, existsSync, chmodSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const lernreise = path.resolve(root, process.env.LERNREISE || 'build/lernreise');
export const tracker = path.resolve(root, process.env.LERNREISE_TRACKER || 'build/lernreise-tracker');
export const testdata = path.resolve(process.env.LERNREISE_TESTDATA || path.join(root, '../shared'));

const exec = promisify(execFile);

// A folder that is gone after the test (or after the file, without `t`).
const folders = [];
process.on('exit', () => folders.forEach((d) => rmSync(d, { recursive: true, force: true })));
export function tempDir(t, name = 'lr-test') {
	const dir = mkdtempSync(path.join(os.tmpdir(), `${name}-`));

	if (t)
		t.after(() => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }));
	else
		folders.push(dir);
	return dir;
}

// Runs a program to its end; never throws on an exit status.
export async function run(file, args, options = {}) {
	try {
		const r = await exec(file, args, { maxBuffer: 64 << 20, timeout: 60_000, ...options });

		return { code: 0, ...r };
	} catch (e) {
		if (typeof e.code === 'string')
			throw e;
		return { code: e.code ?? null, signal: e.signal, stdout: e.stdout, stderr: e.stderr };
	}
}

export function writeFiles(dir, files) {
	for (const [name, text] of Object.entries(files)) {
		const file = path.join(dir, name);

		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, text);
	}
}

// The starter site's own sources, copied to where a test may change them.
export function starterSource(dir) {
	for (const name of ['site.conf', 'content', 'themes'])
		cpSync(path.join(root, name), path.join(dir, name), { recursive: true });
	return dir;
}

export const siteConf = `title: Probe
organisation: Stadt Musterstadt
url: https://lernen.musterstadt.example/
languages: [de]
contact: {name: Team Probe, email: probe@musterstadt.example}
`;

// A small site with each way to complete a module.
export const sampleSite = {
	'site.conf': siteConf,
	'content/index.md': '---\ntitle: Start\ndescription: Die Startseite der Probe.\n---\n\nWillkommen.\n',
	'content/units.tsv': 'id\tparent\tname\nstadt\t\tStadt Musterstadt\nfb10\tstadt\tFachbereich Personal\n' +
		'fb10-1\tfb10\tAusbildung\nfb20\tstadt\tFachbereich Bürgerservice\n',
	'content/journeys/weg.md': '---\ntitle: Der Weg\ndescription: Drei Stationen.\nstations:\n' +
		'  - eins\n  - module: zwei\n    why: Weil es dazugehört.\n  - module: drei\n    optional: true\n---\n\nLos geht es.\n',
	'content/modules/eins/index.md': '---\ntitle: Erstes Modul\ndescription: Das erste.\nduration: 10\n---\n\n' +
		'Ein Absatz.\n\n## Abschnitt\n\nText dazu.\n',
	'content/modules/zwei.md': '---\ntitle: Zweites Modul\ndescription: Das zweite.\nduration: 15\n' +
		'completion: quiz >= 50\n---\n\n## Frage\n\n> [!QUIZ #probe] Eine Frage\n> Was stimmt?\n>\n' +
		'> - ( ) Das nicht.\n>   > Leider nein.\n> - (x) Das hier.\n>   > Genau.\n',
	'content/modules/drei.md': '---\ntitle: Drittes Modul\ndescription: Mit Anwesenheit.\nduration: 20\n' +
		'completion: attendance\n---\n\nVor Ort.\n',
};

// Writes `files` over the sample site and builds it; gives { dir, out, catalogue }.
export async function buildSite(t, { files = {}, date } = {}) {
	const dir = tempDir(t, 'lr-site');
	const out = path.join(dir, 'build/site');

	writeFiles(dir, { ...sampleSite, ...files });
	const r = await run(lernreise, ['build', '--site', dir, '--out', out, ...(date ? ['--date', date] : [])]);
	assert.equal(r.code, 0, `the sample site builds: ${r.stdout}${r.stderr}`);
	return { dir, out, catalogue: JSON.parse(readFileSync(path.join(out, 'public/catalogue.json'), 'utf8')) };
}

let shared;
// The sample site, built once a file.
export const site = () => (shared ??= buildSite(null));

// All names of its people begin with "Erfunden"; the roles are those that the tracker knows.
export const people = `iss,sub,name,unit,from,to,roles,audiences
demo,lena,Lena Erfunden,fb20,2020-01-01,,learner,
demo,paul,Paul Erfunden,fb10-1,2020-01-01,,learner,
demo,hanna,Hanna Erfunden,fb10,2020-01-01,,hr,
demo,adam,Adam Erfunden,fb10,2020-01-01,,admin,
`;

export class Tracker {
	constructor(child, data) {
		Object.assign(this, { child, data, out: '', err: '' });
		child.stdout.on('data', (d) => (this.out += d));
		child.stderr.on('data', (d) => (this.err += d));
		this.ended = new Promise((done) => child.on('close', (code, signal) => done({ code, signal })));
	}

	async ready(ms) {
		const line = new Promise((done) => this.child.stdout.on('data', () => {
			if (/^listening on http:\/\/\S+\n/m.test(this.out))
				done(true);
		}));
		const timer = new Promise((done) => setTimeout(done, ms, false).unref());
		const up = await Promise.race([line, timer, this.ended.then(() => false)]);

		if (!up) {
			this.child.kill('SIGKILL');
			throw new Error(`the tracker did not start: ${this.out}${this.err}`);
		}
		this.url = /^listening on (http:\/\/\S+)$/m.exec(this.out)[1].replace(/\/$/, '');
		this.port = Number(new URL(this.url).port);
		return this;
	}

	request(method, target, options) {
		return request(this.port, method, target, options);
	}

	get(target, headers) {
		return this.request('GET', target, { headers });
	}

	// Ends the tracker as an operator would; gives { code, signal }.
	stop(signal = 'SIGTERM') {
		if (this.child.exitCode === null && this.child.signalCode === null)
			this.child.kill(signal);
		return this.ended;
	}
}

// Starts a tracker on a free port of loopback. `data` keeps a store over restarts.
export async function startTracker(t, options = {}) {
	const { data = path.join(tempDir(t, 'lr-data'), 'data'), site: s, args = [], demo = false, ms = 15_000,
		listen = '127.0.0.1:0', wrapper = [], program = tracker, ...spawnOptions } = options;
	const out = s === undefined ? (await site()).out : s;

	mkdirSync(data, { recursive: true });
	const argv = [...wrapper, program, 'serve', '--data', data, ...(out ? ['--site', out] : []),
		'--listen', listen, ...(demo ? ['--demo'] : []), ...args];
	const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], ...spawnOptions });
	const r = new Tracker(child, data);

	startTracker.last = r; // for tests that end it before it answers
	t?.after(() => r.stop('SIGKILL'));
	return r.ready(ms);
}

// A tracker that is expected to refuse to start; gives { code, stdout, stderr }.
export async function startRefused(args, { program = tracker, ...options } = {}) {
	const child = spawn(program, ['serve', ...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
	let stdout = '', stderr = '';

	child.stdout.on('data', (d) => (stdout += d));
	child.stderr.on('data', (d) => (stderr += d));
	const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
	const code = await new Promise((done, fail) => child.on('close', (c) => done(c)).on('error', fail));

	clearTimeout(timer);
	return { code, stdout, stderr };
}

// A key for the interface: "KEY:SECRET". Works beside a running tracker, too.
export async function addClient(data, name, scope = 'events') {
	const r = await run(tracker, ['client', 'add', name, '--scope', scope, '--data', data]);

	assert.equal(r.code, 0, `client add: ${r.stdout}${r.stderr}`);
	const key = r.stdout.trimEnd().split('\n').at(-1);
	assert.match(key, /^\S+:\S+$/);
	return key;
}

// The made-up people, for sessions.
export async function importPeople(data, csv = people) {
	const file = path.join(tempDir(null), 'people.csv');

	writeFileSync(file, csv);
	const r = await run(tracker, ['people', 'import', file, '--data', data]);
	assert.equal(r.code, 0, `people import: ${r.stdout}${r.stderr}`);
}

export async function exportEvents(data) {
	const r = await run(tracker, ['export', 'events', '--data', data]);

	assert.equal(r.code, 0, `export events: ${r.stdout}${r.stderr}`);
	return r.stdout.split('\n').filter(Boolean).map((l) => JSON.parse(l));
}

// One request on its own connection (or on `agent`'s). The body is a Buffer; .text and .json() read it.
export function request(port, method, target, { headers = {}, body, agent, host = '127.0.0.1' } = {}) {
	return new Promise((done, fail) => {
		const r = http.request({ host, port, method, path: target, agent: agent ?? false,
			headers: { ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }), ...headers } },
		(res) => {
			const parts = [];

			res.on('data', (d) => parts.push(d));
			res.on('error', fail);
			res.on('end', () => {
				const bytes = Buffer.concat(parts);

				done({ status: res.statusCode, headers: res.headers, raw: res.rawHeaders, bytes,
					get text() { return bytes.toString('utf8'); },
					json() { return JSON.parse(bytes.toString('utf8')); } });
			});
		});

		r.setTimeout(40_000, () => r.destroy(new Error(`${method} ${target}: no answer in 40 s`)));
		r.on('error', fail);
		r.end(body);
	});
}

export const bearer = (key) => ({ Authorization: `Bearer ${key}` });

export function postEvents(t, key, events, options = {}) {
	return t.request('POST', '/api/v1/events', { ...options,
		headers: { 'Content-Type': 'application/json', ...(key ? bearer(key) : {}), ...options.headers },
		body: JSON.stringify({ events }) });
}

let counter = 0;
export const someone = () => ({ iss: 'https://login.musterstadt.example', sub: `p${++counter}` });
export const event = (fields = {}) => ({ id: randomUUID(), person: someone(), verb: 'completed', module: 'eins',
	at: new Date().toISOString().replace(/\.\d+Z$/, 'Z'), ...fields });

// ISO day of a time in the site's time zone.
export const berlinDay = (time) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(time);

// Sends bytes as they are and gives everything that came back until the other side closes or is
// quiet for `quiet` milliseconds: { text, answers: [{ status, head, body }], closed }.
export function raw(port, bytes, { quiet = 300, pause = 0, limit = 40_000 } = {}) {
	return new Promise((done) => {
		const s = net.connect(port, '127.0.0.1');
		const parts = [];
		let idle, closed = false;
		const finish = () => {
			clearTimeout(idle);
			clearTimeout(all);
			s.destroy();
			const text = Buffer.concat(parts).toString('latin1');
			done({ text, answers: answers(text), closed });
		};
		const all = setTimeout(finish, limit);
		const wait = () => {
			clearTimeout(idle);
			idle = setTimeout(finish, quiet);
		};

		s.on('error', () => { closed = true; });
		s.on('close', () => { closed = true; finish(); });
		s.on('data', (d) => { parts.push(d); wait(); });
		s.on('connect', async () => {
			for (const b of Array.isArray(bytes) ? bytes : [bytes]) {
				s.write(Buffer.isBuffer(b) ? b : Buffer.from(b, 'latin1'));
				if (pause)
					await new Promise((r) => setTimeout(r, pause));
			}
			// the first answer may take its time, a second one comes at once or never
			clearTimeout(idle);
			idle = setTimeout(finish, parts.length ? quiet : Math.max(quiet, 2000));
		});
	});
}

// The HTTP answers in `text`, by their own Content-Length.
export function answers(text) {
	const list = [];

	for (let at = 0; ;) {
		const m = /^HTTP\/1\.[01] (\d{3})[^\r\n]*\r\n/.exec(text.slice(at));
		const end = text.indexOf('\r\n\r\n', at);

		if (!m || end < 0)
			return list;
		const head = text.slice(at, end);
		const n = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
		if (m[1][0] !== '1') // 100 Continue announces an answer, it is none
			list.push({ status: Number(m[1]), head, body: text.slice(end + 4, end + 4 + n) });
		at = end + 4 + n;
	}
}

// A visitor with a cookie jar who fills in forms as a browser without script would.
export class Visitor {
	constructor(t) {
		this.t = t;
		this.cookies = new Map();
	}

	async request(method, target, { headers = {}, body } = {}) {
		const cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
		const r = await this.t.request(method, target, { body, headers: { Accept: 'text/html', ...(cookie ? { Cookie: cookie } : {}),
			...headers } });

		for (const c of r.headers['set-cookie'] ?? []) {
			const [pair, ...rest] = c.split(';');
			const [k, v] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
			const gone = rest.some((a) => /^\s*max-age=(0|-\d+)\s*$/i.test(a)) || v === '';

			if (gone)
				this.cookies.delete(k);
			else
				this.cookies.set(k, v);
		}
		r.target = target;
		return r;
	}

	get(target, headers) {
		return this.request('GET', target, { headers });
	}

	// Follows redirections as a browser does after 303.
	async follow(r) {
		for (let i = 0; i < 5 && [301, 302, 303].includes(r.status); i++) {
			const to = new URL(r.headers.location, `http://x${r.target}`);
			r = await this.get(to.pathname + to.search);
		}
		return r;
	}

	// Sends `form` (of forms()) from the page at `target` with `fields` on top of what it holds.
	submit(target, form, fields = {}, headers = {}) {
		const to = new URL(form.action || target, `http://x${target}`);
		const body = new URLSearchParams({ ...form.fields, ...fields }).toString();

		if (form.method === 'get')
			return this.get(`${to.pathname}?${body}`, headers);
		return this.request('POST', to.pathname + to.search, { body, headers: {
			'Content-Type': 'application/x-www-form-urlencoded', Origin: this.t.url, 'Sec-Fetch-Site': 'same-origin',
			...headers } });
	}

	// Picks the demo person with `sub` on the sign-in page; the rest of the form is left as it is.
	async signIn(sub) {
		const page = await this.get('/-/anmelden');
		assert.equal(page.status, 200, page.text);
		for (const f of forms(page.text)) {
			const hit = f.controls.find((c) => c.value === sub || c.value === `demo ${sub}` || c.value === `demo:${sub}`);

			if (hit)
				return this.follow(await this.submit('/-/anmelden', f, { [hit.name]: hit.value }));
		}
		assert.fail(`the sign-in page does not offer ${sub}: ${page.text}`);
	}

	async me() {
		const r = await this.get('/api/v1/me', { Accept: 'application/json' });

		return r.status === 200 ? r.json() : { status: r.status };
	}

	async postEvents(events, headers = {}) {
		return this.request('POST', '/api/v1/events', { body: JSON.stringify({ events }), headers: {
			'Content-Type': 'application/json', Accept: 'application/json', Origin: this.t.url, ...headers } });
	}
}

const unescapeHtml = (s) => s.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot|apos));/gi, (_, d, x, n) =>
	d ? String.fromCodePoint(Number(d)) : x ? String.fromCodePoint(parseInt(x, 16))
		: { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[n.toLowerCase()]);
const attributes = (tag) => Object.fromEntries([...tag.matchAll(/\s([a-z-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/gi)]
	.map((m) => [m[1].toLowerCase(), unescapeHtml(m[2] ?? m[3] ?? m[4] ?? '')]));

// The forms of a page: { method, action, fields: what it sends untouched, controls: every named control }.
export function forms(html) {
	return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map((m) => {
		const a = attributes(` ${m[1]}`);
		const fields = {}, controls = [];

		for (const c of m[2].matchAll(/<(input|button|textarea|option|select)\b([^>]*)>(?:([^<]*)<\/textarea>)?/gi)) {
			const b = attributes(` ${c[2]}`);
			const tag = c[1].toLowerCase();

			if (tag === 'select')
				controls.select = b.name;
			const name = tag === 'option' ? controls.select : b.name;
			if (!name || tag === 'select')
				continue;
			const value = tag === 'textarea' ? unescapeHtml(c[3] ?? '') : b.value ?? '';
			controls.push({ name, value, tag, type: b.type ?? '', attributes: b });
			const untouched = tag === 'textarea' || (tag === 'input' &&
				(!['radio', 'checkbox', 'submit', 'button'].includes(b.type) || 'checked' in b)) ||
				(tag === 'option' && ('selected' in b || !(name in fields)));
			if (untouched)
				fields[name] = value;
		}
		return { method: (a.method || 'get').toLowerCase(), action: a.action ?? '', fields, controls };
	});
}

export const sqlite = (file, sql) => execFileSync('sqlite3', [file, sql], { encoding: 'utf8' });

export { assert, existsSync, chmodSync, randomUUID, path };
