// Accessibility of every page kind, in a real browser: axe without a finding in each look, nothing
// lost by narrow windows, zoom, spaced text, forced colours, print or a missing script; a walk by
// keyboard; targets; the accessibility tree as it was reviewed; valid HTML by two checkers.
//
// ONLY="figures" runs the kinds whose name holds that; TREES=1 writes tests/browser/tree/ anew
// (`make trees`), the diff is reviewed; SCREENSHOTS=DIR keeps pictures (`make shots`).

import { after, before, describe, test } from 'node:test';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { HtmlValidate } from 'html-validate';
import { assert, launch, open, pagesOf, path, pngFolder, readFileSync, root, signIn, starter, tempDir } from './harness.mjs';
import { kinds as all, roles } from './kinds.mjs';
import { axe, focusShows, lost, spacing, targets, toStart, walk, withStyle } from './look.mjs';
import { tree } from './tree.mjs';
import { endWorlds, world } from './worlds.mjs';

const wide = { width: 1280, height: 900 }, narrow = { width: 320, height: 640 };
// What is looked at where: `tree` by axe, `eyes` for what is lost, `hand` for the size of targets. The
// colours of dark do not move anything, so eyes and hand need not look twice.
const looks = [
	{ name: 'light', colorScheme: 'light', viewport: wide, tree: true, eyes: true, hand: true, brief: true },
	{ name: 'dark', colorScheme: 'dark', viewport: wide, tree: true },
	{ name: 'light 320', colorScheme: 'light', viewport: narrow, tree: true, eyes: true, hand: true },
	{ name: 'dark 320', colorScheme: 'dark', viewport: narrow, tree: true, eyes: true, hand: true, only: 'brief' },
	// 1280 × 1024 at 400 % (WCAG 1.4.10)
	{ name: '400 %', colorScheme: 'dark', viewport: { width: 320, height: 256 }, tree: true, eyes: true },
	{ name: 'spaced', colorScheme: 'light', viewport: wide, css: spacing, tree: true, eyes: true },
	{ name: 'spaced 320', colorScheme: 'dark', viewport: narrow, css: spacing, eyes: true },
	{ name: 'forced colours', colorScheme: 'light', forcedColors: 'active', viewport: wide, tree: true },
	{ name: 'forced colours 320', colorScheme: 'dark', forcedColors: 'active', viewport: narrow, eyes: true },
];
const kinds = all.filter((k) => !process.env.ONLY || k.name.includes(process.env.ONLY));
const whole = kinds.length === all.length;
const fileName = (k) => k.name.replace(/[^a-z0-9]+/gi, '-');

