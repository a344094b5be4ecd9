// `check` on the site as a whole and on its themes: what pages show together, and what style sheets break for all.

import { test } from 'node:test';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { assert, lernreise, path, root, run, sampleSite, tempDir, writeFiles } from '../http/harness.mjs';

const site = (c, files = {}) => {
	const dir = tempDir(c);

	writeFiles(dir, { ...sampleSite, ...files });
	cpSync(path.join(root, 'themes'), path.join(dir, 'themes'), { recursive: true });
	return dir;
};
const change = (dir, file, from, to) => {
	const name = path.join(dir, file), text = readFileSync(name, 'utf8');

	assert.ok(text.includes(from), `${file} has ${from}`);
	writeFileSync(name, text.replace(from, to));
	return text.slice(0, text.indexOf(from)).split('\n').length; // its line
};
const check = async (dir) => {
	const r = await run(lernreise, ['check', '--site', dir, '--format', 'json', '--date', '2026-11-24'],
		{ env: { ...process.env, XDG_CACHE_HOME: path.join(dir, 'cache') } });

	return { ...r, findings: r.stdout.split('\n').filter(Boolean).map((l) => JSON.parse(l)) };
};
const rules = (r, kind = /^(site|page|theme)-/) => r.findings.filter((f) => kind.test(f.rule)).map((f) => `${f.rule} ${f.file}:${f.line}`);
const module = (title, body = 'Ein Absatz.') => `---\ntitle: ${title}\ndescription: Eine Probe.\nduration: 5\n---\n\n${body}\n`;
const layout = 'themes/default/layout.html';

test('the sample site is whole', async (c) => {
	const dir = site(c);

	assert.deepEqual(rules(await check(dir)), []);
	assert.deepEqual(rules(await check(dir)), [], 'and from memory');
	rmSync(path.join(dir, 'themes'), { recursive: true });
	assert.deepEqual(rules(await check(dir)), [], "with the program's own theme");
});

test('two pages with one title; the same title in two languages is none', async (c) => {
	const dir = site(c, { 'content/modules/drei.md': module('Erstes Modul') });

	writeFileSync(path.join(dir, 'site.conf'), readFileSync(path.join(dir, 'site.conf'), 'utf8').replace(/languages:.*/, 'languages: [de, en]'));
	writeFiles(dir, { 'content/modules/eins/index.en.md': module('Erstes Modul') });
	const found = rules(await check(dir), /^site-/);

	assert.deepEqual(found, ['site-title-equal content/modules/eins/index.md:2']);
});

test('a module that only the list names, and one that another page names, too', async (c) => {
	const dir = site(c, { 'content/modules/allein.md': module('Allein') });
	const [f] = (await check(dir)).findings.filter((x) => x.rule === 'site-ways');

	assert.equal(`${f.file}:${f.line}`, 'content/modules/allein.md:2');
	assert.match(f.message, /Allein.*Stationen/);
	assert.equal(f.criterion, 'WCAG 2.4.5 (AA)');
	change(dir, 'content/modules/drei.md', 'Vor Ort.', 'Vor Ort, und danach [Allein](allein.md).');
	assert.deepEqual(rules(await check(dir)), []);
});

test('a search is a second way', async (c) => {
	const dir = site(c, { 'content/modules/allein.md': module('Allein') });

	change(dir, layout, '<header class="site-head">', '<header class="site-head"><form role="search" action="suche"><label>Suche <input class="input" type="search" name="q"></label><button class="btn">Los</button></form>');
	assert.deepEqual(rules(await check(dir), /^site-/), []);
});

test('a page that nothing leads to', async (c) => {
	const dir = site(c, { 'content/modules/allein.md': module('Allein') });

	writeFileSync(path.join(dir, 'themes/default/modules.html'), '{{<layout}}{{$main}}<h1>{{title}}</h1>{{/main}}{{/layout}}\n');
	assert.ok(rules(await check(dir)).includes('site-unreachable content/modules/allein.md:2'));
});

test('navigation in another order on one kind of page', async (c) => {
	const dir = site(c), item = readFileSync(path.join(dir, layout), 'utf8').match(/<nav class="site-nav"[\s\S]*?<\/nav>/)[0];

	change(dir, layout, item, '');
	change(dir, layout, '<a class="brand"', `{{#is_home}}${item}{{/is_home}}<a class="brand"`);
	change(dir, layout, '{{$account}}', `{{^is_home}}${item}{{/is_home}}{{$account}}`);
	const found = (await check(dir)).findings.filter((f) => f.rule === 'site-navigation');

	assert.equal(found.length, 1);
	assert.equal(found[0].file, layout);
	assert.match(found[0].message, /auf den anderen Seiten davor/);
});

