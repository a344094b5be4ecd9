// Pages from a seed: elements with names and roles, and elements under a random style sheet. What
// browsers and specifications disagree on is left out, so that each difference means something.

// A small generator of numbers from 0 to 1 (mulberry32); the same seed gives the same page.
export function random(seed) {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);

		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};

	return {
		chance: (p) => next() < p,
		count: (max) => Math.floor(next() * max),
		pick: (list) => list[Math.floor(next() * list.length)],
	};
}

const page = (style, body) =>
	`<!DOCTYPE html><html lang="de"><head><title>t</title><style>${style}</style></head><body>${body}</body></html>`;

// References: seen, hidden with a part hidden twice, with a hidden part, without text.
const references = '<p id="seen">Verweis</p><p id="hidden" hidden>Versteckt <b style="display:none">doppelt</b></p>' +
	'<p id="partly">Teils <b hidden>nicht</b></p><p id="empty"></p>';

const nameStyle = '.before::before{content:"vor"}.after::after{content:"nach"}.not::after{content:none!important}' +
	'.hidden{visibility:hidden}.visible{visibility:visible}.gone{display:none}';

const inputs = ['text', 'search', 'email', 'tel', 'url', 'password', 'number', 'checkbox', 'radio', 'submit', 'reset',
	'button', 'range', 'hidden'];

export function namedPage(seed, fragments = 30) {
	const r = random(seed);
	let n = 0;

	const text = () => r.pick(['Alpha', 'Beta', 'Gamma ', ' Delta', ' ', '']);
	const attributes = (extra = '') => {
		let a = ` data-n="${n++}"`;

		if (r.chance(.12))
			a += ` aria-label="${r.pick(['Etikett', '', ' '])}"`;
		else if (r.chance(.1))
			a += ` aria-labelledby="${r.pick(['seen', 'hidden', 'partly', 'empty', 'nothing', 'empty seen', 'hidden partly'])}"`;
		if (r.chance(.05))
			a += ' hidden';
		if (r.chance(.15))
			a += ` class="${r.pick(['before', 'after', 'after not', 'hidden', 'visible', 'gone'])}"`;
		return a + extra;
	};
	const title = () => (r.chance(.2) ? ` title="${r.pick(['Titel', ''])}"` : '');
	const inside = (depth) => {
		let s = '';

		for (let i = r.count(4); i > 0; i--)
			s += depth > 3 || r.chance(.5) ? text() : element(depth + 1);
		return s;
	};
	const input = () => {
		const type = r.pick(inputs);

		return `<input type="${type}"${attributes(title())}${r.chance(.3) ? ' value="5"' : ''}${
			r.chance(.3) ? ' placeholder="Platz"' : ''}>`;
	};
	// What a control inside of a name says is settled differently by everyone: only beside.
	const element = (depth) => {
		const tag = r.pick(['img', 'div', 'div', 'span', 'span', 'ul', 'table', 'svg', 'em', ...(depth === 0 ? ['a', 'a', 'button', 'button',
			'h1', 'details', 'input', 'input', 'input', 'select', 'textarea', 'label', 'label'] : [])]);

		switch (tag) {
		case 'a': return `<a${attributes(title())}${r.chance(.8) ? ' href="#"' : ''}>${inside(depth)}</a>`;
		case 'button': return `<button${attributes(title())}>${inside(depth)}</button>`;
		case 'input': return input();
		case 'img': return `<img${attributes()} src="x.png"${r.pick([title(), ' alt=""', ` alt="Bild"${title()}`])}>`;
		case 'select': return `<select${attributes(title())}><option>Eins</option><option selected>Zwei</option></select>`;
		case 'textarea': return `<textarea${attributes(title())}${r.chance(.3) ? ' placeholder="Platz"' : ''}></textarea>`;
		case 'details': return `<details data-n="${n++}"${r.chance(.5) ? ' open' : ''}><summary data-n="${n++}">${inside(depth)}</summary>${
			inside(depth)}</details>`;
		case 'ul': return `<ul${attributes()}><li${attributes()}>${inside(depth)}</li></ul>`;
		case 'table': return `<table${attributes()}><tr data-n="${n++}"><td${attributes()}>${inside(depth)}</td></tr></table>`;
		case 'svg': return `<svg data-n="${n++}" role="img" width="9" height="9">${r.chance(.6) ? '<title>Zeichen</title>' : ''}</svg>`;
		case 'label': return `<label data-n="${n++}">Feld ${input()}</label>`;
		default: return `<${tag}${attributes()}${r.chance(.1) ? ` role="${r.pick(['button', 'link', 'heading', 'quatsch', 'quatsch link', 'LINK', 'checkbox',
			'switch', 'none'])}"` : ''}>${inside(depth)}</${tag}>`;
		}
	};
	const parts = [];

	for (let i = 0; i < fragments; i++)
		parts.push(`<div${r.chance(.05) ? ' aria-hidden="true"' : ''}>${element(0)}</div>`);
	return page(nameStyle, references + parts.join('\n'));
}

