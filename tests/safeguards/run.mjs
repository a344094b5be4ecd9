// Takes the safeguards of list.mjs out of a copy of the tree, one after the other, and runs the test that
// watches over each: it must fail then, and pass with the safeguard in. Prints one line each and, last,
// "N safeguards, N tests went red".
//
//   node tests/safeguards/run.mjs [--no-control] [WORD…]     only those whose name holds one of the words
//   node tests/safeguards/run.mjs --check                    only whether the list still fits the code

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { safeguards } from './list.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const tree = path.join(root, 'build/safeguards');
const make = process.env.MAKE || 'make';
const words = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const control = !process.argv.includes('--no-control');
const chosen = safeguards.filter((s) => words.length === 0 || words.some((w) => s.name.includes(w)));
const env = { ...process.env };

for (const name of ['MAKEFLAGS', 'MAKELEVEL', 'MFLAGS', 'NODE_TEST_CONTEXT'])
	delete env[name];

// The tree as it is, with what is compiled already, so that a variant costs the files it changes.
function copyTree() {
	const files = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard', 'Makefile', 'common', 'generator', 'tracker', 'themes', 'tools', 'tests/unit'],
		{ cwd: root, encoding: 'utf8' }).split('\0').filter((f) => f && existsSync(path.join(root, f)));

	rmSync(tree, { recursive: true, force: true });
	for (const f of files)
		cpSync(path.join(root, f), path.join(tree, f), { preserveTimestamps: true, recursive: true });
	mkdirSync(path.join(tree, 'build'), { recursive: true });
	cpSync(path.join(root, 'build/release'), path.join(tree, 'build/release'), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true,
		filter: (f) => !f.includes('/release/lint') });
}

function build(s) {
	const targets = ['build/lernreise-tracker', ...(s.unit ? [`build/release/tests/test_${s.unit}`] : [])];
	const r = spawnSync(make, ['-s', '-j2', ...targets, 'WERROR='], { cwd: tree, env, encoding: 'utf8' });

	if (r.status !== 0)
		throw new Error(`${s.name}: does not build: ${r.stdout}${r.stderr}`);
}

// { red, why }
function watch(s) {
	const r = s.unit
		? spawnSync(path.join(tree, `build/release/tests/test_${s.unit}`), [], { cwd: tree, env, encoding: 'utf8', timeout: 120_000 })
		: spawnSync(process.execPath, ['--test', '--test-reporter=tap', '--test-timeout=60000', `--test-name-pattern=${s.tests}`, s.test],
			{ cwd: root, env: { ...env, LERNREISE_TRACKER: path.join(tree, 'build/lernreise-tracker') }, encoding: 'utf8', maxBuffer: 64 << 20, timeout: 600_000 });
	const text = `${r.stdout}${r.stderr}`;
	const ran = s.unit ? 1 : Number(/^# pass (\d+)/m.exec(text)?.[1] ?? 0) + Number(/^# fail (\d+)/m.exec(text)?.[1] ?? 0) + Number(/^# cancelled (\d+)/m.exec(text)?.[1] ?? 0);
	const why = s.unit ? /^.*(?:is not within|!=|Test failed|error:).*$/m.exec(text)?.[0] : /^ *error: (?:\|-\n *)?(.*)/m.exec(text)?.[1];

	if (ran === 0)
		throw new Error(`${s.name}: no test of ${s.test} is named like ${s.tests}`);
	return { red: r.status !== 0, why: (why ?? (r.signal ? `ended by ${r.signal}` : '')).trim().slice(0, 110), text };
}

// Both halves of an edit are in the copy alone; the originals come back before the next one.
function edit(s) {
	const edits = [s, ...(s.more ?? [])], before = new Map();

	for (const { file, from, to } of edits) {
		const full = path.join(tree, file), text = readFileSync(full, 'utf8');

		if (text.split(from).length !== 2)
			throw new Error(`${s.name}: its lines are ${text.includes(from) ? 'there more than once' : 'no longer there'} in ${file}: adapt tests/safeguards/list.mjs`);
		if (!before.has(full))
			before.set(full, text);
		writeFileSync(full, text.replace(from, () => to));
	}
	return () => before.forEach((text, full) => writeFileSync(full, text));
}

if (process.argv.includes('--check')) {
	const missed = chosen.flatMap((s) => [s, ...(s.more ?? [])].filter(({ file, from }) =>
		readFileSync(path.join(root, file), 'utf8').split(from).length !== 2).map((x) => `${s.name}: its lines are not in ${x.file} once`));

	missed.forEach((m) => console.log(m));
	console.log(`${chosen.length - missed.length} passed, ${missed.length} failed`);
	process.exit(missed.length ? 1 : 0);
}

let red = 0, wrong = 0;
const green = new Set();

copyTree();
for (const s of chosen) {
	const began = Date.now();
	let restore = () => {};

	try {
		const key = s.unit ?? `${s.test} ${s.tests}`;
		if (control && !green.has(key)) {
			build(s);
			const on = watch(s);
			if (on.red)
				throw new Error(`${s.name}: its test fails with the safeguard in: ${on.why}`);
			green.add(key);
		}
		restore = edit(s);
		build(s);
		const off = watch(s);
		if (!off.red)
			throw new Error(`${s.name}: taken out, and ${key} still passes`);
		red++;
		console.log(`red  ${s.name} (${((Date.now() - began) / 1000).toFixed(0)} s): ${off.why}`);
	} catch (e) {
		wrong++;
		console.log(`WRONG ${e.message}`);
	} finally {
		restore();
	}
}
rmSync(tree, { recursive: true, force: true });
console.log(`${chosen.length} safeguards, ${red} tests went red`);
process.exitCode = wrong ? 1 : 0;
