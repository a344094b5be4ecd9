// `make bench-tracker`: recording facts, all ratios in one run, on one machine with the load generator
// on the same cores. SECONDS_EACH=n (4), RUNS=n (3).

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { addClient, load, median, path, scratch, serve, site, startTracker, table, tool } from './common.mjs';

const seconds = Number(process.env.SECONDS_EACH ?? 4), runs = Number(process.env.RUNS ?? 3);
const dir = scratch('bench-tracker', false); // on the disk: a sync in memory costs nothing
const results = {};
const note = (name, r) => (results[name] ??= []).push(r);

const bare = await serve([tool('bare')], /(\d+)\n/);
const t = await startTracker(null, { data: path.join(dir, 'data') });
const key = await addClient(t.data, 'bench');
const commits = (n) => {
	const file = path.join(dir, 'commits.db');

	for (const end of ['', '-wal', '-shm'])
		rmSync(file + end, { force: true });
	return JSON.parse(execFileSync(tool('commits'), [file, String(seconds / 2), String(n)], { encoding: 'utf8' }));
};

for (let i = 0; i < runs; i++) {
	note('libmicrohttpd, 204, nothing stored', await load(bare.found, 64, seconds, 0, 'facts', key, 'eins'));
	note('tracker, 64 connections', await load(t.port, 64, seconds, 0, 'facts', key, 'eins'));
	note('SQLite, 1 fact a commit', commits(1));
	note('SQLite, 64 facts a commit', commits(64));
	note('tracker, 1 connection', await load(t.port, 1, seconds / 2, 0, 'facts', key, 'eins'));
}
const rate = (n) => median(results[n].map((r) => r.rate));
const full = rate('tracker, 64 connections');
for (let i = 0; i < runs; i++)
	note('tracker, half load', await load(t.port, 64, seconds, full / 2, 'facts', key, 'eins'));

const p = (n, k) => (results[n][0][k] === undefined ? '' : median(results[n].map((r) => r[k])));
console.log(`one fact a request, ${runs} runs of ${seconds} s, medians`);
table([['', 'per second', 'p50 µs', 'p99 µs', 'of libmicrohttpd', 'of a commit each'], ...Object.keys(results).map((n) => [n, rate(n), p(n, 'p50'), p(n, 'p99'),
	(rate(n) / rate('libmicrohttpd, 204, nothing stored')).toFixed(2), (rate(n) / rate('SQLite, 1 fact a commit')).toFixed(1)])]);
const bad = Object.entries(results).filter(([n]) => n.startsWith('tracker')).flatMap(([, l]) => l).filter((r) => r.refused + r.lost > 0);
if (bad.length)
	throw new Error(`the tracker refused or lost: ${JSON.stringify(bad)}`);
await bare.stop();
await t.stop();
process.exit(0);
