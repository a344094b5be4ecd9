// One shape of error for programs, a page for people, the right status for each mistake.

import { after, before, describe, test } from 'node:test';
import { assert, startTracker } from './harness.mjs';

describe('errors', () => {
	let t;

	before(async () => { t = await startTracker(null, { demo: true }); });
	after(() => t?.stop());

	const cases = [
		['an unknown address of the interface', 'GET', '/api/v1/gibt-es-nicht', 404],
		['no session', 'GET', '/api/v1/me', 401],
		['another method', 'GET', '/api/v1/events', 405],
		['another method of me', 'POST', '/api/v1/me', 405],
		['an unknown method', 'BREW', '/api/v1/events', 501],
		['a malformed request', 'POST', '/api/v1/feedback', 415],
	];
	for (const [what, method, target, status] of cases) {
		test(`${what}: ${status} with error, reason and request`, async () => {
			const r = await t.request(method, target, { headers: { Accept: 'application/json' }, ...(method === 'POST' ? { body: 'x' } : {}) });

			assert.equal(r.status, status, r.text);
			assert.match(r.headers['content-type'], /^application\/json/);
			const e = r.json();
			assert.deepEqual(Object.keys(e).sort(), ['error', 'reason', 'request']);
			assert.match(e.error, /^[a-z_ -]+$/);
			assert.ok(e.request.length >= 6);
			if (status === 405)
				assert.ok(r.headers.allow);
		});
	}

	test('each error has a number of its own', async () => {
		const one = (await t.get('/api/v1/me')).json().request, two = (await t.get('/api/v1/me')).json().request;

		assert.notEqual(one, two);
	});

	for (const [target, status] of [['/-/gibt-es-nicht', 404], ['/-/melden', 200], ['/-/anmelden', 200], ['/-/berichte', 0], ['/-/ich', 0]]) {
		test(`${target} without a session is a page for people${status ? `, ${status}` : ''}`, async () => {
			const r = await t.get(target, { Accept: 'text/html' });

			if (status)
				assert.equal(r.status, status, r.text);
			else
				assert.ok([303, 401, 403].includes(r.status), String(r.status));
			if (r.status === 303)
				assert.match(r.headers.location, /anmelden/);
			else {
				assert.match(r.headers['content-type'], /^text\/html/);
				assert.match(r.text, /<html[^>]* lang="de"/);
				assert.match(r.text, /<h1\b/);
			}
			assert.match(r.headers['cache-control'] ?? '', /no-store/);
		});
	}

	test('the tracker\'s pages have no slash at the end', async () => {
		assert.equal((await t.get('/-/anmelden/')).status, 404);
	});
});