test('help in another place on one kind of page, and in the same place on all', async (c) => {
	const dir = site(c), help = '<li><a href="#barriere">{{t.barrier}}</a></li>';

	change(dir, layout, help, `{{^is_home}}${help}{{/is_home}}`);
	change(dir, layout, '{{#languages}}\n{{^current}}', `{{#is_home}}${help}{{/is_home}}\n{{#languages}}\n{{^current}}`);
	writeFiles(dir, { 'content/pages/hilfe.md': module('Hilfe').replace('duration: 5\n', '') });
	const found = (await check(dir)).findings.filter((f) => /^site-(help|navigation)$/.test(f.rule));

	assert.deepEqual(found.map((f) => `${f.rule} ${f.file}`), [`site-help ${layout}`]);
});

test('a page without the frame of the others', async (c) => {
	const dir = site(c);

	change(dir, layout, '<nav class="site-nav"', '{{^is_home}}<nav class="site-nav"');
	change(dir, layout, '</nav>', '</nav>{{/is_home}}');
	assert.ok(rules(await check(dir)).includes('site-navigation-missing content/index.md:2'));
});

test('one name with two targets, one target with two names', async (c) => {
	const dir = site(c), nav = '<nav class="site-nav" aria-label="{{t.main_menu}}">';

	change(dir, layout, nav, `${nav}<a href="{{#is_home}}https://a.example/{{/is_home}}{{^is_home}}https://b.example/{{/is_home}}">Handbuch</a>`);
	change(dir, layout, nav, `${nav}<a href="https://c.example/">{{#is_home}}Wissen{{/is_home}}{{^is_home}}Lexikon{{/is_home}}</a>`);
	const found = (await check(dir)).findings.filter((f) => /^site-link/.test(f.rule));

	assert.deepEqual(found.map((f) => `${f.rule} ${f.file}`).sort(), [`site-link-equal ${layout}`, `site-link-name ${layout}`]);
	assert.match(found.find((f) => f.rule === 'site-link-name').message, /Lexikon.*Wissen/);
});

test('two links of a page with one name and two targets; two to the same', async (c) => {
	const dir = site(c);

	change(dir, 'themes/default/module.html', '{{{body}}}', '{{{body}}}<p><a href="https://a.example/">{{t.nav_home}}</a></p>');
	assert.deepEqual(rules(await check(dir)), ['page-link-equal themes/default/module.html:' +
		readFileSync(path.join(dir, 'themes/default/module.html'), 'utf8').split('https://a')[0].split('\n').length]);
});

test('translations that no link leads to', async (c) => {
	const dir = site(c, { 'content/modules/eins/index.en.md': module('First') });

	writeFileSync(path.join(dir, 'site.conf'), readFileSync(path.join(dir, 'site.conf'), 'utf8').replace(/languages:.*/, 'languages: [de, en]'));
	assert.deepEqual(rules(await check(dir), /^site-languages/), []);
	change(dir, layout, '<li><a href="{{url}}" lang="{{code}}" hreflang="{{code}}">{{name}}</a></li>', '');
	const found = rules(await check(dir), /^site-languages/);

	assert.ok(found.includes('site-languages content/modules/eins/index.md:2'), found.join());
});

test('headings and skip link of templates', async (c) => {
	const dir = site(c), page = 'themes/default/module.html';
	const two = change(dir, page, '{{{body}}}', '{{{body}}}<h1 class="zwei">Noch eine</h1><h3 class="drei">Gesprungen</h3>');
	const found = rules(await check(dir));

	assert.deepEqual(found.sort(), [`page-heading-level ${page}:${two}`, `page-heading-one ${page}:${two}`]);
	const skip = site(c), line = change(skip, layout, '<a class="skip" href="#inhalt">{{t.skip}}</a>', '<a class="skip" href="https://a.example/">Amt</a>');

	const r = await check(skip);

	assert.ok(rules(r).some((f) => f.startsWith('page-skip ')), rules(r).join() + line);
	assert.equal(r.code, 1);
});

test('every theme of a site is looked at, and a city that changes a token hears of it', async (c) => {
	const dir = site(c);
	const line = change(dir, 'themes/default/assets/style.css', '--kern-color-layout-text-muted: var(--light, #3a4a44)',
		'--kern-color-layout-text-muted: var(--light, #9aaaa4)');

	writeFiles(dir, { 'themes/zweites/assets/style.css': 'a:focus { outline: none }\n' });
	const r = await check(dir), found = rules(r, /^theme-/);

	assert.ok(found.includes(`theme-contrast themes/default/assets/style.css:${line}`), found.join());
	assert.ok(found.includes('theme-focus-removed themes/zweites/assets/style.css:1'), found.join());
	assert.equal(r.code, 1);
});

