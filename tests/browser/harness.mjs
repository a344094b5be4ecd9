// A browser as people have it (Debian's Chromium by playwright-core, a fresh profile each), and the
// starter site with a tracker and made-up people behind it.

import { existsSync, readFileSync, writeFileSync, readdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { addClient, assert, event, importPeople, lernreise, path, postEvents, root, run, starterSource, startTracker, tempDir, tracker } from '../http/harness.mjs';

export * from '../http/harness.mjs';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((f) => existsSync(f));
// No call home; as root, Chromium wants its sandbox off.
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];

export async function launch(t) {
	// shared memory where there is enough of it: on a disk it is slow
	const b = await chromium.launch({ executablePath, args, ignoreDefaultArgs: existsSync('/dev/shm') ? ['--disable-dev-shm-usage'] : [] });

	t?.after(() => b.close());
	return b;
}

// A new profile and a page in it. Messages of the console that are errors, requests elsewhere and
// failed scripts are noted in page.trouble.
export async function open(browser, options = {}) {
	const context = await browser.newContext({ locale: 'de-DE', timezoneId: 'Europe/Berlin', viewport: { width: 1280, height: 900 }, ...options });
	const page = await context.newPage();

	watch(page);
	return page;
}

export function watch(page) {
	page.trouble = [];
	page.setDefaultTimeout(30_000);
	page.on('console', (m) => {
		if (m.type() === 'error' && !/status of (4\d\d|503)/.test(m.text()) && !(m.location().url.startsWith('file:') && /CORS|ERR_FAILED/.test(m.text() )))
			page.trouble.push(m.text());
	});
	page.on('pageerror', (e) => page.trouble.push(String(e)));
	page.on('request', (r) => {
		const u = new URL(r.url());

		if (/^https?:$/.test(u.protocol) && u.hostname !== '127.0.0.1')
			page.trouble.push(`third party: ${r.url()}`);
	});
	return page;
}

export const people = `iss,sub,name,unit,from,to,roles,audiences
demo,lena,Lena Erfunden,buergerbuero,2020-01-01,,learner,
demo,paul,Paul Erfunden,jobcenter,2020-01-01,,learner,
demo,hanna,Hanna Erfunden,personalentwicklung,2020-01-01,,hr,
demo,adam,Adam Erfunden,it-service,2020-01-01,,admin,
demo,bea,Bea Erfunden,bibliothek,2020-01-01,,companion,
demo,luisa,Luisa Erfunden,fb50,2020-01-01,,lead,
demo,peer,Peer Erfunden,organisation,2020-01-01,,process,
demo,vera,Vera Erfunden,leitung,2020-01-01,,board,
demo,rita,Rita Erfunden,personalrat,2020-01-01,,council,
demo,tom,Tom Erfunden,lernreise,2020-01-01,,author,
`;

let built;
export const starter = () => (built ??= (async () => {
	const dir = starterSource(tempDir(null, 'lr-starter'));
	const out = path.join(dir, 'build/site');
	const r = await run(lernreise, ['build', '--site', dir, '--out', out]);

	assert.equal(r.code, 0, `the starter site builds: ${r.stdout}${r.stderr}`);
	return { dir, out };
})());

// The whole: site, tracker, people, a key for facts of other systems. `closed` puts facts of `closed`
// people into the store and closes the period they fall into.
export async function stack(t, { closed = 0, out } = {}) {
	const data = path.join(tempDir(t, 'lr-stack'), 'data');
	const site = out ?? (await starter()).out;
	let s = await startTracker(t, { data, site, demo: true });

	await importPeople(data, people);
	if (closed) {
		const key = await addClient(data, 'fachverfahren');
		const modules = JSON.parse(readFileSync(path.join(site, 'public/catalogue.json'), 'utf8')).modules.map((m) => m.id);

		for (const [i, m] of modules.entries()) {
			const n = i === 0 ? 3 : closed + 7 * i;
			const r = await postEvents(s, key, Array.from({ length: n }, () => event({ module: m })));
			assert.equal(r.status, 200, r.text);
		}
		await s.stop();
		const soon = new Date(Date.now() + 120 * 86400_000).toISOString().slice(0, 10);
		const c = await run(tracker, ['close', '--data', data, '--as-of', soon]);
		assert.equal(c.code, 0, c.stderr);
		s = await startTracker(t, { data, site, demo: true });
	}
	return s;
}

// Signs in by the page that people use.
export async function signIn(page, url, sub) {
	await page.goto(`${url}/-/anmelden`);
	const name = people.split('\n').map((l) => l.split(',')).find((c) => c[1] === sub)[2];
	const button = page.getByRole('button', { name: new RegExp(name) });

	if (await button.count()) {
		await button.first().click();
	} else {
		await page.getByRole('radio', { name: new RegExp(name) }).check();
		await page.getByRole('main').getByRole('button').first().click();
	}
	await page.waitForURL((u) => !/anmelden/.test(u.pathname));
}

// Presses `key` until the focused element satisfies `want` (a function run in the page); a person
// without a mouse does the same. Fails after `limit` times.
export async function pressUntil(page, want, { key = 'Tab', limit = 150, arg } = {}) {
	for (let i = 0; i < limit; i++) {
		await page.keyboard.press(key);
		if (await page.evaluate(({ f, a }) => (0, eval)(f)(document.activeElement, a), { f: `(${want})`, a: arg }))
			return;
	}
	assert.fail(`not reached by ${key} in ${limit} steps: ${want} ${arg ?? ''}`);
}

export const focusOn = (page, text, options) => pressUntil(page, (el, t) => el && el !== document.body &&
	((el.innerText || '') + (el.getAttribute('aria-label') || '') + (el.labels?.[0]?.innerText || '')).includes(t), { arg: text, ...options });

export const pngFolder = process.env.SCREENSHOTS;
export const texts = readFileSync(path.join(root, 'themes/default/texts/de.yaml'), 'utf8');
// An interface text by its key, without values, as a pattern.
export function text(key) {
	const m = new RegExp(`^${key}: *(.*)$`, 'm').exec(texts);

	assert.ok(m, `texts/de.yaml has ${key}`);
	const plain = m[1].replace(/^(['"])(.*)\1$/, '$2').replaceAll("''", "'");
	return new RegExp(plain.split(/\{\{?[a-z_.]+\}\}?/).map((s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*'));
}
export const pagesOf = (out) => readdirSync(path.join(out, 'public'), { recursive: true }).map(String).filter((f) => f.endsWith('.html')).sort();
export { readFileSync, writeFileSync };
