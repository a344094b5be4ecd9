// The accessibility statement: what was entered, measured and mended; what is missing stops publish.

import { test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { assert, lernreise, path, run, sampleSite, siteConf, tempDir, writeFiles } from '../http/harness.mjs';

const page = '---\ntitle: Barrierefreiheit\ndescription: Die Erklärung.\n---\n\nEin Anfang.\n';
const complete = `status: partial
method: self
evaluated: 2026-11-02
prepared: 2026-11-03
answer_days: 10
exceptions:
  - what: {de: 'Ein <Film>:'}
    reason: not-yet
    alternative: {de: Wir lesen vor.}
    until: 2027-06-30
enforcement:
  name: {de: Schlichtungsstelle}
  email: stelle@musterstadt.example
`;

function site(c, yaml) {
	const dir = path.join(tempDir(c), 'site');

	mkdirSync(dir);
	writeFiles(dir, { ...sampleSite, 'content/pages/barrierefreiheit.md': page, 'content/accessibility.yaml': yaml });
	return dir;
}

function publish(dir, to) {
	const git = (...args) => execFileSync('git', ['-C', dir, '-c', 'user.name=Probe', '-c', 'user.email=probe@musterstadt.example',
		'-c', 'init.defaultBranch=main', '-c', 'commit.gpgsign=false', ...args], { stdio: 'ignore' });

	git('init', '-q');
	git('add', '.');
	git('commit', '-qm', 'probe');
	return run(lernreise, ['publish', '--repo', dir, '--to', to]);
}

test('the page and the JSON say what was entered, measured and mended', async (c) => {
	const dir = site(c, complete), out = path.join(dir, 'out'), published = path.join(dir, 'public.json');

	writeFileSync(published, JSON.stringify({ format: 1, barriers: [
		{ module: 'eins', page: '', heading: '', text: 'Das Bild hatte keinen Text.', answer: 'Jetzt hat es einen.', mended: '2026-11-20' },
		{ module: '', page: 'page/barrierefreiheit', heading: '', text: '', answer: '', mended: '2026-11-21' }] }));
	const r = await run(lernreise, ['build', '--site', dir, '--out', out, '--date', '2026-11-24', '--public', published]);
	assert.equal(r.code, 0, r.stderr);
	const html = readFileSync(path.join(out, 'public/barrierefreiheit/index.html'), 'utf8');
	const json = JSON.parse(readFileSync(path.join(out, 'public/barrierefreiheit/statement.json'), 'utf8'));

	assert.match(html, /Ein &lt;Film&gt;:/);
	assert.match(html, /Geplant bis 30\. Juni 2027\./);
	assert.match(html, /20\. November 2026, <a href="\.\.\/module\/eins\/">Erstes Modul<\/a>: Das Bild hatte keinen Text\. Jetzt hat es einen\./);
	assert.match(html, /stelle@musterstadt\.example/);
	assert.equal(json.status, 'partial');
	assert.equal(json.exceptions[0].until, '2027-06-30');
	assert.equal(json.mended.length, 2);
	assert.equal(json.checked, false, 'a build alone has checked nothing');
	assert.doesNotMatch(html, /Zuletzt geschah das/);
	assert.ok(json.pages > 5 && json.rules === 37);
	const again = await run(lernreise, ['check-html', path.join(out, 'public/barrierefreiheit/index.html')]);
	assert.equal(again.code, 0, again.stdout);
});

test('a statement without what it must say is a warning while writing and stops publish', async (c) => {
	const dir = site(c, 'status: partial\nmethod: self\n'), to = path.join(dir, '..', 'to');

	assert.equal((await run(lernreise, ['build', '--site', dir, '--out', path.join(dir, '..', 'out')])).code, 0);
	const r = await publish(dir, to);
	assert.equal(r.code, 1);
	for (const what of ['wann die Seite geprüft wurde', 'was nicht barrierefrei ist', 'welche Stelle das Gesetz durchsetzt'])
		assert.match(r.stderr, new RegExp(`content/accessibility\\.yaml: .*${what}`));
	assert.ok(!existsSync(path.join(to, 'current')));
	writeFileSync(path.join(dir, 'content/accessibility.yaml'), complete);
	const mended = await publish(dir, to);
	assert.equal(mended.code, 0, mended.stderr);
	const live = path.join(to, 'current/public/barrierefreiheit');
	assert.equal(JSON.parse(readFileSync(path.join(live, 'statement.json'), 'utf8')).checked, true);
	assert.match(readFileSync(path.join(live, 'index.html'), 'utf8'), /Zuletzt geschah das am/);
});

test('mistakes in the file have a place and a remedy', async (c) => {
	const dir = site(c, 'status: perfect\nevaluatd: 2026-11-02\n');
	const r = await run(lernreise, ['build', '--site', dir, '--out', path.join(dir, 'out')]);

	assert.equal(r.code, 1);
	assert.match(r.stderr, /content\/accessibility\.yaml:1:9: .*perfect/);
	assert.match(r.stderr, /content\/accessibility\.yaml:2:1: .*evaluatd.*evaluated/);
});

test('"full" beside exceptions is a contradiction that stops publish; an old statement is a warning', async (c) => {
	const dir = site(c, complete.replace('partial', 'full')), to = path.join(dir, '..', 'to');
	const check = (...more) => run(lernreise, ['check', '--site', dir, '--date', '2026-11-24', ...more]);

	assert.match((await check()).stdout, /content\/accessibility\.yaml: .*„full“.* \[statement\]/);
	const r = await publish(dir, to);
	assert.equal(r.code, 1);
	assert.match(r.stderr, /„full“/);
	writeFileSync(path.join(dir, 'content/accessibility.yaml'), complete.replace('partial', 'full').replace('not-yet', 'out-of-scope'));
	assert.doesNotMatch((await check()).stdout, /„full“/);
	writeFiles(dir, { 'content/modules/vier.md': '---\ntitle: Vier\ndescription: x\nexceptions:\n  - {rule: link-generic, reason: ein Zitat}\n---\n\n[hier](drei.md)\n' });
	assert.match((await check()).stdout, /„full“/);
	const old = await run(lernreise, ['check', '--site', dir, '--date', '2027-12-24']);
	assert.match(old.stdout, /seit über einem Jahr/);
});

test('exceptions of a translation are in the statement and the JSON, once', async (c) => {
	const dir = site(c, complete), out = path.join(dir, 'out');
	const page = (reason) => `---\ntitle: Vier\ndescription: x\nexceptions:\n  - {rule: link-generic, reason: ${reason}}\n---\n\n[hier](drei.md)\n`;

	writeFiles(dir, { 'site.conf': siteConf.replace('languages: [de]', 'languages: [de, en]'), 'content/modules/vier.md': page('deutsch'), 'content/modules/vier.en.md': page('englisch') });
	const r = await run(lernreise, ['build', '--site', dir, '--out', out]);
	assert.equal(r.code, 0, r.stderr);
	const read = (f) => readFileSync(path.join(out, 'public', f), 'utf8');
	assert.deepEqual(JSON.parse(read('barrierefreiheit/statement.json')).accepted.map((a) => `${a.language} ${a.reason}`), ['en englisch', 'de deutsch']);
	assert.match(read('barrierefreiheit/index.html'), /: deutsch/);
	assert.match(read('en/barrierefreiheit/index.html'), /: englisch/);
	assert.doesNotMatch(read('barrierefreiheit/index.html'), /: englisch/);
});
