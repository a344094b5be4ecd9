// kill -9 under load, a quarter of the times during start: every acknowledged fact is there (0 lost),
// nothing is there that nobody sent (0 phantom), and nothing twice.
// ROUNDS=n (100 in `make test`, 1,000 in `make crash`), SEED=n to repeat a run.

import { test } from 'node:test';
import { createHmac } from 'node:crypto';
import http from 'node:http';
import { readFileSync } from 'node:fs';
import { addClient, assert, bearer, berlinDay, event, exportEvents, path, request, site, startTracker, tempDir } from '../http/harness.mjs';

// A small generator of numbers (mulberry32), so that a failing run can be repeated.
export function random(seed) {
	let a = seed >>> 0;

	return () => {
		a = (a + 0x6d2b79f5) >>> 0;
		let t = Math.imul(a ^ (a >>> 15), a | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

test('kill -9 under load', { timeout: 3600_000 }, async (c) => {
	const rounds = Number(process.env.ROUNDS ?? 100);
	const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
	const rnd = random(seed);
	const data = path.join(tempDir(c, 'lr-kill'), 'data');
	const { out } = await site();
	const sent = new Set(), acknowledged = new Set();
	const modules = ['eins', 'zwei', 'drei'];
	let key, secret, starts = 0, answers = 0, startMs = 60;

	c.diagnostic(`seed ${seed}`);

	// What the fact looks like in the export, by the pseudonym's definition in CONTRACTS.md.
	const fact = (e) => [createHmac('sha256', secret).update(`${e.person.iss}\n${e.person.sub}`).digest('hex').slice(0, 32),
		e.verb, e.module, berlinDay(new Date(e.at))].join(' ');

	async function client(t, stop) {
		const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

		while (!stop.now) {
			const n = rnd() < 0.2 ? 1 + Math.floor(rnd() * 40) : 1;
			const events = Array.from({ length: n }, () => event({ module: modules[Math.floor(rnd() * 3)] }));

			for (const e of events)
				sent.add(fact(e));
			try {
				const r = await request(t.port, 'POST', '/api/v1/events', { agent, body: JSON.stringify({ events }),
					headers: { 'Content-Type': 'application/json', ...bearer(key) } });
				if (r.status === 200) {
					const ids = new Set(r.json().recorded);

					answers++;
					for (const e of events.filter((x) => ids.has(x.id)))
						acknowledged.add(fact(e));
				} else {
					assert.equal(r.status, 503, r.text);
				}
			} catch (e) {
				if (e instanceof assert.AssertionError)
					throw e;
				break; // the connection went with the process
			}
		}
		agent.destroy();
	}

	async function check(when) {
		const rows = (await exportEvents(data)).map((r) => [r.person, r.verb, r.module, r.day].join(' '));
		const there = new Set(rows);

		assert.equal(rows.length, there.size, `${when}: a row twice (seed ${seed})`);
		const lost = [...acknowledged].filter((f) => !there.has(f));
		assert.deepEqual(lost, [], `${when}: acknowledged and lost (seed ${seed})`);
		const phantom = rows.filter((f) => !sent.has(f));
		assert.deepEqual(phantom, [], `${when}: never sent (seed ${seed})`);
		return rows.length;
	}

	for (let i = 0; i < rounds; i++) {
		if (i % 4 === 3) {
			// ended while it starts: at any moment until it answers, and a little after
			const early = startTracker(null, { data, site: out, ms: 60_000 }).then((t) => t, () => null);
			await sleep(rnd() * startMs * 1.2);
			starts++;
			const t = await Promise.race([early, sleep(0)]);
			(t ?? startTracker.last).stop('SIGKILL');
			await (t ?? startTracker.last).ended;
			await early;
			continue;
		}
		const began = performance.now();
		const t = await startTracker(c, { data, site: out });
		startMs = (startMs + performance.now() - began) / 2;
		key ??= await addClient(data, 'fachverfahren');
		secret ??= readFileSync(path.join(data, 'pseudonym.key'));
		const stop = { now: false };
		const clients = Array.from({ length: 8 }, () => client(t, stop));
		await sleep(20 + rnd() * 180);
		await t.stop('SIGKILL');
		stop.now = true;
		await Promise.all(clients);
		if (i % 10 === 9)
			await check(`after round ${i + 1}`);
	}
	const rows = await check('at the end');
	c.diagnostic(`${rounds} rounds (${starts} during start), ${answers} answers, ${acknowledged.size} facts acknowledged, ${rows} stored`);
	assert.ok(acknowledged.size > rounds, 'the load was one');
	assert.equal(starts, Math.floor(rounds / 4), 'a quarter of them during start');
});
