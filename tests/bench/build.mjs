// `make bench-build`: lernreise against Hugo and against the floor, in one run, on tmpfs, with sites
// of equal bodies from LERNREISE_TESTDATA/bench/gen-corpus.py. MODULES=n (10,000), RUNS=n (3).

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { lernreise, measure, median, path, scratch, table, testdata, tool, version } from './common.mjs';

const generator = path.join(testdata, 'bench/gen-corpus.py');
const modules = Number(process.env.MODULES ?? 10_000), runs = Number(process.env.RUNS ?? 3);

if (!existsSync(generator)) {
	console.log(`bench-build: skipped, no ${generator}; LERNREISE_TESTDATA names the test data`);
	process.exit(0);
}
const dir = scratch('bench-build');
for (const kind of ['plain', 'hugo'])
	execFileSync('python3', [generator, kind, String(modules), path.join(dir, kind)], { stdio: ['ignore', 'inherit', 'inherit'] });

const first = path.join(dir, 'plain/content/modules/m00001.md');
const text = readFileSync(first, 'utf8');
const results = {};
const note = (name, r) => (results[name] ??= []).push(r);
const fresh = (name) => {
	rmSync(path.join(dir, name), { recursive: true, force: true });
	mkdirSync(path.join(dir, name));
	return path.join(dir, name);
};

for (let i = 0; i < runs; i++) {
	note('floor', await measure(tool('floor'), path.join(dir, 'plain'), fresh('out-floor')));
	note('Hugo, full', await measure('hugo', '--quiet', '--source', path.join(dir, 'hugo'), '--destination', fresh('out-hugo')));
	const out = fresh('out-lernreise');
	note('lernreise, full', await measure(lernreise, 'build', '--site', path.join(dir, 'plain'), '--out', out));
	note('lernreise, nothing changed', await measure(lernreise, 'build', '--site', path.join(dir, 'plain'), '--out', out));
	writeFileSync(first, `${text}\nRunde ${i}.\n`);
	note('lernreise, one file changed', await measure(lernreise, 'build', '--site', path.join(dir, 'plain'), '--out', out));
	writeFileSync(first, text);
	note('lernreise check', await measure(lernreise, 'check', '--site', path.join(dir, 'plain')).catch(() => ({ wall: NaN, cpu: NaN, memory: 0 })));
}

const hugo = median(results['Hugo, full'].map((r) => r.wall)), floor = median(results.floor.map((r) => r.cpu));
console.log(`${modules} modules, ${runs} runs, medians; ${version('hugo', 'version').slice(0, 40)}`);
table([['', 'wall s', 'CPU s', 'MiB', 'of Hugo’s wall', 'of the floor’s CPU'],
	...Object.entries(results).map(([name, list]) => [name, median(list.map((r) => r.wall)).toFixed(3), median(list.map((r) => r.cpu)).toFixed(3),
		(median(list.map((r) => r.memory)) / 1024).toFixed(0), (median(list.map((r) => r.wall)) / hugo).toFixed(3),
		(median(list.map((r) => r.cpu)) / floor).toFixed(2)])]);
