// The accessibility checker against a browser: names, roles and what is hidden, from Chromium's
// accessibility tree; the cascade, from its computed styles. `make differential`.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, open } from '../browser/harness.mjs';
import { namedPage, styledPage } from './generate.mjs';

const [dump, rounds] = [process.argv[2], Number(process.argv[3])];
const dir = mkdtempSync(join(tmpdir(), 'differential-'));
const found = new Map(); // what differs → the shortest example
let compared = 0;

const ours = (html) => {
	const file = join(dir, 'page.html');

	writeFileSync(file, html);
	return JSON.parse(execFileSync(dump, [file], { maxBuffer: 1 << 26 }));
};

function differ(what, html, n, mine, theirs) {
	const at = html.indexOf(`data-n="${n}"`), from = html.lastIndexOf('\n', at) + 1, to = html.indexOf('\n', at);
	const part = html.slice(from, to < 0 ? undefined : to);
	const known = found.get(what);

	if (!known || known.part.length > part.length)
		found.set(what, { count: (known?.count ?? 0) + 1, part, n, mine, theirs });
	else
		known.count++;
}

// Between blocks and cells Chromium leaves out spaces that the specification asks for.
const bare = (name) => name.replace(/\s+/g, '');

// Roles whose names the rules ask for. Chromium has other words for some roles.
const named = new Set(['button', 'link', 'checkbox', 'radio', 'switch', 'textbox', 'searchbox', 'combobox', 'spinbutton', 'slider', 'heading', 'img']);
const words = { image: 'img' };

async function compareNames(page, cdp, html) {
	await page.setContent(html, { waitUntil: 'domcontentloaded' });

	const { nodes } = await cdp.send('Accessibility.getFullAXTree');
	const { root } = await cdp.send('DOM.getDocument', { depth: -1 });
	const numbers = new Map(), theirs = new Map();
	const walk = (node) => {
		const at = node.attributes?.indexOf('data-n') ?? -1;

		if (at >= 0)
			numbers.set(node.backendNodeId, node.attributes[at + 1]);
		node.children?.forEach(walk);
	};

	walk(root);
	for (const node of nodes) {
		const n = numbers.get(node.backendDOMNodeId);

		if (n !== undefined && !theirs.has(n))
			theirs.set(n, node);
	}
	for (const [n, mine] of Object.entries(ours(html))) {
		const node = theirs.get(n);
		const role = node && !node.ignored ? words[node.role.value] ?? node.role.value : '';
		const name = node?.name?.value ?? '';

		compared++;
		if (!named.has(mine.role) && !named.has(role))
			continue;
		if (mine.hidden !== !role)
			differ(`hidden: ${mine.role}`, html, n, mine, role);
		else if (!mine.hidden && mine.role !== role)
			differ(`role: ${mine.role} or ${role}`, html, n, mine.role, role);
		else if (!mine.hidden && bare(mine.name) !== bare(name))
			differ(`name: ${mine.role}`, html, n, mine.name, name);
	}
}

async function compareStyles(page, html) {
	await page.setContent(html);

	const theirs = await page.evaluate(() => Object.fromEntries([...document.querySelectorAll('[data-n]')].map((e) => {
		const s = getComputedStyle(e), px = (v) => (v === 'normal' ? 0 : parseFloat(v)), font = parseFloat(s.fontSize);
		let rendered = true;

		for (let up = e; up; up = up.parentElement)
			rendered &&= getComputedStyle(up).display !== 'none';
		return [e.dataset.n, { rendered, visible: s.visibility === 'visible', font, letter: px(s.letterSpacing), word: px(s.wordSpacing),
			line: s.lineHeight === 'normal' ? 1.2 * font : parseFloat(s.lineHeight) }];
	})));
	const all = ours(html);

	for (const [n, want] of Object.entries(theirs)) {
		const mine = all[n];

		compared++;
		for (const key of mine && !mine.unknown ? Object.keys(want) : []) {
			if (typeof want[key] === 'boolean' ? want[key] !== mine[key] : Math.abs(want[key] - mine[key]) > .03)
				differ(key, html, n, mine[key], want[key]);
		}
	}
}

const browser = await launch();

try {
	const page = await open(browser, { viewport: { width: 1280, height: 720 } });
	const cdp = await page.context().newCDPSession(page);

	await cdp.send('Accessibility.enable');
	await cdp.send('DOM.enable');
	for (let seed = 1; seed <= rounds; seed++) {
		await compareNames(page, cdp, namedPage(seed));
		await compareStyles(page, styledPage(seed));
	}
} finally {
	await browser.close();
	rmSync(dir, { recursive: true });
}
for (const [what, x] of found)
	console.log(`${x.count} × ${what}: ours ${JSON.stringify(x.mine)}, Chromium's ${JSON.stringify(x.theirs)}, data-n=${x.n} in\n  ${x.part.slice(0, 600)}`);
console.log(`${compared} elements compared, ${found.size} kinds of difference`);
process.exitCode = found.size > 0 ? 1 : 0;