// A film page with what `lines` names, and captions.
const film = (lines, vtt = 'WEBVTT\n\n00:01.000 --> 00:04.000\nGuten Tag.\n') => ({
	'content/modules/eins/index.md': module('Erstes Modul', `> [!VIDEO] Ein Film\n>\n${lines.map((l) => `> - ${l}`).join('\n')}`),
	'content/modules/eins/film.mp4': 'x', 'content/modules/eins/film.de.vtt': vtt, 'content/modules/eins/ton.mp3': 'x',
	'content/modules/eins/text.txt': 'Guten Tag.\n',
});
const whole = ['[Film](film.mp4)', '[Untertitel](film.de.vtt)', '[Textfassung](text.txt)'];

test('a film with captions and transcript is built', async (c) => {
	const dir = site(c, film(whole)), r = await check(dir), out = path.join(dir, 'out');

	assert.deepEqual(r.findings.filter((f) => f.severity === 'stop'), []);
	assert.equal((await run(lernreise, ['build', '--site', dir, '--out', out])).code, 0);
	const html = readFileSync(path.join(out, 'public/module/eins/index.html'), 'utf8');

	assert.match(html, /<video controls[^>]*>\s*<source src="[^"]*film\.mp4">\s*<track kind="captions" src="[^"]*film\.de\.vtt" srclang="de" label="Untertitel" default>/);
	assert.match(html, /<a href="[^"]*text\.txt">Textfassung<\/a>/);
});

test('a film without captions or transcript, and a sound without transcript, stop', async (c) => {
	const found = async (lines) => rules(await check(site(c, film(lines))), /^(video|audio|media)-/);

	assert.deepEqual(await found([whole[0], whole[2]]), ['video-captions content/modules/eins/index.md:7']);
	assert.deepEqual(await found([whole[0], whole[1]]), ['video-transcript content/modules/eins/index.md:7']);
	assert.deepEqual(await found([whole[1]]), ['media-link content/modules/eins/index.md:7']);
	const files = film(['[Ton](ton.mp3)']);

	files['content/modules/eins/index.md'] = files['content/modules/eins/index.md'].replace('VIDEO', 'AUDIO');
	const r = await check(site(c, files));

	assert.deepEqual(rules(r, /^audio/), ['audio-transcript content/modules/eins/index.md:7']);
	assert.equal(r.code, 1);
});

test('captions are read', async (c) => {
	const r = await check(site(c, film(whole, 'WEBVTT\n\n00:04.000 --> 00:01.000\nGuten Tag.\n')));

	assert.deepEqual(rules(r, /^captions/), ['captions-times content/modules/eins/film.de.vtt:3']);
});

test('a download whose size is another one', async (c) => {
	const body = 'Das [Merkblatt (PDF, 900 KB)](blatt.pdf) und der [Plan (PDF, 20 KB)](plan.pdf).';
	const r = await check(site(c, { 'content/modules/eins/index.md': module('Erstes Modul', body),
		'content/modules/eins/blatt.pdf': 'x'.repeat(20480), 'content/modules/eins/plan.pdf': 'x'.repeat(20000) }));

	assert.deepEqual(rules(r, /^download/), ['download-size content/modules/eins/index.md:7']);
});

test('spelling, where hunspell has a German dictionary', async (c) => {
	if ((await run('hunspell', ['-d', 'de_DE', '-l', '/dev/null']).catch(() => ({ code: 1 }))).code !== 0)
		return c.skip('no hunspell');
	const text = 'Die Verwaltung verschikt Briefe. Datenschutzbeauftragte der Lernreisestation helfen Kolleg*innen; `verschikt` ist Code. ' +
		'Vor- und Nachname, Xyloko, https://verschikt.example/ und E-Mail.';
	const dir = site(c, { 'content/modules/eins/index.md': module('Erstes Modul', text), 'content/woerter.txt': 'Xyloko\n' });

	for (let i = 0; i < 2; i++) {
		const found = (await check(dir)).findings.filter((f) => f.rule === 'spelling' && f.file.includes('eins'));

		assert.deepEqual(found.map((f) => `${f.line}:${f.column} ${f.severity}`), ['7:16 advice'], JSON.stringify(found));
		assert.match(found[0].message, /verschikt/);
	}
});

test('without hunspell the check says so once, and goes on', async (c) => {
	const dir = site(c), r = await run(lernreise, ['check', '--site', dir, '--format', 'json', '--date', '2026-11-24'],
		{ env: { ...process.env, XDG_CACHE_HOME: path.join(dir, 'cache'), PATH: '/nowhere' } });

	assert.equal(r.code, 0);
	assert.equal(r.stderr.split('\n').filter((l) => /Rechtschreibung nicht geprüft/.test(l)).length, 1, r.stderr);
});
