// Another program writes to the database (CONTRACTS.md, "Faults": 503 with Retry-After): nothing is
// recorded, nothing ends, and recording goes on when the lock is gone.

import { test } from 'node:test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { addClient, assert, event, exportEvents, path, postEvents, startTracker, tempDir } from './harness.mjs';

test('a lock held by another program is waited out', async (t) => {
	const data = path.join(tempDir(t, 'lr-locked'), 'data');
	const tracker = await startTracker(t, { data });
	const key = await addClient(data, 'fachverfahren');
	const other = spawn('sqlite3', [path.join(data, 'store.db')], { stdio: ['pipe', 'pipe', 'inherit'] });

	t.after(() => other.kill('SIGKILL'));
	other.stdin.write("BEGIN IMMEDIATE;\nSELECT 'locked';\n");
	await once(other.stdout, 'data');
	const refused = await postEvents(tracker, key, [event()]);
	assert.equal(refused.status, 503);
	assert.ok(refused.headers['retry-after'], 'says when to come back');
	other.stdin.end('ROLLBACK;\n');
	await once(other, 'exit');
	assert.equal((await postEvents(tracker, key, [event()])).status, 200);
	assert.equal((await exportEvents(data)).length, 1);
	assert.equal(tracker.child.exitCode, null, 'the tracker runs on');
});
