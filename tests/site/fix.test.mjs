// `check --fix`: what it mends in the author's files, what it leaves alone, and that it does so once.

import { test } from 'node:test';
import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { assert, lernreise, path, run, sampleSite, siteConf, tempDir, writeFiles } from '../http/harness.mjs';

const head = '---\ntitle: Ein Modul\ndescription: Probe.\n---\n\n';
const file = 'content/modules/m.md';

const site = (c, files = {}) => {
	const dir = tempDir(c);

	writeFiles(dir, { ...sampleSite, 'site.conf': siteConf.replace(/languages: .*/, 'languages: [de, en, ls]'), ...files });
	return dir;
};
const fix = (dir, ...more) => run(lernreise, ['check', '--fix', '--site', dir, '--date', '2026-11-24', ...more],
	{ env: { ...process.env, XDG_CACHE_HOME: path.join(dir, '.cache') } });
const text = (dir, name = file) => readFileSync(path.join(dir, name), 'utf8');

// body, what it becomes, more files
const cases = [
	['typed list after text', 'Davor:\n• eins\n• zwei\n', 'Davor:\n\n- eins\n- zwei\n'],
	['typed list with hard breaks', '– eins\\\n– zwei\n', '- eins\n- zwei\n'],
	['typed list in a quote', '> Davor\n> • eins\n> • zwei\n', '> Davor\n>\n> - eins\n> - zwei\n'],
	['ticks and letters say more than a bullet', '✓ eins\n✓ zwei\n\na) eins\nb) zwei\n', null],
	['a list that goes on as text', '• eins\n• zwei\nund Text\n', null],
	['bold paragraphs become headings of one level', '## A\n\n**Eins**\n\nText.\n\n__Zwei__  \n\nText.\n',
		'## A\n\n### Eins\n\nText.\n\n### Zwei\n\nText.\n'],
	['a bold paragraph that would take the anchor of a heading', '[los](#eins)\n\n**Eins**\n\nText.\n\n## Eins\n\nText.\n', null],
	['a heading without text', 'Text\n##\nText\n', 'Text\n\nText\n'],
	['a heading that jumps, with what is below', '## A\n\n#### B\n\n##### C\n\n#### D\n\n## E\n', '## A\n\n### B\n\n#### C\n\n### D\n\n## E\n'],
	['sections that begin with #', '# A\n\n## B\n\n# C\n', '## A\n\n### B\n\n## C\n'],
	['alternatives', '![Bild von einem Hund](../files/b.png)\n\n![Foto: Rathaus](../files/b.png)\n', '![Ein Hund](../files/b.png)\n\n![Rathaus](../files/b.png)\n'],
	['an alternative that needs a person', '![Bild von einem roten Haus](../files/b.png)\n', null],
	['downloads of our own', '[Liste](../files/l.pdf) und [Heft (PDF)](../files/g.pdf), [fremd](https://x.example/x.pdf)\n',
		'[Liste (PDF, 2\u00a0KB)](../files/l.pdf) und [Heft (PDF, 1,2\u00a0MB)](../files/g.pdf), [fremd](https://x.example/x.pdf)\n'],
	['a marker without id, and one with text', '> [!QUIZ] Wer war’s?\n> Was?\n>\n> - (x) ja\n> - ( ) nein\n\n> [!TIP] Gut\n',
		'> [!QUIZ #wer-wars] Wer war’s?\n> Was?\n>\n> - (x) ja\n> - ( ) nein\n\n> [!TIP]\n> Gut\n'],
];
const more = { 'content/files/b.png': 'x', 'content/files/l.pdf': Buffer.alloc(1500), 'content/files/g.pdf': Buffer.alloc(1200000) };

for (const [what, from, to] of cases) {
	for (const [kind, form] of [['', (s) => s], [' (CRLF and a byte order mark)', (s) => `\ufeff${s.replaceAll('\n', '\r\n')}`]]) {
		test(`${what}${kind}`, async (c) => {
			const dir = site(c, { ...more, [file]: form(head + from) });
			const r = await fix(dir);

			assert.equal(text(dir), form(head + (to ?? from)), r.stdout + r.stderr);
			assert.ok([0, 1].includes(r.code), r.stderr);
			if (to)
				assert.match(r.stdout, /content\/modules\/m\.md:\d+: behoben: „/);
			const again = await fix(dir);
			assert.equal(text(dir), form(head + (to ?? from)));
			assert.match(again.stdout, /^0 Stellen in 0 Dateien behoben$/m);
		});
	}
}

