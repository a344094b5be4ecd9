// Parallel building equals serial building, 1,000 times on the starter site: cmark-gfm's extensions
// change tables of the whole process when used wrongly, and no thread sanitizer sees that.
// ROUNDS=n for another number.

import { test } from 'node:test';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { assert, lernreise, path, run, starterSource } from '../http/harness.mjs';
import { fingerprint } from './fingerprint.mjs';

test('parallel equals serial', { timeout: 600_000 }, async (c) => {
	const rounds = Number(process.env.ROUNDS ?? 1000);
	const dir = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : '/tmp', 'lr-parallel-'));

	c.after(() => rmSync(dir, { recursive: true, force: true }));
	starterSource(dir);
	const build = async (out, jobs) => {
		const r = await run(lernreise, ['build', '--site', dir, '--out', path.join(dir, out), '--date', '2026-11-24', '--full',
			'--jobs', String(jobs)]);

		assert.equal(r.code, 0, r.stderr);
		return fingerprint(path.join(dir, out, 'public'));
	};
	const serial = await build('serial', 1);

	for (let i = 0; i < rounds; i++)
		assert.equal(await build('parallel', 2 + i % 7), serial, `round ${i}`);
	c.diagnostic(`${rounds} rounds`);
});
