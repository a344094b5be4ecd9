// What an eye, a finger or a keyboard finds on a page: text that is cut off, overlaps or is covered,
// targets that are too small, where the focus goes and whether it shows. Runs in the page; nothing of
// it is a style rule's promise, all of it is measured on what was drawn.

import { inflateSync } from 'node:zlib';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const tags = ['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// What axe finds in the page as it is now, one line a finding. AAA is asked, too: it is the aim for
// everything that the theme puts on a page.
export async function axe(page, { contrast = true } = {}) {
	await page.evaluate((source) => window.axe || (0, eval)(source), axeSource);
	const { violations } = await page.evaluate(({ values, on }) => window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'],
		rules: on ? {} : { 'color-contrast': { enabled: false }, 'color-contrast-enhanced': { enabled: false } } }), { values: tags, on: contrast });
	return violations.flatMap((v) => v.nodes.slice(0, 5).map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary.replace(/\s+/g, ' ')}`));
}

// WCAG 1.4.12: what a person's own style sheet may ask for.
export const spacing = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } ' +
	'p { margin-bottom: 2em !important; }';

export const withStyle = (page, css) => page.evaluate((text) => {
	const sheet = new CSSStyleSheet();

	sheet.replaceSync(text);
	document.adoptedStyleSheets = text ? [sheet] : [];
	// what the page does when it is resized comes before the next frame but one
	return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
}, css);

// Text that leaves the window or its box, lies on other text, or under something else.
export async function lost(page) {
	return page.evaluate(() => {
		const list = [], lines = [];
		const name = (e) => `<${e.tagName.toLowerCase()}${e.id ? `#${e.id}` : ''}${e.className.baseVal === undefined && e.className ? `.${e.className}` : ''}>`;
		const quote = (t) => `„${t.data.trim().replace(/\s+/g, ' ').slice(0, 40)}“`;
		const css = new Map();
		const style = (e) => css.get(e) ?? css.set(e, getComputedStyle(e)).get(e);
		const own = (e) => /auto|scroll/.test(style(e).overflowX) && (e.tabIndex >= 0 || e.scrollWidth <= e.clientWidth + 1);
		// hidden for eyes on purpose
		const unseen = (e) => e.closest('.vh, .sprite, .skip') || style(e).clipPath === 'inset(50%)';
		const block = (e) => {
			while (e.parentElement && /^inline$|contents/.test(style(e).display))
				e = e.parentElement;
			return e;
		};

		window.scrollTo(0, 0);
		if (document.documentElement.scrollWidth > document.documentElement.clientWidth)
			list.push(`the page scrolls sideways by ${document.documentElement.scrollWidth - document.documentElement.clientWidth} px`);
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		const range = document.createRange();
		for (let t; (t = walker.nextNode());) {
			const e = t.parentElement;
			if (!t.data.trim() || e.closest('script, style, template, noscript, option, desc, title') ||
				!e.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }))
				continue;
			const up = [];
			for (let x = e; x && x !== document.body; x = x.parentElement)
				up.push(x);
			if (up.some(unseen))
				continue;
			range.selectNodeContents(t);
			const scroller = up.find((x) => own(x) && x.scrollWidth > x.clientWidth + 1);
			for (const r of range.getClientRects()) {
				if (r.width < 2 || r.height < 2)
					continue;
				if (!scroller && (r.left < -1 || r.right > innerWidth + 1))
					list.push(`${quote(t)} leaves the window: ${Math.round(r.left)} to ${Math.round(r.right)}`);
				const clip = up.find((x) => x !== scroller && /hidden|clip|auto|scroll/.test(style(x).overflowX + style(x).overflowY) && !own(x));
				if (clip) {
					const c = clip.getBoundingClientRect();
					// a line's box is higher than its letters
					if (r.left < c.left - 1 || r.right > c.right + 1 || r.top + r.height * .2 < c.top || r.bottom - r.height * .2 > c.bottom)
						list.push(`${quote(t)} is cut off by ${name(clip)}`);
				}
				lines.push({ t, e, b: block(e), scroller, l: r.left, r: r.right, y: r.top + r.height * .15, z: r.bottom - r.height * .15 });
			}
		}
		lines.sort((p, q) => p.y - q.y);
		for (const [i, p] of lines.entries()) {
			for (let k = i + 1; k < lines.length && lines[k].y < p.z; k++) {
				const q = lines[k];
				const wide = Math.min(p.r, q.r) - Math.max(p.l, q.l), high = Math.min(p.z, q.z) - q.y;
				if (p.t !== q.t && p.scroller === q.scroller && wide > 2 && high > 2 && (p.b !== q.b || high > 6))
					list.push(`${quote(p.t)} and ${quote(q.t)} overlap by ${Math.round(wide)} × ${Math.round(high)} px`);
			}
			if (p.scroller)
				continue;
			// only what is in the window can be asked what lies on top
			const middle = (p.y + p.z) / 2;
			if (middle < scrollY || middle >= scrollY + innerHeight)
				window.scrollTo(0, p.y - 20);
			const top = document.elementFromPoint(Math.min(Math.max((p.l + p.r) / 2, 0), innerWidth - 1), middle - scrollY);
			if (top && !top.contains(p.e) && !p.e.contains(top) && !(top.tagName === 'A' && top.closest('.whole')?.contains(p.e)))
				list.push(`${quote(p.t)} is covered by ${name(top)}`);
		}
		// what a form shows in one line
		for (const e of document.querySelectorAll('select, input:not([type=hidden]), button')) {
			if (e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.tagName !== 'INPUT')
				list.push(`${name(e)} is too narrow for its text`);
		}
		window.scrollTo(0, 0);
		return [...new Set(list)];
	});
}

// Everything that takes a finger, by what it measures: below 24 px (WCAG 2.5.8) or below 44 (our aim).
// A link inside a sentence is as high as its line; there the criterion makes its exception, too.
export const targets = (page) => page.evaluate(() => {
	const list = [];

	for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
		if (!e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) || e.closest('.skip') || e.disabled)
			continue;
		const s = getComputedStyle(e);
		const around = e.parentElement;
		const words = (x) => x.innerText.trim().replace(/\s+/g, ' ');
		if (e.tagName === 'A' && s.display === 'inline' && words(around).length > words(e).length)
			continue;
		const boxes = [e, ...(e.labels ?? []), e.closest('.whole')].filter(Boolean).map((x) => x.getBoundingClientRect());
		const wide = Math.max(...boxes.map((r) => r.width)), high = Math.max(...boxes.map((r) => r.height));
		const rounded = Math.min(Math.round(wide), Math.round(high));
		if (rounded < 44)
			list.push({ px: rounded, html: e.outerHTML.slice(0, 100).replace(/\s+/g, ' ') });
	}
	return list;
});

// Focus back to where it is when a page has just been opened.
export const toStart = (page) => page.evaluate(() => {
	document.body.tabIndex = -1;
	document.body.focus();
	document.body.removeAttribute('tabindex');
	window.scrollTo(0, 0);
});

// Every stop of the keyboard from the page's beginning to its end.
export async function walk(page) {
	const stops = [];

	await toStart(page);
	for (let i = 0; i < 400; i++) {
		await page.keyboard.press('Tab');
		const stop = await page.evaluate(async () => {
			const e = document.activeElement;
			if (!e || e === document.body)
				return null;
			// (of a text field the browser shows the line that is written in)
			const seen = (q) => q.height > innerHeight - 40 || e.matches('textarea') || (q.top >= -1 && q.bottom <= innerHeight + 1);
			// the browser scrolls there in its next frame
			for (let n = 0; n < 3 && !seen(e.getBoundingClientRect()); n++)
				await new Promise(requestAnimationFrame);
			const r = e.getClientRects()[0] ?? e.getBoundingClientRect();
			const mine = (t) => t && (e.contains(t) || t.contains(e) || e.labels?.[0]?.contains(t));
			const inset = Math.min(3, r.width / 4, r.height / 4);
			const corners = [[r.left + inset, r.top + inset], [r.right - inset, r.top + inset], [r.left + inset, r.bottom - inset],
				[r.right - inset, r.bottom - inset], [(r.left + r.right) / 2, (r.top + r.bottom) / 2]]
				.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
			const like = (x) => `${x.tagName}${x.type ?? ''}.${x.className}`;
			e.dataset.walked ??= String(Math.random());
			return { html: e.outerHTML.slice(0, 100), key: e.dataset.walked, order: [...document.querySelectorAll('*')].indexOf(e),
				// of these, one is looked at closely
				kind: [e, e.closest('header, footer, .alert, .head, .hero, .demo, .filter, .task, .resume, .stop, .errors, main')].filter(Boolean).map(like).join(' '),
				inside: r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth,
				whole: seen(r),
				covered: !corners.length || !corners.every(([x, y]) => mine(document.elementFromPoint(x, y))) };
		});

		if (!stop || stops[0]?.key === stop.key)
			return stops;
		stops.push(stop);
	}
	throw new Error(`the walk never ends: ${stops.at(-1).html}`);
}

// RGB of a PNG as Chromium writes it: 8 bits, no interlace (W3C PNG, 9 and 7.2).
export function pixels(png) {
	const width = png.readUInt32BE(16), height = png.readUInt32BE(20), n = png[25] === 6 ? 4 : 3;
	const parts = [];

	for (let at = 8; at < png.length;) {
		const length = png.readUInt32BE(at);
		if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
			parts.push(png.subarray(at + 8, at + 8 + length));
		at += length + 12;
	}
	const raw = inflateSync(Buffer.concat(parts)), data = Buffer.alloc(width * height * n), row = width * n;
	for (let y = 0; y < height; y++) {
		const filter = raw[y * (row + 1)];
		for (let x = 0; x < row; x++) {
			const a = x >= n ? data[y * row + x - n] : 0, b = y ? data[(y - 1) * row + x] : 0, c = x >= n && y ? data[(y - 1) * row + x - n] : 0;
			const p = a + b - c, pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c);
			const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
			data[y * row + x] = raw[y * (row + 1) + 1 + x] + [0, a, b, (a + b) >> 1, paeth][filter];
		}
	}
	return { width, height, at: (i) => [data[i * n], data[i * n + 1], data[i * n + 2]] };
}

// WCAG's relative luminance and contrast.
const channel = (v) => (v <= 10.31475 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4);
const luminance = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
const contrast = (p, q) => {
	const [a, b] = [luminance(p), luminance(q)].sort((x, y) => y - x);

	return (a + .05) / (b + .05);
};

// How much of the focus shows: the pixels that change by 3:1 or more between focused and not, as a
// share of a line of 2 px around the element (WCAG 2.4.13 asks for 1).
export async function focusShows(page, key) {
	const e = page.locator(`[data-walked="${key}"]`);
	// as Tab would: the keyboard was used last, so :focus-visible holds
	const box = await e.evaluate((x) => {
		x.focus();
		x.scrollIntoView({ block: 'center' });
		// of a link that is broken into lines, the longest of them
		const o = [...x.getClientRects()].sort((p, q) => q.width - p.width)[0], all = [x.getBoundingClientRect(), x.closest('.whole')?.getBoundingClientRect()].filter(Boolean);
		const left = Math.max(0, Math.min(...all.map((r) => r.left)) - 8), top = Math.max(0, Math.min(...all.map((r) => r.top)) - 8);
		const right = Math.min(innerWidth, Math.max(...all.map((r) => r.right)) + 8), bottom = Math.min(innerHeight, Math.max(...all.map((r) => r.bottom)) + 8);

		const wide = Math.min(o.right, innerWidth) - Math.max(o.left, 0), high = Math.min(o.bottom, innerHeight) - Math.max(o.top, 0);
		// of what is larger than the window, the edges that are seen
		const edges = wide * ((o.top >= 0) + (o.bottom <= innerHeight)) + high * ((o.left >= 0) + (o.right <= innerWidth));

		return { edges, clip: { x: left, y: top, width: right - left, height: bottom - top } };
	});
	const on = pixels(await page.screenshot({ clip: box.clip, animations: 'allow' }));
	await e.evaluate((x) => x.blur());
	const off = pixels(await page.screenshot({ clip: box.clip, animations: 'allow' }));
	let changed = 0;
	for (let i = 0; i < on.width * on.height; i++)
		if (contrast(on.at(i), off.at(i)) >= 3)
			changed++;
	return changed / (2 * box.edges);
}