const keywords = ['inherit', 'initial', 'unset', 'revert'];
const lengths = ['0', '1px', '2px', '.12em', '0.2em', '1em', '3pt', '1mm', '1cm', '.5in', '1pc', '4q', '1vw', '2vh', '-1px', '-.1em',
	'+3px', '1e1px', '.5EM', '5', '1.px', '1 px', 'calc(1px + 1em)', 'calc(2 * 3px)', 'calc((1em - 2px) / 2)', 'min(1px, 2px)',
	'max(1em, 2px)', 'clamp(1px, 2px, 3px)', '1vmin', 'normal', 'auto', 'foo', ''];
const values = {
	'letter-spacing': [...lengths, ...keywords],
	'WORD-spacing': [...lengths, ...keywords],
	'line-height': ['1', '1.5', '2em', '150%', 'normal', '20px', '-1', '0', 'calc(1.5)', '.9', ...keywords],
	'font-size': ['10px', '2em', '150%', 'larger', 'smaller', 'small', 'x-large', '0', '-1px', '12', 'calc(10px + 1em)', 'inherit', 'initial'],
	display: ['none', 'block', 'inline', 'contents', 'flex', 'foo', 'initial'],
	visibility: ['hidden', 'visible', 'collapse', 'foo', ...keywords],
	font: ['italic 12px/1.5 serif', '20px sans-serif', 'bold 1em/2 Arial, serif', '12px', 'inherit', 'normal small-caps 300 15px/20px a', 'large/1.2 x'],
};
const simple = ['p', 'div', 'span', '.a', '.b', '#x1', '#x2', '*', 'p.a', 'div.b', '[title]', '[title=t]', '[title~="t"]', '[title^="u"]',
	'p:first-child', 'span:last-child', ':not(.a)', 'div:not([title])', 'p:hover', '.a.b', ':root', 'p:nth-child(2)', ':is(p, .b)',
	':where(#x1)', 'p:first-of-type', ':not(p, .a)', 'P', '[TITLE="t"]', 'p:only-child', 'div:empty', 'span:nth-of-type(odd)',
	'div:nth-last-child(2n+1)', ':nth-child(-n + 2)'];

export function styledPage(seed) {
	const r = random(seed * 7919);
	let n = 0;

	const declaration = () => {
		const name = r.pick(Object.keys(values));

		return `${name}:${r.pick(values[name])}${r.chance(.3) ? r.pick([' !important', '!important', ' ! IMPORTANT']) : ''}`;
	};
	const declarations = () => Array.from({ length: 1 + r.count(3) }, declaration).join(r.pick([';', ' ; ', ';/* x */', ';;']));
	const selector = () => r.pick(simple) + (r.chance(.4) ? r.pick([' ', '>', ' > ', '+', '~']) + r.pick(simple) : '');
	const rule = () => `${selector()}${r.chance(.2) ? `, ${selector()}` : ''}{${declarations()}}`;
	const block = () => r.pick([rule, rule, rule, rule, rule, () => `@media (max-width: ${r.pick(['600px', '2000px'])}){${rule()}}`,
		() => `@media print{${rule()}}`, () => `@media ${r.pick(['screen', 'not screen', 'not print', 'screen, print', 'only screen and (min-width: 5000px)'])}{${rule()}}`,
		() => '@import "x.css";', () => '@font-face{font-family:x}'])();
	const element = (depth) => {
		const tag = r.pick(['p', 'div', 'span']);
		let a = ` data-n="${n++}"`;

		if (r.chance(.3))
			a += ` class="${r.pick(['a', 'b', 'a b', 'b  a'])}"`;
		if (r.chance(.2))
			a += ` id="x${n % 4}"`;
		if (r.chance(.2))
			a += ` title="${r.pick(['t', 'u t', ''])}"`;
		if (r.chance(.3))
			a += ` style="${declarations()}"`;
		return `<${tag}${a}>${depth < 3 ? Array.from({ length: r.count(4) }, () => (r.chance(.3) ? 'x' : element(depth + 1))).join('') : 'x'}</${tag}>`;
	};

	return page(Array.from({ length: 6 }, block).join(''), element(0) + element(0) + element(0));
}