test('Leichte Sprache: lines, known words, abbreviations', async (c) => {
	const dir = site(c, { 'content/modules/m.md': `${head}Text.\n`,
		'content/modules/m.ls.md': `${head}Das ist z. B. die Stadtverwaltung. Sie hilft.\n\n- Ein Satz. Noch einer.\n\n` +
			'9. Das ist **neu.** Das auch.\n10. Gut. Ende.\n\n> 1) Ja. *Nein.*\n' });

	await fix(dir);
	assert.equal(text(dir, 'content/modules/m.ls.md'),
		`${head}Das ist zum Beispiel die Stadt-Verwaltung.\\\nSie hilft.\n\n- Ein Satz.\\\n  Noch einer.\n\n` +
			'9. Das ist **neu.**\\\n   Das auch.\n10. Gut.\\\n    Ende.\n\n> 1) Ja.\\\n>    *Nein.*\n');
});

test('gender forms where site.conf asks for a sign, and not where it asks for words', async (c) => {
	for (const [form, want] of [['star', 'Kolleg\\*innen, Leiter\\*in'], ['colon', 'Kolleg:innen, Leiter:in'], ['neutral', 'KollegInnen, Leiter/-in']]) {
		const dir = site(c, { 'site.conf': `${siteConf}style: {gender: ${form}}\n`, [file]: `${head}Alle KollegInnen, Leiter/-in.\n` });

		await fix(dir);
		assert.equal(text(dir), `${head}Alle ${want}.\n`);
	}
});

test('what an exception accepts is not mended', async (c) => {
	const accepted = `---\ntitle: A\ndescription: x\nexceptions:\n  - {rule: alt-prefix, reason: ein Zitat}\n---\n\n![Foto: Rathaus](../files/b.png)\n`;
	const dir = site(c, { ...more, [file]: accepted });

	await fix(dir);
	assert.equal(text(dir), accepted);
});

test('findings say which of them --fix mends, and only those', async (c) => {
	const dir = site(c, { ...more, [file]: `${head}![Foto: Rathaus](../files/b.png)\n\n![Foto: von oben](../files/b.png)\n` });
	const r = await run(lernreise, ['check', '--site', dir, '--format', 'json']);
	const found = r.stdout.split('\n').filter(Boolean).map((l) => JSON.parse(l)).filter((f) => f.rule === 'alt-prefix');

	assert.deepEqual(found.map((f) => / Behebbar mit --fix\.$/.test(f.remedy)), [true, false]);
});

test('a format stays whole: what was mended is told elsewhere', async (c) => {
	const dir = site(c, { ...more, [file]: `${head}![Foto: Rathaus](../files/b.png)\n` });
	const r = await fix(dir, '--format', 'json');

	assert.equal(r.code, 0, r.stderr);
	for (const l of r.stdout.split('\n').filter(Boolean))
		JSON.parse(l);
	assert.match(r.stderr, /m\.md:6: behoben: .*alt-prefix/);
});

test('rights of the file stay, no other file appears', async (c) => {
	const dir = site(c, { ...more, [file]: `${head}![Foto: Rathaus](../files/b.png)\n` });

	chmodSync(path.join(dir, file), 0o640);
	const before = readdirSync(path.join(dir, 'content/modules')).sort();
	await fix(dir);
	assert.match(text(dir), /!\[Rathaus\]/);
	assert.equal(statSync(path.join(dir, file)).mode & 0o777, 0o640);
	assert.deepEqual(readdirSync(path.join(dir, 'content/modules')).sort(), before);
});

test('a folder that cannot be written to: a message, nothing lost', { skip: process.getuid() === 0 && 'as root everything can be written' }, async (c) => {
	const dir = site(c, { ...more, [file]: `${head}![Foto: Rathaus](../files/b.png)\n` });

	chmodSync(path.join(dir, 'content/modules'), 0o555);
	const r = await fix(dir);
	chmodSync(path.join(dir, 'content/modules'), 0o755);
	assert.equal(r.code, 1);
	assert.match(r.stderr, /m\.md/);
	assert.match(text(dir), /Foto: Rathaus/);
});