test('every template and page address is in the list of page kinds, and the other way round', () => {
	const theme = path.join(root, 'themes/default');
	const html = (dir) => (existsSync(path.join(theme, dir)) ? readdirSync(path.join(theme, dir)) : []).filter((f) => f.endsWith('.html'))
		.map((f) => path.join(dir, f));
	const templates = [...html(''), ...html('tracker')].filter((f) => f !== 'layout.html');
	const listed = new Set(all.map((k) => k.template));

	assert.deepEqual(templates.filter((f) => !listed.has(f)), [], 'templates that no test opens');
	assert.deepEqual([...listed].filter((f) => !templates.includes(f)), [], 'kinds without a template');

	const routes = readFileSync(path.join(root, 'tracker/routes.c'), 'utf8');
	const pages = [...routes.matchAll(/\{ "GET", STR_INIT\("\/-\/([a-z-]+)"\), ROUTE_PAGE/g)].map((m) => `tracker/${m[1]}.html`);
	assert.ok(pages.length > 8);
	// what is a file to keep, and no page
	assert.deepEqual(pages.filter((f) => !listed.has(f) && f !== 'tracker/meine-daten.html'), [], 'page addresses that no test opens');

	const known = [...readFileSync(path.join(root, 'tracker/role.c'), 'utf8').matchAll(/"([a-z]+)"/g)].map((m) => m[1]);
	assert.deepEqual(known.filter((r) => !Object.values(roles).includes(r)), [], 'roles that nobody has');
	assert.deepEqual(all.map(fileName).filter((f, i, l) => l.indexOf(f) !== i), [], 'names twice');
});

describe('page kinds', { concurrency: 2 }, () => {
	const titles = new Map(), saved = tempDir(null, 'lr-html'), seen = new Set();
	const trees = path.join(root, 'tests/browser/tree');
	let b;

	before(async () => {
		b = await launch(null);
	});
	after(async () => {
		await b?.close();
		await endWorlds();
	});

	// Each gives what it finds, one line a finding, so that one run tells all of it.
	async function everyLook(page, k) {
		const found = [];

		for (const look of looks.filter((x) => (k.brief ? x.brief || x.only : !x.only))) {
			const note = (list) => found.push(...list.map((x) => `${look.name}: ${x}`));

			await page.setViewportSize(look.viewport);
			await page.emulateMedia({ colorScheme: look.colorScheme, forcedColors: look.forcedColors ?? 'none' });
			await withStyle(page, look.css ?? '');
			if (look.tree)
				note(await axe(page, { contrast: !look.forcedColors }));
			if (look.eyes)
				note(await lost(page));
			if (look.hand)
				note((await targets(page)).map((x) => `a target of ${x.px} px: ${x.html}`));
			if (pngFolder) {
				mkdirSync(pngFolder, { recursive: true });
				await page.screenshot({ path: path.join(pngFolder, `${fileName(k)}-${look.name.replace(/\W+/g, '-')}.png`), fullPage: true });
			}
		}
		await withStyle(page, '');
		await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
		return found;
	}

	async function byKeyboard(page, k) {
		const found = [];

		for (const viewport of k.brief ? [wide] : [wide, { width: 320, height: 256 }]) {
			const note = (what, x) => found.push(`keyboard at ${viewport.width}: ${what}: ${x.html}`);

			await page.setViewportSize(viewport);
			const stops = await walk(page);
			assert.ok(stops.length > 5, `${k.name}: ${stops.length} stops`);
			if (!/class="skip"/.test(stops[0].html))
				note('not the skip link comes first', stops[0]);
			for (const [i, x] of stops.entries()) {
				if (!x.inside || !x.whole)
					note('focus off screen', x);
				if (x.covered)
					note('focus is covered', x);
				if (i && x.order < stops[i - 1].order)
					note('not in the order of the page', x);
			}
			// one of each look is compared pixel by pixel, in all schemes
			for (const x of stops.filter((y) => !seen.has(y.kind))) {
				seen.add(x.kind);
				for (const scheme of [{ colorScheme: 'light', forcedColors: 'none' }, { colorScheme: 'dark', forcedColors: 'none' }, { colorScheme: 'dark', forcedColors: 'active' }]) {
					await page.emulateMedia(scheme);
					const share = await focusShows(page, x.key);
					if (share < 1)
						note(`${Object.values(scheme).join(', ')}: the focus shows too little (${share.toFixed(2)})`, x);
				}
				await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
			}
		}
		// the skip link leads to the content
		await toStart(page);
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Tab');
		if (!await page.evaluate(() => document.activeElement.closest('main, footer, .barrier') !== null))
			found.push('the skip link does not lead to the content');
		return found;
	}

	// On paper: all of the text, dark on white, nothing cut off at the width of A4.
	async function onPaper(page, k) {
		await page.setViewportSize({ width: 718, height: 1000 });
		await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
		const found = (await lost(page)).map((x) => `print: ${x}`);
		const ink = await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor].join(' on '));
		if (ink !== 'rgb(20, 33, 29) on rgb(255, 255, 255)')
			found.push(`print: ${ink}`);
		if (pngFolder)
			await page.screenshot({ path: path.join(pngFolder, `${fileName(k)}-print.png`), fullPage: true });
		await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
		await page.setViewportSize(wide);
		return found;
	}

	for (const k of kinds) {
		test(`${k.name}: every look, a walk by keyboard, paper, the tree`, async () => {
			const page = await open(b, { reducedMotion: 'reduce' });
			const w = await world(k.world);
			const r = await k.go(page, w.url);

			if (r)
				assert.ok(r.status() === (k.status ?? 200) || r.url().startsWith('file:'), `${k.name}: status ${r.status()}`);
			// one of each
			const p = await page.evaluate(() => ({ title: document.title, h1: document.querySelectorAll('h1').length, lang: document.documentElement.lang,
				main: document.querySelectorAll('main').length, path: location.pathname, header: document.querySelectorAll('body > header').length,
				moving: [...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0 || getComputedStyle(e).animationName !== 'none').length }));
			assert.deepEqual([p.h1, p.main, p.header, p.lang, p.moving], [1, 1, 1, k.lang ?? 'de', 0], `${k.name}: h1, main, header, lang, what moves`);
			// (site and tracker have the same page for an address that does not exist)
			const title = `${k.world === 'stick' ? 'stick ' : ''}${p.lang} ${p.title}`;
			assert.ok(!titles.has(title) || titles.get(title) === p.path || k.status, `${k.name}: the title "${p.title}" is that of ${titles.get(title)}, too`);
			titles.set(title, p.path);

			const told = await tree(page, { figures: /figures/.test(k.name) });
			const file = path.join(trees, `${fileName(k)}.txt`);
			if (process.env.TREES && !k.chance) {
				mkdirSync(trees, { recursive: true });
				writeFileSync(file, told);
			}
			// as a browser has it after its script, and as it was sent
			writeFileSync(path.join(saved, `${fileName(k)}-dom.html`), `<!DOCTYPE html>\n${await page.evaluate(() => document.documentElement.outerHTML)}`);
			if (k.template.startsWith('tracker/') && r)
				writeFileSync(path.join(saved, `${fileName(k)}.html`), await r.body().catch(() => page.content()));

			const found = [...await everyLook(page, k), ...await byKeyboard(page, k), ...await onPaper(page, k), ...page.trouble];
			await page.context().close();
			assert.equal(found.join('\n'), '', k.name);
			if (k.chance)
				return;
			assert.equal(told, existsSync(file) ? readFileSync(file, 'utf8') : '', `${k.name}: the tree of ${path.relative(root, file)} (make trees, then review the diff)`);
		});
	}

	for (const k of kinds.filter((x) => !x.brief && !x.script && !x.once)) {
		test(`${k.name}: without JavaScript`, async () => {
			const page = await open(b, { javaScriptEnabled: false });

			await k.go(page, (await world(k.world)).url);
			const found = [];
			for (const viewport of [wide, narrow]) {
				await page.setViewportSize(viewport);
				found.push(...await lost(page));
			}
			// nothing that only a script could make work is offered
			found.push(...await page.evaluate(() => [...document.querySelectorAll('button, [data-js], .theme')].filter((e) => e.checkVisibility() &&
				!(e.form?.method === 'post' || e.form?.method === 'get') && !e.disabled).map((e) => `does nothing: ${e.outerHTML.slice(0, 100)}`)));
			if (pngFolder)
				await page.screenshot({ path: path.join(pngFolder, `${fileName(k)}-without-script.png`), fullPage: true });
			await page.context().close();
			assert.deepEqual(found, [], k.name);
		});
	}

	test('what opens closes with Escape, and the focus goes back to where it was', { skip: !whole }, async () => {
		const page = await open(b);

		await page.goto(`${(await world()).url}/meine-reise/`);
		await page.locator('[data-forget]').focus();
		await page.keyboard.press('Enter');
		assert.ok(await page.locator('[data-keep]').evaluate((e) => e === document.activeElement), 'the harmless answer has the focus');
		await page.keyboard.press('Escape');
		assert.ok(!await page.locator('#wirklich').isVisible());
		assert.ok(await page.locator('[data-forget]').evaluate((e) => e === document.activeElement && e.getAttribute('aria-expanded') === 'false'));
		await page.context().close();
	});

	// No page of a role's own menu refuses that role.
	for (const [sub, role] of Object.entries(roles)) {
		test(`role ${role}: each way of its menu is open`, { skip: !whole }, async () => {
			const page = await open(b);
			const { url } = await world();

			await signIn(page, url, sub);
			await page.goto(`${url}/-/ich`);
			const ways = await page.locator('.account a').evaluateAll((l) => l.map((a) => a.href));
			assert.ok(ways.length > 0);
			for (const way of ways)
				assert.equal((await page.goto(way)).status(), 200, `${role}: ${way}`);
			await page.context().close();
		});
	}

	test('every page of the site and of the tracker is valid by vnu and html-validate', { timeout: 180_000 }, async () => {
		const { out } = await starter();
		const files = pagesOf(out).map((f) => path.join(out, 'public', f));
		const sent = readdirSync(saved).map((f) => path.join(saved, f));

		files.push(...sent);
		assert.ok(!whole || sent.length > 150, `${sent.length} pages were opened`);
		const vnu = await promisify(execFile)('java', ['-jar', path.join(root, 'tests/node_modules/vnu-jar/build/dist/vnu.jar'), '--format', 'json',
			...files], { maxBuffer: 64 << 20 }).catch((e) => e);
		const messages = JSON.parse(vnu.stderr).messages.filter((m) => m.type === 'error');
		assert.deepEqual(messages.map((m) => `${path.relative(out, m.url.replace('file:', ''))}:${m.lastLine}: ${m.message}`), []);

		const hv = new HtmlValidate({ root: true, extends: ['html-validate:standard', 'html-validate:a11y'], rules: {
			'long-title': 'off', // counts bytes for search engines
			'no-inline-style': 'error', 'no-redundant-role': 'off', 'prefer-native-element': 'off' } });
		const found = [];
		// (what the browser writes of its tree is not what an author writes: vnu alone looks at that)
		for (const f of files.filter((x) => !x.endsWith('-dom.html'))) {
			const r = hv.validateStringSync(readFileSync(f, 'utf8'), f);
			for (const x of r.results)
				for (const m of x.messages.filter((y) => y.severity === 2))
					found.push(`${path.relative(out, f)}:${m.line}: ${m.ruleId}: ${m.message}`);
		}
		assert.deepEqual(found, []);
	});
});
