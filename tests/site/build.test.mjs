// What a build leaves: the same bytes from the same input, only what changed is written, the
// catalogue as its schema says.

import { test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { assert, lernreise, path, root, run, sampleSite, siteConf, starterSource, tempDir, writeFiles } from '../http/harness.mjs';
import { fingerprint } from './fingerprint.mjs';

const git = (dir, ...args) => execFileSync('git', ['-C', dir, '-c', 'user.name=Probe', '-c', 'user.email=probe@musterstadt.example',
	'-c', 'init.defaultBranch=main', '-c', 'commit.gpgsign=false', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
const ok = async (...args) => {
	const r = await run(lernreise, args);
	assert.equal(r.code, 0, `${args.join(' ')}: ${r.stdout}${r.stderr}`);
	return r;
};
const catalogue = (out) => JSON.parse(readFileSync(path.join(out, 'public/catalogue.json'), 'utf8'));

test('work tree, commit and bare repository give the same bytes', async (c) => {
	const dir = tempDir(c), tree = path.join(dir, 'tree');

	mkdirSync(tree);
	writeFiles(tree, sampleSite);
	git(tree, 'init', '-q');
	git(tree, 'add', '.');
	git(tree, 'commit', '-qm', 'probe');
	git(dir, 'clone', '-q', '--bare', tree, 'bare.git');
	await ok('build', '--site', tree, '--out', path.join(dir, 'a'), '--date', '2026-11-24');
	await ok('build', '--site', tree, '--rev', 'HEAD', '--out', path.join(dir, 'b'), '--date', '2026-11-24');
	await ok('build', '--site', path.join(dir, 'bare.git'), '--out', path.join(dir, 'c'), '--date', '2026-11-24');
	const a = fingerprint(path.join(dir, 'a/public'));
	assert.equal(fingerprint(path.join(dir, 'b/public')), a);
	assert.equal(fingerprint(path.join(dir, 'c/public')), a);
	assert.equal(catalogue(path.join(dir, 'a')).site.revision, git(tree, 'rev-parse', 'HEAD'));
	writeFileSync(path.join(tree, 'content/index.md'), `${sampleSite['content/index.md']}\nAnders.\n`);
	await ok('build', '--site', tree, '--out', path.join(dir, 'a'), '--date', '2026-11-24');
	assert.equal(catalogue(path.join(dir, 'a')).site.revision, `${git(tree, 'rev-parse', 'HEAD')}+`);
});

test('without git the revision is empty, and versions are what git would say', async (c) => {
	const dir = tempDir(c);

	writeFiles(dir, sampleSite);
	await ok('build', '--site', dir, '--out', path.join(dir, 'out'), '--date', '2026-11-24');
	const j = catalogue(path.join(dir, 'out'));
	assert.equal(j.site.revision, '');
	assert.equal(j.site.built, '2026-11-24');
	const m = j.modules.find((x) => x.id === 'eins');
	assert.equal(m.version, execFileSync('git', ['hash-object', path.join(dir, 'content/modules/eins/index.md')], { encoding: 'utf8' }).trim());
});

test('the same bytes for any number of jobs, again and from scratch', async (c) => {
	const dir = tempDir(c);
	let first;

	starterSource(dir);
	for (const [i, more] of [['--jobs', '1'], ['--jobs', '4'], ['--jobs', '2', '--full'], ['--jobs', '7']].entries()) {
		const out = path.join(dir, `out${i}`);

		await ok('build', '--site', dir, '--out', out, '--date', '2026-11-24', ...more);
		first ??= fingerprint(out);
		assert.equal(fingerprint(out), first, more.join(' '));
	}
});

test('a second build writes nothing; one after an edit writes what depends on it', async (c) => {
	const dir = tempDir(c), out = path.join(dir, 'out');
	const past = new Date('2020-01-01T00:00:00Z');
	const all = () => readdirSync(path.join(out, 'public'), { recursive: true }).map(String).map((f) => path.join(out, 'public', f))
		.filter((f) => statSync(f).isFile());
	const written = () => all().filter((f) => statSync(f).mtimeMs !== past.getTime()).map((f) => path.relative(path.join(out, 'public'), f));

	writeFiles(dir, sampleSite);
	await ok('build', '--site', dir, '--out', out, '--date', '2026-11-24');
	for (const f of all())
		utimesSync(f, past, past);
	await ok('build', '--site', dir, '--out', out, '--date', '2026-11-24');
	assert.deepEqual(written(), []);
	writeFileSync(path.join(dir, 'content/modules/eins/index.md'), `${sampleSite['content/modules/eins/index.md']}\nEin Satz mehr.\n`);
	await ok('build', '--site', dir, '--out', out, '--date', '2026-11-24');
	const w = written();
	assert.ok(w.includes('module/eins/index.html'), w.join(' '));
	assert.ok(!w.some((f) => f.startsWith('module/zwei/')), w.join(' '));
});

test('former versions are kept, newest first, with their editions', async (c) => {
	const dir = tempDir(c), out = path.join(dir, 'out');
	const seen = [];

	writeFiles(dir, sampleSite);
	for (let i = 1; i <= 3; i++) {
		writeFileSync(path.join(dir, 'content/modules/eins/index.md'),
			sampleSite['content/modules/eins/index.md'].replace('duration: 10', `duration: 10\nedition: ${i}\nedition_reason: Neu ${i}`));
		await ok('build', '--site', dir, '--out', out);
		const m = catalogue(out).modules.find((x) => x.id === 'eins');
		assert.equal(m.edition, i);
		assert.deepEqual(m.former, [...seen]);
		seen.unshift({ version: m.version, edition: i });
	}
});

test('the starter site builds without a finding and as its schema says', async (c) => {
	const dir = tempDir(c), out = path.join(dir, 'out');

	starterSource(dir);
	const r = await ok('build', '--site', dir, '--out', out);
	assert.doesNotMatch(r.stdout + r.stderr, /\b(stop|warn)\b.*content\//);
	const { default: Ajv } = await import('ajv/dist/2020.js');
	const { default: AjvDraft7 } = await import('ajv');
	for (const o of [out]) {
		const schema = JSON.parse(readFileSync(path.join(root, 'docs/schema/catalogue.json'), 'utf8'));
		const ajv = /2020-12/.test(schema.$schema ?? '') ? new Ajv({ strict: false }) : new AjvDraft7({ strict: false });
		const valid = ajv.compile(schema);
		const j = catalogue(o);
		assert.ok(valid(j), JSON.stringify(valid.errors));
		delete j.modules[0].version;
		assert.equal(valid(j), false, 'the schema asks for a version');
	}
});

test('--stick: every link ends with index.html and works below file://', async (c) => {
	const dir = tempDir(c), out = path.join(dir, 'out');

	writeFiles(dir, sampleSite);
	await ok('build', '--site', dir, '--out', out, '--stick');
	for (const f of readdirSync(path.join(out, 'public'), { recursive: true }).map(String).filter((x) => x.endsWith('.html') && path.basename(x) !== '404.html')) {
		const html = readFileSync(path.join(out, 'public', f), 'utf8');
		for (const [, href] of html.matchAll(/<a\b[^>]*\shref="([^"#]+)[^"]*"/g)) {
			if (/^[a-z]+:/.test(href))
				continue;
			assert.match(href, /\.[a-z]+$/, `${f}: ${href}`);
			assert.ok(existsSync(path.join(out, 'public', path.dirname(f), href)), `${f}: ${href}`);
		}
		assert.doesNotMatch(html, /type="module"/, `${f}: file:// forbids modules`);
	}
});

test('every address in every page leads somewhere', async (c) => {
	const dir = tempDir(c), out = path.join(dir, 'out');

	starterSource(dir);
	await ok('build', '--site', dir, '--out', out);
	const pub = path.join(out, 'public');
	const pages = readdirSync(pub, { recursive: true }).map(String).filter((x) => x.endsWith('.html') && path.basename(x) !== '404.html');
	let links = 0;
	assert.ok(pages.length >= 10, pages.join(' '));
	for (const f of pages) {
		const html = readFileSync(path.join(pub, f), 'utf8');
		for (const [, value] of html.matchAll(/\s(?:href|src|action)="([^"]+)"/g)) {
			const href = value.replaceAll('&amp;', '&');
			if (/^(https?|mailto|tel|data):/.test(href))
				continue;
			const to = new URL(href, `http://x/${f}`);
			if (/^\/([a-z]+\/)?(-|api)\//.test(to.pathname))
				continue;
			const file = path.join(pub, decodeURIComponent(to.pathname), to.pathname.endsWith('/') ? 'index.html' : '');
			assert.ok(existsSync(file), `${f}: ${href}`);
			if (to.hash.length > 1 && file.endsWith('.html'))
				assert.ok(new RegExp(`\\sid="${decodeURIComponent(to.hash.slice(1)).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"`)
					.test(readFileSync(file, 'utf8')), `${f}: ${href}`);
			links++;
		}
	}
	assert.ok(links > 100);
});

test('publish: a good commit is switched to, a bad one leaves the site and tells why', async (c) => {
	const dir = tempDir(c), tree = path.join(dir, 'tree'), to = path.join(dir, 'to');
	const commit = (text) => {
		writeFileSync(path.join(tree, 'content/modules/eins/index.md'), `${sampleSite['content/modules/eins/index.md']}\n${text}\n`);
		git(tree, 'add', '.');
		git(tree, 'commit', '-qm', 'probe');
	};
	const page = () => readFileSync(path.join(to, 'current/public/module/eins/index.html'), 'utf8');
	const publish = () => run(lernreise, ['publish', '--repo', path.join(tree, '.git'), '--to', to]);

	mkdirSync(tree);
	writeFiles(tree, sampleSite);
	git(tree, 'init', '-q');
	commit('Fassung A');
	let r = await publish();
	assert.equal(r.code, 0, r.stdout + r.stderr);
	assert.match(page(), /Fassung A/);
	commit('Siehe [dort](fehlt.md). Fassung B');
	r = await publish();
	assert.equal(r.code, 1);
	assert.match(r.stdout + r.stderr, /content\/modules\/eins\/index\.md:\d+:\d+.*fehlt\.md/s);
	assert.match(page(), /Fassung A/);
	commit('Fassung C');
	r = await publish();
	assert.equal(r.code, 0, r.stderr);
	assert.match(page(), /Fassung C/);
});

test('an undeclared site path does not matter: the same pages below a path', async (c) => {
	const dir = tempDir(c);

	writeFiles(dir, sampleSite);
	await ok('build', '--site', dir, '--out', path.join(dir, 'a'), '--date', '2026-11-24');
	writeFiles(dir, { 'site.conf': siteConf.replace('example/', 'example/lernen/') });
	await ok('build', '--site', dir, '--out', path.join(dir, 'b'), '--date', '2026-11-24');
	const strip = (out) => readFileSync(path.join(dir, out, 'public/module/eins/index.html'), 'utf8')
		.replaceAll('https://lernen.musterstadt.example/lernen/', 'https://lernen.musterstadt.example/');
	assert.equal(strip('b'), strip('a'));
});

test('what `new` writes is a good file, dated today without being told', async (c) => {
	const dir = tempDir(c);
	const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(new Date());

	writeFiles(dir, sampleSite);
	for (const kind of ['module', 'journey', 'news', 'event', 'term'])
		await ok('new', kind, 'probe', '--site', dir);
	assert.deepEqual(readdirSync(path.join(dir, 'content/news')), [`${today}-probe.md`]);
	const r = await ok('check', '--site', dir, '--drafts');
	assert.doesNotMatch(r.stdout + r.stderr, /bad-value|\[place\]/);
});
