// What the benchmarks share. Machines here are noisy: ratios of one run mean something, numbers do not.

import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../http/harness.mjs';

export * from '../http/harness.mjs';

const exec = promisify(execFile);
export const tool = (name) => path.join(root, 'build/bench', name);
export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

export async function measure(...argv) {
	const { stdout, stderr } = await exec(tool('measure'), argv, { maxBuffer: 64 << 20 });
	const r = JSON.parse(stdout);

	if (r.status !== 0)
		throw new Error(`${argv.join(' ')}: status ${r.status}\n${stderr.slice(-2000)}`);
	return { ...r, cpu: r.user + r.system };
}

export async function load(port, connections, seconds, rate, ...what) {
	return JSON.parse((await exec(tool('load'), [port, connections, seconds, rate, ...what].map(String))).stdout);
}

// A folder in memory where there is one, so that a disk's moods do not count.
export function scratch(name, inMemory = true) {
	const dir = mkdtempSync(path.join(inMemory && existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), `lr-${name}-`));

	process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
	return dir;
}

// A server that ends with this process: `argv` prints what `pattern` finds when it is ready.
export async function serve(argv, pattern) {
	const child = spawn(argv[0], argv.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
	let out = '';

	process.on('exit', () => child.kill('SIGKILL'));
	const found = await new Promise((done, fail) => {
		child.stdout.on('data', (d) => {
			out += d;
			const m = pattern.exec(out);
			if (m)
				done(m[1]);
		});
		child.on('exit', () => fail(new Error(`${argv[0]} ended`)));
	});
	return { child, found, stop: () => new Promise((done) => { child.removeAllListeners('exit'); child.on('exit', done); child.stdin.end(); child.kill('SIGTERM'); }) };
}

export function table(rows) {
	const width = rows[0].map((_, i) => Math.max(...rows.map((r) => String(r[i]).length)));

	for (const r of rows)
		console.log(r.map((c, i) => (i === 0 ? String(c).padEnd(width[i]) : String(c).padStart(width[i]))).join('  '));
}

export const version = (file, ...args) => {
	try {
		return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).split('\n')[0];
	} catch {
		return 'absent';
	}
};
