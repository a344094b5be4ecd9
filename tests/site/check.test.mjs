// `check` on built pages: barriers in templates, pages of the tracker and Markdown, with the place to mend; its
// formats for other programs; the documentation of its rules.

import { test } from 'node:test';
import { createRequire } from 'node:module';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { assert, lernreise, path, root, run, sampleSite, starterSource, tempDir, writeFiles } from '../http/harness.mjs';

const site = (c) => {
	const dir = tempDir(c);

	writeFiles(dir, sampleSite);
	cpSync(path.join(root, 'themes'), path.join(dir, 'themes'), { recursive: true });
	return dir;
};
const change = (dir, file, from, to) => {
	const name = path.join(dir, file), text = readFileSync(name, 'utf8');

	assert.ok(text.includes(from), `${file} has ${from}`);
	writeFileSync(name, text.replace(from, to));
	return text.slice(0, text.indexOf(from)).split('\n').length; // its line
};
const check = async (dir, env = {}) => {
	const r = await run(lernreise, ['check', '--site', dir, '--format', 'json', '--date', '2026-11-24'],
		{ env: { ...process.env, XDG_CACHE_HOME: path.join(dir, 'cache'), ...env } });

	return { ...r, findings: r.stdout.split('\n').filter(Boolean).map((l) => JSON.parse(l)) };
};
const rules = (r) => r.findings.map((f) => `${f.rule} ${f.file}:${f.line}`);

test('the sample site with our theme has no barrier', async (c) => {
	const r = await check(site(c));

	assert.deepEqual(rules(r).filter((x) => /^[0-9a-z]{6} /.test(x)), []);
	assert.equal(r.code, 0);
});

test('the starter site gives its authors nothing to mend', async (c) => {
	const r = await check(starterSource(tempDir(c)));

	assert.deepEqual(r.findings.filter((f) => f.rule !== 'spelling').map((f) => `${f.rule} ${f.file}:${f.line} ${f.message}`), []);
	assert.equal(r.code, 0, r.stderr);
});

test('a barrier in the layout is found once, in the layout', async (c) => {
	const dir = site(c), line = change(dir, 'themes/default/layout.html', '<header class="site-head">',
		'<a class="probe" href="https://probe.example/"></a><header class="site-head">');
	const r = await check(dir);

	assert.deepEqual(rules(r), [`c487ae themes/default/layout.html:${line}`]);
	assert.equal(r.findings[0].severity, 'stop');
	assert.equal(r.findings[0].criterion, 'WCAG 2.4.4 (A), 4.1.2 (A)');
	assert.ok(r.findings[0].remedy.length > 0);
	assert.equal(r.code, 1);
});

test('a barrier in a page of the tracker is found, in an empty state, too', async (c) => {
	const dir = site(c), page = 'themes/default/tracker/berichte.html';
	const full = change(dir, page, '<form class="filter"', '<div role="probe"></div><form class="filter"');
	const empty = change(dir, page, '<section class="empty"', '<div aria-probe="1"></div><section class="empty"');
	const r = await check(dir);

	assert.deepEqual(rules(r).sort(), [`5f99a7 ${page}:${empty}`, `674b10 ${page}:${full}`]);
});

test('a barrier that only some pages have is found, too', async (c) => {
	const dir = site(c), line = change(dir, 'themes/default/module.html', '{{{body}}}', '{{{body}}}<p lang="{{id}}">x</p>');
	const r = await check(dir); // ids have four letters: no language

	assert.deepEqual(rules(r), [`de46e4 themes/default/module.html:${line}`]);
});

test('what was good is remembered, what changed is looked at again', async (c) => {
	const dir = site(c);
	const kept = () => readdirSync(path.join(dir, 'cache/lernreise')).filter((f) => f.endsWith('.pages')).map((f) => readFileSync(path.join(dir, 'cache/lernreise', f)));

	assert.equal((await check(dir)).code, 0);
	const before = kept();
	assert.equal(before.length, 1);
	assert.equal((await check(dir)).code, 0);
	assert.deepEqual(kept(), before);
	const line = change(dir, 'themes/default/module.html', '{{{body}}}', '{{{body}}}<img src="x.png">');
	for (let i = 0; i < 2; i++) // what is bad is never remembered
		assert.deepEqual(rules(await check(dir)), [`23a2a8 themes/default/module.html:${line}`]);
	assert.notDeepEqual(kept(), before);
	for (const f of readdirSync(path.join(dir, 'cache/lernreise')))
		writeFileSync(path.join(dir, 'cache/lernreise', f), 'broken');
	assert.equal((await check(dir)).code, 1);
	assert.equal((await check(dir, { XDG_CACHE_HOME: '/dev/null', HOME: '/dev/null' })).code, 1);
});

