// Bad input of the generator, a test each: a message with its place, no crash, nothing lost.

import { test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { assert, lernreise, path, run, sampleSite, siteConf, tempDir, writeFiles } from '../http/harness.mjs';
import { fingerprint } from './fingerprint.mjs';

const module = (front, body = 'Text.\n') => `---\ntitle: Ein Modul\ndescription: Probe.\n${front}---\n\n${body}`;

const build = (dir, ...more) => run(lernreise, ['build', '--site', dir, '--out', path.join(dir, 'out'), ...more]);

// Builds the sample site with `files` over it; expects failure and findings that match, in stderr or stdout.
const stops = [
	['front matter that is not closed', { 'content/modules/m.md': '---\ntitle: Ein Modul\n\nText.\n' }, /content\/modules\/m\.md:\d+/],
	['front matter that is no YAML', { 'content/modules/m.md': '---\ntitle: [a\n---\n\nText.\n' }, /content\/modules\/m\.md:\d+:\d+/],
	['no front matter', { 'content/modules/m.md': 'Text.\n' }, /content\/modules\/m\.md/],
	['an empty file', { 'content/modules/m.md': '' }, /content\/modules\/m\.md/],
	['an alias in YAML', { 'content/modules/m.md': module('goals: &a [x]\nrequires: *a\n') }, /m\.md:\d+:\d+/],
	['a key twice', { 'content/modules/m.md': module('title: Noch einer\n') }, /m\.md:4:\d+.*title/s],
	['a wrong type', { 'content/modules/m.md': module('duration: zehn\n') }, /m\.md:4:\d+.*duration/s],
	['a list where text belongs', { 'content/modules/m.md': '---\ntitle: [a, b]\ndescription: x\n---\n\nText.\n' }, /m\.md:2:\d+.*title/s],
	['a value that is none of the allowed', { 'content/modules/m.md': module('level: expert\n') }, /m\.md:4:\d+.*level/s],
	['an unknown key, with a suggestion', { 'content/modules/m.md': module('duraton: 10\n') }, /m\.md:4:1.*duraton.*duration/s],
	['a missing title', { 'content/modules/m.md': '---\ndescription: x\n---\n\nText.\n' }, /m\.md.*title/s],
	['an unknown key in site.conf, with a suggestion', { 'site.conf': `${siteConf}organization: X\n` }, /site\.conf:\d+:1.*organisation/s],
	['a site.conf without what is required', { 'site.conf': 'title: X\n' }, /site\.conf.*organisation.*(url|languages|contact)/s],
	['an url without its slash', { 'site.conf': siteConf.replace('example/', 'example') }, /site\.conf:3:\d+.*url/s],
	['an unknown kind of construct, with a suggestion', { 'content/modules/m.md': module('', '> [!QUIS #a] Frage\n> Text\n') }, /m\.md:6:\d+.*QUI[SZ]/s],
	['a quiz without an id, with one to write', { 'content/modules/m.md': module('', '> [!QUIZ] Frage\n> Was?\n>\n> - (x) ja\n> - ( ) nein\n') }, /m\.md:6:\d+.*#/s],
	['a quiz without a right answer', { 'content/modules/m.md': module('', '> [!QUIZ #a] Frage\n> Was?\n>\n> - ( ) ja\n> - ( ) nein\n') }, /m\.md:\d+:\d+/],
	['two quizzes of one id', { 'content/modules/m.md': module('', '> [!QUIZ #a] Eins\n> Was?\n>\n> - (x) ja\n> - ( ) nein\n\nText.\n\n> [!QUIZ #a] Zwei\n> Was?\n>\n> - (x) ja\n> - ( ) nein\n') }, /m\.md:\d+:\d+.*a/s],
	['a marker in a heading', { 'content/modules/m.md': module('', '## [!QUIZ #a] Frage\n\nText.\n') }, /m\.md:6/],
	['a cycle of requirements', { 'content/modules/a.md': module('requires: [b]\n'), 'content/modules/b.md': module('requires: [c]\n'),
		'content/modules/c.md': module('requires: [a]\n') }, /(a|b|c)\.md.*\ba\b.*\bb\b.*\bc\b/s],
	['a requirement that does not exist', { 'content/modules/m.md': module('requires: [gibt-es-nicht]\n') }, /m\.md:4:\d+.*gibt-es-nicht/s],
	['a station that does not exist', { 'content/journeys/j.md': '---\ntitle: R\ndescription: x\nstations: [eins, zwie]\n---\n\nText.\n' }, /j\.md:4:\d+.*zwie/s],
	['a link to a file that does not exist', { 'content/modules/m.md': module('', 'Siehe [dort](../modules/fehlt.md).\n') }, /m\.md:6:\d+.*fehlt\.md/s],
	['a link to an anchor that does not exist', { 'content/modules/m.md': module('', 'Siehe [dort](eins/index.md#fehlt).\n') }, /m\.md:6:\d+.*fehlt/s],
	['an anchor of the page itself that does not exist', { 'content/modules/m.md': module('', 'Siehe [oben](#fehlt).\n') }, /m\.md:6:\d+.*fehlt/s],
	['an absolute address that does not exist', { 'content/modules/m.md': module('', 'Siehe [dort](/module/fehlt/).\n') }, /m\.md:6:\d+.*fehlt/s],
	['a picture that does not exist', { 'content/modules/m.md': module('', '![Ein Bild](bild.png)\n') }, /m\.md:6:\d+.*bild\.png/s],
	['a picture without alternative text', { 'content/modules/m.md': module('', '![](../files/b.png)\n'), 'content/files/b.png': 'x' }, /m\.md:6:\d+/],
	['a heading that jumps', { 'content/modules/m.md': module('', '## Zwei\n\nText.\n\n#### Vier\n\nText.\n') }, /m\.md:10:\d+/],
	['raw HTML', { 'content/modules/m.md': module('', 'Ein <span onclick="x()">Wort</span>.\n') }, /m\.md:6:\d+/],
	['a script scheme', { 'content/modules/m.md': module('', '[Los](javascript:alert%281%29)\n') }, /m\.md:6:\d+/],
	['a link that leaves the content', { 'content/modules/m.md': module('', '[Los](../../../../etc/passwd)\n') }, /m\.md:6:\d+/],
	['bytes that are no UTF-8', { 'content/modules/m.md': Buffer.concat([Buffer.from(module('')), Buffer.from([0xe4, 0x0a])]) }, /m\.md(:\d+)?.*UTF-8/s],
	['a file of 50 MB', { 'content/modules/m.md': Buffer.alloc(50 << 20, 'a ') }, /m\.md/],
	['two equal ids', { 'content/modules/m.md': module('id: eins\n') }, /(m\.md|eins\/index\.md).*eins/s],
	['an id that takes an address of the tracker', { 'content/pages/api.md': '---\ntitle: A\ndescription: x\n---\n\nText.\n' }, /pages\/api\.md/],
	['an id that is none', { 'content/modules/m.md': module('id: "../x"\n') }, /m\.md:4:\d+/],
	['proof, which nobody grades yet', { 'content/modules/m.md': module('proof: true\ncompletion: quiz >= 80\n', '> [!QUIZ #a] F\n> Was?\n>\n> - (x) ja\n> - ( ) nein\n') }, /m\.md:4:\d+.*proof/s],
];

for (const [what, files, pattern] of stops) {
	test(`stops: ${what}`, async (c) => {
		const dir = tempDir(c);

		writeFiles(dir, sampleSite);
		const good = await build(dir);
		assert.equal(good.code, 0, good.stderr);
		const before = fingerprint(path.join(dir, 'out'));
		writeFiles(dir, files);
		const r = await build(dir);
		assert.equal(r.code, 1, `${r.signal ?? ''} ${r.stdout}${r.stderr}`);
		assert.match(r.stdout + r.stderr, pattern);
		assert.equal(fingerprint(path.join(dir, 'out')), before, 'the old output stays');
	});
}

test('all mistakes come at once', async (c) => {
	const dir = tempDir(c);

	writeFiles(dir, { ...sampleSite, 'site.conf': `${siteConf}colour: blue\nurll: x\n`,
		'content/modules/a.md': module('duration: zehn\nlevl: basic\n'), 'content/modules/b.md': module('level: expert\n') });
	const r = await build(dir);
	const text = r.stdout + r.stderr;
	assert.equal(r.code, 1);
	for (const p of [/site\.conf:6:1/, /site\.conf:7:1/, /a\.md:4:\d+/, /a\.md:5:1/, /b\.md:4:\d+/])
		assert.match(text, p);
});

test('check --format json: an object a line with all its keys', async (c) => {
	const dir = tempDir(c);

	writeFiles(dir, { ...sampleSite, 'content/modules/m.md': module('duration: zehn\n') });
	const r = await run(lernreise, ['check', '--site', dir, '--format', 'json']);
	assert.equal(r.code, 1, r.stderr);
	const all = r.stdout.trim().split('\n').map((l) => JSON.parse(l));
	const one = all.find((f) => f.file === 'content/modules/m.md' && f.line === 4);
	assert.ok(one, r.stdout);
	assert.deepEqual(Object.keys(one).sort(), ['column', 'criterion', 'file', 'line', 'message', 'remedy', 'rule', 'severity']);
	assert.equal(one.severity, 'stop');
});

test('a key whose effect comes later is a warning, and the site is built', async (c) => {
	const dir = tempDir(c);

	writeFiles(dir, { ...sampleSite, 'content/modules/m.md': module('aliases: [altes-modul]\n') });
	const r = await build(dir);
	assert.equal(r.code, 0, r.stderr);
});

test('a symbolic link in content is refused', async (c) => {
	const dir = tempDir(c);

	writeFiles(dir, sampleSite);
	symlinkSync('/etc/passwd', path.join(dir, 'content/files-passwd.md'));
	mkdirSync(path.join(dir, 'content/files'), { recursive: true });
	symlinkSync('/etc/passwd', path.join(dir, 'content/files/p.txt'));
	const r = await build(dir);
	assert.equal(r.code, 1, r.stderr);
	assert.match(r.stdout + r.stderr, /p\.txt/);
});

test('no site, no site.conf, no content', async (c) => {
	const dir = tempDir(c);

	for (const d of [path.join(dir, 'fehlt'), dir]) {
		const r = await build(d, '--out', path.join(dir, 'out'));
		assert.equal(r.code, 1, `${r.code} ${r.stderr}`);
		assert.match(r.stderr, /site\.conf|fehlt/);
	}
	writeFiles(dir, { 'site.conf': siteConf });
	const r = await build(dir);
	assert.equal(r.code, 1);
	assert.match(r.stdout + r.stderr, /index\.md|content/);
});

const git = (dir, ...args) => execFileSync('git', ['-C', dir, '-c', 'user.name=Probe', '-c', 'user.email=probe@musterstadt.example',
	'-c', 'init.defaultBranch=main', '-c', 'commit.gpgsign=false', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

test('an empty repository, bare or not, and an unborn branch', async (c) => {
	const dir = tempDir(c);

	git(dir, 'init', '-q', '--bare', 'leer.git');
	git(dir, 'init', '-q', 'leer');
	for (const [site, more] of [['leer.git', []], ['leer', ['--rev', 'HEAD']]]) {
		const r = await run(lernreise, ['build', '--site', path.join(dir, site), '--out', path.join(dir, 'out'), ...more]);
		assert.equal(r.code, 1, `${site}: ${r.stderr}`);
		assert.ok(r.stderr.length > 10);
	}
	const p = await run(lernreise, ['publish', '--repo', path.join(dir, 'leer.git'), '--to', path.join(dir, 'to')]);
	assert.equal(p.code, 1, p.stderr);
});

test('a revision that does not exist', async (c) => {
	const dir = tempDir(c);

	writeFiles(dir, sampleSite);
	git(dir, 'init', '-q');
	git(dir, 'add', '.');
	git(dir, 'commit', '-qm', 'probe');
	for (const rev of ['fehlt', '0123456789012345678901234567890123456789', 'HEAD:content', 'HEAD~5', '']) {
		const r = await build(dir, '--rev', rev);
		assert.ok([1, 2].includes(r.code), `${rev}: ${r.code}`);
		assert.ok(r.stderr.length > 5);
	}
});

test('a shallow clone builds, or says what is missing', async (c) => {
	const dir = tempDir(c);

	mkdirSync(path.join(dir, 'voll'));
	writeFiles(path.join(dir, 'voll'), sampleSite);
	git(path.join(dir, 'voll'), 'init', '-q');
	for (const text of ['eins', 'zwei']) {
		writeFileSync(path.join(dir, 'voll/content/index.md'), `${sampleSite['content/index.md']}\n${text}\n`);
		git(path.join(dir, 'voll'), 'add', '.');
		git(path.join(dir, 'voll'), 'commit', '-qm', text);
	}
	git(dir, 'clone', '-q', '--depth', '1', `file://${dir}/voll`, 'flach');
	const r = await run(lernreise, ['build', '--site', path.join(dir, 'flach'), '--rev', 'HEAD', '--out', path.join(dir, 'out')]);
	assert.ok(r.code === 0 || (r.code === 1 && /shallow|flach|unshallow/.test(r.stderr)), `${r.code} ${r.stderr}`);
});

test('an output folder that cannot be written', async (c) => {
	const dir = tempDir(c);

	writeFiles(dir, sampleSite);
	writeFileSync(path.join(dir, 'out'), 'eine Datei');
	const r = await build(dir);
	assert.equal(r.code, 1, r.stderr);
	assert.equal(readFileSync(path.join(dir, 'out'), 'utf8'), 'eine Datei');
});

test('an id that was published and vanished stops; with `replaces` it does not', async (c) => {
	const dir = tempDir(c);

	writeFiles(dir, { ...sampleSite, 'content/modules/alt.md': module('') });
	assert.equal((await build(dir)).code, 0);
	rmSync(path.join(dir, 'content/modules/alt.md'));
	const r = await build(dir);
	assert.equal(r.code, 1, r.stderr);
	assert.match(r.stdout + r.stderr, /alt/);
	writeFiles(dir, { 'content/modules/neu.md': module('replaces: [alt]\n') });
	const ok = await build(dir);
	assert.equal(ok.code, 0, ok.stdout + ok.stderr);
});

test('wrong usage is status 2', async () => {
	for (const args of [[], ['bild'], ['build', '--nonsense'], ['build', '--date', 'morgen'], ['build', '--jobs', 'viele']])
		assert.equal((await run(lernreise, args)).code, 2, args.join(' '));
	assert.equal((await run(lernreise, ['--help'])).code, 0);
});