test('it says when git cannot bring the text back', async (c) => {
	const dir = site(c, { ...more, [file]: `${head}![Foto: Rathaus](../files/b.png)\n` });
	const git = (...args) => execFileSync('git', ['-C', dir, '-c', 'user.name=Probe', '-c', 'user.email=probe@musterstadt.example',
		'-c', 'commit.gpgsign=false', ...args], { stdio: 'ignore' });

	git('init', '-q');
	git('add', '.');
	git('commit', '-qm', 'probe');
	assert.doesNotMatch((await fix(dir)).stdout, /Achtung/);
	writeFileSync(path.join(dir, file), `${head}![Foto: Altes Rathaus](../files/b.png)\n`);
	assert.match((await fix(dir)).stdout, /m\.md: Achtung, die Fassung davor liegt nicht in Git/);
});

test('commits are not written to', async (c) => {
	const dir = site(c), bare = path.join(dir, 'bare.git');
	const git = (...args) => execFileSync('git', ['-C', dir, '-c', 'user.name=Probe', '-c', 'user.email=probe@musterstadt.example',
		'-c', 'commit.gpgsign=false', ...args], { stdio: 'ignore' });

	git('init', '-q');
	git('add', '.');
	git('commit', '-qm', 'probe');
	git('clone', '-q', '--bare', '.', bare);
	assert.equal((await fix(dir, '--rev', 'HEAD')).code, 2);
	const r = await fix(bare);
	assert.equal(r.code, 1);
	assert.match(r.stderr, /--fix/);
});

// A deterministic source of pieces that rules care about, put together without sense.
function random(seed) {
	let x = seed;

	return (n) => {
		x = (x * 1103515245 + 12345) % 2147483648;
		return Math.floor(x / 65536) % n;
	};
}
const pieces = ['**Fett**', '## ', '#### Tief', '• eins', '– zwei', '> ', '- ', '1) x', '[hier](#x)', '![Bild von einem Hund](../files/b.png)', '[l](../files/l.pdf)',
	'Text mit z. B. Wort.', 'Kolleg*innen', 'Kolleg_innen', '> [!QUIZ] Was?', '> [!NOTE] Gut', '> - (x) ja', '```', '| a | b |', '|---|---|', '\\', '  ', '\t',
	'', '', '', '---', '===', '<b>', '`code', '*', '__u__', '  - tief', 'Ä ö ü ß „q“', '\u00a0', '[^1]', '[^1]: Fuß', '&amp;', '\\[!QUIZ\\] x', '[ ]', ')', 'ein Satz. Noch einer.'];

test('text put together at random: no crash, twice is once, fewer findings than before', async (c) => {
	const next = random(20261124), files = {}, rounds = Number(process.env.ROUNDS ?? 150);

	for (let i = 0; i < rounds; i++) {
		let body = '';

		for (let n = 1 + next(24); n > 0; n--)
			body += pieces[next(pieces.length)] + ['\n', '\n', '\n\n', ' ', '', '\r\n'][next(6)];
		files[`content/modules/r${i}${['', '.en', '.ls'][i % 3 ? 0 : next(3)]}.md`] = head + body;
	}
	const dir = site(c, { ...more, ...files });
	const count = async () => {
		const r = await run(lernreise, ['check', '--site', dir, '--format', 'json']);

		assert.ok([0, 1].includes(r.code) && r.signal == null, r.stderr);
		return r.stdout.split('\n').filter(Boolean).map((l) => JSON.parse(l)).filter((f) => f.severity === 'stop').length;
	};
	const before = await count(), first = await fix(dir);

	assert.ok([0, 1].includes(first.code) && first.signal == null, `${first.signal} ${first.stderr}`);
	const once = Object.fromEntries(Object.keys(files).map((f) => [f, text(dir, f)]));
	assert.ok(Object.keys(files).some((f) => once[f] !== files[f]), 'something was mended');
	const second = await fix(dir);
	assert.match(second.stdout, /^0 Stellen in 0 Dateien behoben$/m);
	for (const f of Object.keys(files)) {
		assert.equal(text(dir, f), once[f], f);
		assert.ok(once[f].startsWith(head), f);
		// Letters and digits stay, in order, but for those that a fix puts in or takes out.
		const letters = (s) => s.replace(/\\\r?\n/g, '\n').replaceAll('Bild von einem', 'Ein').replaceAll('z. B.', 'zum Beispiel').replace(/ ?\(?PDF, 2.KB\)?/g, '')
			.replace(/^(\s*>?\s*\\?\[!QUIZ) #[a-z0-9-]+/gm, '$1').replace(/^([> ]*)o /gm, '$1').replace(/[^\p{L}\p{N}]/gu, '');
		assert.equal(letters(once[f]), letters(files[f]), f);
	}
	assert.ok(await count() <= before);
});