test('what is remembered of texts is what looking again would find', async (c) => {
	const dir = site(c), fresh = async () => (await check(dir, { XDG_CACHE_HOME: '/dev/null', HOME: '/dev/null' })).stdout;
	const page = 'content/modules/texte.md', write = (text) => writeFileSync(path.join(dir, page), text);
	const same = async (what) => {
		const want = await fresh();

		for (let i = 0; i < 2; i++) // the second one remembers all
			assert.equal((await check(dir)).stdout, want, what);
		return want;
	};

	write('---\ntitle: Texte\ndescription: Für Mitarbeiter.\n---\n\nAlle Kolleg:innen klicken [hier](eins/index.md) oder [dort](eins/index.md#abschnitt).\n');
	assert.match(await same('at first'), /Kolleg:innen/);
	// the same bytes, another form asked for
	writeFileSync(path.join(dir, 'site.conf'), `${readFileSync(path.join(dir, 'site.conf'), 'utf8')}style: {gender: colon}\n`);
	assert.doesNotMatch(await same('site.conf'), /„Kolleg:innen“ folgt/);
	// the same bytes, another language
	cpSync(path.join(dir, page), path.join(dir, 'content/modules/texte.en.md'));
	assert.match(await same('language'), /texte\.en\.md/);
	// the file itself: what was found moves
	write(`${readFileSync(path.join(dir, page), 'utf8').replace('\n\n', '\n\nEine Zeile davor.\n\n')}`);
	assert.match(await same('the file'), /"file":"content\/modules\/texte\.md","line":8/);
	// what it links to
	change(dir, 'content/modules/eins/index.md', '## Abschnitt', '## Anders');
	assert.match(await same('a linked page'), /broken-anchor/);
	// the theme
	change(dir, 'themes/default/module.html', '{{{body}}}', '{{{body}}}<img src="x.png">');
	assert.match(await same('the theme'), /23a2a8/);
});

// One of each: a stop and a warning, with and without a place.
const faulty = (c) => {
	const dir = site(c);

	change(dir, 'themes/default/module.html', '{{{body}}}', '{{{body}}}<img src="ä ö.png"><img src="ä ö.png"><i role="probe"></i>');
	return dir;
};
const format = (dir, name) => run(lernreise, ['check', '--site', dir, '--format', name, '--date', '2026-11-24']);

test('SARIF says the same as JSON', async (c) => {
	const dir = faulty(c), r = await format(dir, 'sarif'), found = (await check(dir)).findings;
	const log = JSON.parse(r.stdout), [one] = log.runs, { driver } = one.tool;

	assert.equal(r.code, 1);
	assert.equal(log.version, '2.1.0');
	assert.equal(one.columnKind, 'unicodeCodePoints');
	assert.ok(found.length >= 2);
	assert.deepEqual(one.results.map((x) => ({ rule: x.ruleId, level: x.level, uri: x.locations[0].physicalLocation.artifactLocation.uri,
		line: x.locations[0].physicalLocation.region.startLine, column: x.locations[0].physicalLocation.region.startColumn })),
	found.map((f) => ({ rule: f.rule, level: { stop: 'error', warn: 'warning', advice: 'note' }[f.severity], uri: f.file,
		line: f.line, column: f.column })));
	one.results.forEach((x) => assert.equal(driver.rules[x.ruleIndex].id, x.ruleId));
	assert.ok(driver.rules.every((x) => x.shortDescription.text && x.help.text));
});

// The schema of the standard, as its editors ship it (draft 4, so with the validator that they ship beside it).
const sarifErrors = (log) => {
	const require = createRequire(path.join(root, 'tests/node_modules/@microsoft/jest-sarif/package.json'));
	const Ajv = require('ajv'), ajv = new Ajv({ schemaId: 'id', unknownFormats: 'ignore', meta: false, allErrors: true });

	ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
	return ajv.validate(require('./lib/schemas/sarif-2.1.0-rtm.5.json'), log) ? [] : ajv.errors.map((e) => `${e.dataPath} ${e.message}`);
};

test('SARIF is valid by the schema of the standard, with findings, exceptions and without either', async (c) => {
	const dir = faulty(c);

	writeFiles(dir, { 'content/modules/x.md': '---\ntitle: X\ndescription: x\nexceptions:\n  - {rule: link-generic, reason: ein Zitat}\n---\n\n[hier](drei.md)\n' });
	const log = JSON.parse((await format(dir, 'sarif')).stdout), [one] = log.runs;

	assert.deepEqual(sarifErrors(log), []);
	assert.deepEqual(sarifErrors(JSON.parse((await format(site(c), 'sarif')).stdout)), []);
	assert.ok(sarifErrors({ ...log, runs: [{ ...one, results: [{ level: 'stop' }] }] }).length > 0, 'the schema sees mistakes');
	assert.match(one.tool.driver.version, /^\d+\.\d+\.\d+$/);
	assert.match(one.tool.driver.informationUri, /^https:/);
	const accepted = one.results.filter((r) => r.suppressions.length);
	assert.deepEqual(accepted.map((r) => [r.ruleId, r.suppressions[0].justification]), [['link-generic', 'ein Zitat']]);
	assert.equal(new Set(one.results.map((r) => r.partialFingerprints['lernreise/v1'])).size, one.results.length);
	one.tool.driver.rules.forEach((r) => assert.ok(r.fullDescription.text && r.help.text && r.defaultConfiguration.level, r.id));
});

