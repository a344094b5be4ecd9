// Accessibility of every page kind: axe without a finding in light and dark, wide and at 320 px;
// with spaced text and forced colours nothing is lost; a walk by keyboard; valid HTML by two checkers.

import { after, before, describe, test } from 'node:test';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import AxeBuilder from '@axe-core/playwright';
import { HtmlValidate } from 'html-validate';
import { assert, launch, open, pagesOf, path, pngFolder, readFileSync, root, stack, starter, tempDir } from './harness.mjs';
import { kinds } from './kinds.mjs';

const Axe = AxeBuilder.default ?? AxeBuilder;
const looks = [
	{ name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
	{ name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
	{ name: 'light 320', colorScheme: 'light', viewport: { width: 320, height: 640 } },
	{ name: 'dark 320', colorScheme: 'dark', viewport: { width: 320, height: 640 } },
];
const said = (violations) => violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.slice(0, 5).map((n) => `  ${n.target}: ${n.failureSummary}`)
	.join('\n')}`).join('\n');

test('every template of the theme is in the list of page kinds, and the other way round', () => {
	const theme = path.join(root, 'themes/default');
	const html = (dir) => (existsSync(path.join(theme, dir)) ? readdirSync(path.join(theme, dir)) : []).filter((f) => f.endsWith('.html'))
		.map((f) => path.join(dir, f));
	const templates = [...html(''), ...html('tracker')].filter((f) => f !== 'layout.html');
	const listed = new Set(kinds.map((k) => k.template));

	assert.deepEqual(templates.filter((f) => !listed.has(f)), [], 'templates that no test opens');
	assert.deepEqual([...listed].filter((f) => !templates.includes(f)), [], 'kinds without a template');
});

describe('page kinds', () => {
	const titles = new Map(), saved = tempDir(null, 'lr-html');
	let b, s, empty;

	before(async () => {
		b = await launch(null);
		s = await stack(null, { closed: 40 });
		empty = await stack(null);
	});
	after(async () => {
		await b?.close();
		await s?.stop();
		await empty?.stop();
	});
	const url = (k) => (k.empty ? empty : s).url;

	// Focus back to where it is when a page has just been opened.
	const toStart = (page) => page.evaluate(() => {
		document.body.tabIndex = -1;
		document.body.focus();
		document.body.removeAttribute('tabindex');
		window.scrollTo(0, 0);
	});

	// What a person sees of the focus after each Tab, until it leaves the page.
	async function walk(page, name) {
		const stops = [];

		await toStart(page);
		for (let i = 0; i < 400; i++) {
			await page.keyboard.press('Tab');
			const stop = await page.evaluate(() => {
				const e = document.activeElement;
				if (!e || e === document.body)
					return null;
				const r = e.getBoundingClientRect();
				const drawn = (c) => (c.outlineStyle !== 'none' && parseFloat(c.outlineWidth) >= 2) || /\d/.test(c.boxShadow);
				// the ring may be drawn by the link's stretched area, its label or its row
				const near = [e, e.labels?.[0], e.parentElement, e.parentElement?.parentElement, e.parentElement?.parentElement?.parentElement];
				const ring = near.some((x) => x && [null, '::before', '::after'].some((part) => drawn(getComputedStyle(x, part))));
				const x = Math.min(Math.max(r.left + r.width / 2, 0), innerWidth - 1);
				const y = Math.min(Math.max(r.top + Math.min(r.height / 2, 20), 0), innerHeight - 1);
				const top = document.elementFromPoint(x, y);
				e.dataset.walked ??= String(Math.random());
				return { html: e.outerHTML.slice(0, 100), key: e.dataset.walked, ring,
					inside: r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth,
					covered: !(top && (e.contains(top) || top.contains(e) || e.labels?.[0]?.contains(top))),
					order: [...document.querySelectorAll('*')].indexOf(e) };
			});

			if (!stop || stops[0]?.key === stop.key)
				break;
			stops.push(stop);
			assert.ok(i < 399, `${name}: the walk never ends: ${stop.html}`);
		}
		return stops;
	}

	for (const k of kinds) {
		test(`${k.name}: axe in every look, widths, spaced text, forced colours, a walk by keyboard`, async () => {
			const page = await open(b, { reducedMotion: 'reduce' });

			await k.go(page, url(k));
			for (const { name, colorScheme, viewport } of looks) {
				await page.setViewportSize(viewport);
				await page.emulateMedia({ colorScheme });
				const { violations } = await new Axe({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
					.analyze();
				assert.equal(said(violations), '', `${k.name}, ${name}`);
				const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
				assert.equal(wide, 0, `${k.name}, ${name}: scrolls sideways by ${wide} px`);
				if (pngFolder) {
					mkdirSync(pngFolder, { recursive: true });
					await page.screenshot({ path: path.join(pngFolder, `${k.name} ${name}.png`.replaceAll(/[ ,]+/g, '-')), fullPage: true });
				}
			}

			// WCAG 1.4.12: wider lines, words and letters cut nothing off, at 320 px
			const cut = await page.evaluate(() => {
				const sheet = new CSSStyleSheet();
				sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } ' +
					'p { margin-bottom: 2em !important; }');
				document.adoptedStyleSheets = [sheet];
				const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['the page scrolls sideways'] : [];
				const found = [...document.querySelectorAll('main *, header *, footer *')].filter((e) => e.clientWidth > 2 &&
					[...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && getComputedStyle(e).overflowX === 'hidden' &&
					e.scrollWidth > e.clientWidth + 1).map((e) => e.outerHTML.slice(0, 120));
				document.adoptedStyleSheets = [];
				return [...wide, ...found];
			});
			assert.deepEqual(cut, [], `${k.name}: text is cut off when spaced`);

			await page.setViewportSize({ width: 1280, height: 900 });
			await page.emulateMedia({ forcedColors: 'active', colorScheme: 'light' });
			const forced = await new Axe({ page }).withTags(['wcag2a', 'wcag2aa']).disableRules(['color-contrast']).analyze();
			assert.equal(said(forced.violations), '', `${k.name}, forced colours`);
			await page.emulateMedia({ forcedColors: 'none' });

			for (const viewport of [{ width: 1280, height: 900 }, { width: 320, height: 480 }]) {
				await page.setViewportSize(viewport);
				const stops = await walk(page, k.name);
				assert.ok(stops.length > 5, `${k.name}: ${stops.length} stops`);
				for (const x of stops) {
					assert.ok(x.ring, `${k.name} at ${viewport.width}: no visible focus: ${x.html}`);
					assert.ok(x.inside, `${k.name} at ${viewport.width}: focus off screen: ${x.html}`);
					assert.ok(!x.covered, `${k.name} at ${viewport.width}: focus is covered: ${x.html}`);
				}
				const order = stops.map((x) => x.order);
				assert.deepEqual(order, [...order].sort((p, q) => p - q), `${k.name}: the order of the focus is that of the page`);
				assert.match(stops[0].html, /skip/, 'the first stop is the skip link');
			}

			// one of each
			const p = await page.evaluate(() => ({ title: document.title, h1: document.querySelectorAll('h1').length, lang: document.documentElement.lang,
				main: document.querySelectorAll('main').length, path: location.pathname, header: document.querySelectorAll('body > header').length }));
			assert.deepEqual([p.h1, p.main, p.header, p.lang], [1, 1, 1, 'de'], `${k.name}: h1, main, header, lang`);
			// (site and tracker have the same page for an address that does not exist)
			assert.ok(!titles.has(p.title) || titles.get(p.title) === p.path || /gibt-es-nicht/.test(p.path), `${k.name}: the title "${p.title}" is that of ${titles.get(p.title)}, too`);
			titles.set(p.title, p.path);
			// the skip link leads to the content
			await toStart(page);
			await page.keyboard.press('Tab');
			await page.keyboard.press('Enter');
			await page.keyboard.press('Tab');
			assert.ok(await page.evaluate(() => document.activeElement.closest('main, footer, .barrier') !== null), `${k.name}: the skip link`);
			assert.deepEqual(page.trouble, [], k.name);

			if (k.template.startsWith('tracker/')) {
				const cookie = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
				const target = new URL(page.url());
				const r = await (k.empty ? empty : s).get(target.pathname + target.search, { Accept: 'text/html', ...(cookie ? { Cookie: cookie } : {}) });
				const file = path.join(saved, `${k.name.replace(/[^a-z0-9]+/gi, '-')}.html`);
				writeFileSync(file, r.bytes);
			}
			await page.context().close();
		});
	}

	test('every page of the site and of the tracker is valid by vnu and html-validate', { timeout: 180_000 }, async () => {
		const { out } = await starter();
		const files = pagesOf(out).map((f) => path.join(out, 'public', f));

		files.push(...readdirSync(saved).map((f) => path.join(saved, f)));
		assert.ok(files.length > 20);
		const vnu = await promisify(execFile)('java', ['-jar', path.join(root, 'tests/node_modules/vnu-jar/build/dist/vnu.jar'), '--format', 'json',
			...files], { maxBuffer: 64 << 20 }).catch((e) => e);
		const messages = JSON.parse(vnu.stderr).messages.filter((m) => m.type === 'error');
		assert.deepEqual(messages.map((m) => `${path.relative(out, m.url.replace('file:', ''))}:${m.lastLine}: ${m.message}`), []);

		const hv = new HtmlValidate({ root: true, extends: ['html-validate:standard', 'html-validate:a11y'], rules: {
			'long-title': 'off', // counts bytes for search engines
			'no-inline-style': 'error', 'no-redundant-role': 'off', 'prefer-native-element': 'off' } });
		const found = [];
		for (const f of files) {
			const r = hv.validateStringSync ? hv.validateStringSync(readFileSync(f, 'utf8'), f) : await hv.validateString(readFileSync(f, 'utf8'), f);
			for (const x of r.results)
				for (const m of x.messages.filter((y) => y.severity === 2))
					found.push(`${path.relative(out, f)}:${m.line}: ${m.ruleId}: ${m.message}`);
		}
		assert.deepEqual(found, []);
	});
});
