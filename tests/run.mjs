// Runs the suites of `make test`, two at a time, and counts what they report.
//
//   node tests/run.mjs [--list] [SUITE…]
//
// Each suite is one command; its whole output goes to build/test/<suite>.log and is shown only
// when it fails. The last line is the sum over all suites: "N passed, N failed".

import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const node = process.execPath;
const make = process.env.MAKE || 'make';

const files = (folder, suffix = '.test.mjs') =>
	existsSync(path.join(root, folder))
		? readdirSync(path.join(root, folder)).filter((f) => f.endsWith(suffix)).sort()
			.map((f) => `${folder}/${f}`)
		: [];
const nodeTest = (list, jobs = 1, minutes = 15) =>
	list.length ? [node, '--test', '--test-reporter=tap', `--test-timeout=${minutes * 60_000}`, `--test-concurrency=${jobs}`, ...list] : null;

// `first`: everything else waits for it. The others run two at a time in this order, the long ones
// first; `alone` ones run by themselves at the end, because they measure or fill the machine.
const suites = [
	{ name: 'build', first: true, argv: [make, '-j2', 'all', 'unit-build', 'build/release/demo', 'build/alloc_fail.so'] },
	{ name: 'browser', needs: ['build/lernreise', 'build/lernreise-tracker'], argv: nodeTest(files('tests/browser'), 1, 30) },
	{ name: 'http', needs: ['build/lernreise', 'build/lernreise-tracker'], argv: nodeTest(files('tests/http')) },
	{ name: 'site', needs: ['build/lernreise'], argv: nodeTest(files('tests/site')) },
	{ name: 'crash', needs: ['build/lernreise', 'build/lernreise-tracker'], argv: nodeTest(['tests/crash/kill.test.mjs', 'tests/crash/alloc.test.mjs']) },
	{ name: 'safeguards', argv: [node, 'tests/safeguards/run.mjs', '--check'] },
	{ name: 'golden', argv: [make, 'golden-check'] },
	{ name: 'unit', argv: [make, 'unit'] },
	// one make, not two at once in one folder
	{ name: 'asan', argv: [make, 'MODE=asan', 'unit', 'fuzz-replay'] },
	{ name: 'tsan', needs: ['build/lernreise'], env: { LERNREISE_TRACKER: 'build/tsan/lernreise-tracker', ROUNDS: '5',
		TSAN_OPTIONS: 'halt_on_error=1:exitcode=66' },
	argv: ['sh', '-c', `"${make}" MODE=tsan build/tsan/lernreise-tracker && "${node}" --test --test-reporter=tap ` +
		'tests/http/events.test.mjs tests/http/pages.test.mjs tests/http/feedback.test.mjs tests/crash/kill.test.mjs'] },
	{ name: 'lint', argv: [make, '-k', '-j2', 'lint'] },
	{ name: 'clang', needs: ['build/lernreise', 'build/lernreise-tracker'], argv: [make, 'clang'] },
];

const wanted = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const chosen = suites.filter((s) => s.argv && (wanted.length === 0 || wanted.includes(s.name)));
if (process.argv.includes('--list')) {
	for (const s of suites)
		console.log(s.name);
	process.exit(0);
}
for (const w of wanted) {
	if (!suites.some((s) => s.name === w)) {
		console.error(`run: no suite "${w}"; --list names them`);
		process.exit(2);
	}
}

const logs = path.join(root, 'build/test');
mkdirSync(logs, { recursive: true });

const sum = (text, pattern) =>
	[...text.matchAll(pattern)].reduce((n, m) => n + Number(m[1]), 0);

// What a runner's own lines say; a suite that prints none counts as one test.
function count(text, ok) {
	const passed = sum(text, /^\[  PASSED  \] (\d+) test/gm) + sum(text, /^# pass (\d+)/gm) +
		sum(text, /^(\d+) passed, \d+ failed/gm);
	const failed = sum(text, /^\[  FAILED  \] (\d+) test/gm) + sum(text, /^# fail (\d+)/gm) +
		sum(text, /^\d+ passed, (\d+) failed/gm);
	const skipped = sum(text, /^\[  SKIPPED \] (\d+) test/gm) + sum(text, /^# skipped (\d+)/gm);

	if (passed + failed + skipped === 0)
		return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
	return { passed, failed: ok ? failed : Math.max(failed, 1), skipped };
}

function run(suite) {
	const log = path.join(logs, `${suite.name}.log`);
	const began = Date.now();

	return new Promise((done) => {
		const out = createWriteStream(log);
		const env = { ...process.env, ...suite.env };
		// A make inside of make would otherwise wait for the outer one's job slots.
		delete env.MAKEFLAGS;
		delete env.MAKELEVEL;
		delete env.MFLAGS;
		delete env.NODE_TEST_CONTEXT;
		const child = spawn(suite.argv[0], suite.argv.slice(1),
			{ cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });

		child.stdout.pipe(out, { end: false });
		child.stderr.pipe(out, { end: false });
		child.on('error', (e) => out.write(`${e}\n`));
		child.on('close', (code) => out.end(() => {
			const text = readFileSync(log, 'utf8');
			const n = count(text, code === 0);
			const seconds = ((Date.now() - began) / 1000).toFixed(0);

			console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${suite.name.padEnd(14)} ` +
				`${n.passed} of ${n.passed + n.failed}` +
				`${n.skipped ? `, ${n.skipped} skipped` : ''} (${seconds} s)`);
			if (code !== 0)
				show(text, log);
			done({ ...n, ok: code === 0 });
		}));
	});
}

// The failing parts of a TAP log; of any other one the lines that say why, and the end.
function show(text, log) {
	const lines = text.split('\n');
	const at = lines.flatMap((l, i) => (/^\s*not ok /.test(l) ? [i] : []));
	const part = at.length
		? at.slice(0, 20).flatMap((i) => lines.slice(i, i + 25)).slice(0, 300)
		: [...lines.slice(0, -10).filter((l) => /error|undefined ref|\*\*\*|FAILED|ERROR|warning:/.test(l)).slice(0, 40), ...lines.slice(-10)];

	console.log(part.map((l) => `     ${l.slice(0, 300)}`).join('\n'));
	console.log(`     (all of it: ${path.relative(root, log)})`);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const note = (r) => {
	for (const k of Object.keys(total))
		total[k] += r[k];
	return r.ok;
};
let whole = true;

for (const s of chosen.filter((x) => x.first))
	whole = note(await run(s)) && whole;
if (whole) {
	const queue = chosen.filter((x) => !x.first && !x.alone);
	const lane = async () => {
		for (let s = queue.shift(); s; s = queue.shift()) {
			if (s.needs?.some((f) => !existsSync(path.join(root, f)))) {
				console.log(`     ${s.name}: not built yet`);
				continue;
			}
			whole = note(await run(s)) && whole;
		}
	};

	await Promise.all([lane(), lane()]);
	for (const s of chosen.filter((x) => x.alone))
		whole = note(await run(s)) && whole;
}
console.log(`${total.passed} passed, ${total.failed} failed` +
	(total.skipped ? `, ${total.skipped} skipped` : ''));
process.exitCode = whole ? 0 : 1;