test('exceptions: on HTML rules, too, counted, and wrong ones told', async (c) => {
	const dir = site(c), page = (rule) => `---\ntitle: X\ndescription: x\nexceptions:\n  - {rule: ${rule}, reason: ein Zitat}\n---\n\n[hier](drei.md)\n`;
	const found = async (rule) => {
		writeFiles(dir, { 'content/modules/x.md': page(rule) });
		return (await check(dir)).findings.filter((f) => f.file === 'content/modules/x.md' && f.rule !== 'site-ways').map((f) => `${f.rule} ${f.severity} ${f.line}:${f.column}`);
	};

	assert.deepEqual(await found('link-generic'), ['exception advice 5:5']);
	assert.deepEqual(await found('alt-long'), ['exception-unused warn 5:5', 'link-generic warn 8:2']);
	assert.deepEqual(await found('link-genric'), ['exception-rule stop 5:5', 'link-generic warn 8:2']);
	assert.deepEqual(await found('broken-link'), ['exception-rule stop 5:5', 'link-generic warn 8:2']);
	change(dir, 'themes/default/module.html', '{{{body}}}', '{{{body}}}<img src="x.png">');
	assert.deepEqual(await found('23a2a8'), ['exception advice 5:5', 'link-generic warn 8:2']);
	assert.ok((await check(dir)).findings.some((f) => f.rule === '23a2a8'), 'other pages have it all the same');
	assert.match((await run(lernreise, ['check', '--site', dir])).stdout, /^1 Fund ist als Ausnahme angenommen$/m);
});

test('barriers on pages are told also where another page cannot be built', async (c) => {
	const dir = site(c), line = change(dir, 'themes/default/module.html', '{{{body}}}', '{{{body}}}<img src="x.png">');

	writeFiles(dir, { 'content/modules/kaputt.md': '---\ntitel: X\n---\n\nText.\n', 'content/modules/link.md': '---\ntitle: L\ndescription: l\n---\n\n[Weg](fehlt.md)\n' });
	const all = rules(await check(dir));
	for (const want of [`23a2a8 themes/default/module.html:${line}`, 'unknown-key content/modules/kaputt.md:2', 'broken-link content/modules/link.md:6'])
		assert.ok(all.includes(want), `${want} in ${all.join('; ')}`);
});

test('GitLab gets what its code quality report asks for', async (c) => {
	const dir = faulty(c), r = await format(dir, 'codequality'), found = (await check(dir)).findings;
	const issues = JSON.parse(r.stdout);

	assert.equal(issues.length, found.length);
	assert.equal(new Set(issues.map((i) => i.fingerprint)).size, issues.length);
	issues.forEach((i, k) => {
		assert.deepEqual(Object.keys(i), ['description', 'check_name', 'fingerprint', 'severity', 'location']);
		assert.ok(i.description.includes(found[k].message));
		assert.equal(i.check_name, found[k].rule);
		assert.ok(['info', 'minor', 'major', 'critical', 'blocker'].includes(i.severity));
		assert.equal(i.location.path, found[k].file);
		assert.equal(i.location.lines.begin, found[k].line);
	});
	// Lines move, issues stay the same ones.
	change(dir, 'themes/default/module.html', '{{<layout}}', '{{! a line more }}\n{{<layout}}');
	const later = JSON.parse((await format(dir, 'codequality')).stdout);

	assert.notDeepEqual(later.map((i) => i.location.lines.begin), issues.map((i) => i.location.lines.begin));
	assert.deepEqual(later.map((i) => i.fingerprint).sort(), issues.map((i) => i.fingerprint).sort());
});

test('without findings every format is whole', async (c) => {
	const dir = site(c);

	assert.deepEqual(JSON.parse((await format(dir, 'sarif')).stdout).runs[0].results, []);
	assert.deepEqual(JSON.parse((await format(dir, 'codequality')).stdout), []);
	assert.equal((await format(dir, 'json')).stdout, '');
	assert.equal((await format(dir, 'xml')).code, 2);
});

test('the documentation of the rules is what the program knows', async () => {
	const r = await run(lernreise, ['check', '--rules-markdown']);

	assert.equal(r.stdout, readFileSync(path.join(root, 'docs/barrierefreiheit-pruefungen.md'), 'utf8'), 'run `make docs`');
});
