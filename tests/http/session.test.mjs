// Sessions over restarts, imports of people and restores: who is gone stays signed out.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { assert, existsSync, importPeople, path, people, run, sqlite, startTracker, tempDir, tracker, Visitor } from './harness.mjs';

const without = (sub) => people.split('\n').filter((l) => !l.startsWith(`demo,${sub},`)).join('\n');
const dataDir = (c) => path.join(tempDir(c, 'lr-session'), 'data');

// Two people signed in; { data, t, lena, paul }.
async function signedIn(c) {
	const data = dataDir(c);
	const t = await startTracker(c, { data, demo: true });

	await importPeople(data);
	const lena = new Visitor(t), paul = new Visitor(t);
	await lena.signIn('lena');
	await paul.signIn('paul');
	assert.equal((await lena.me()).name, 'Lena Erfunden');
	assert.equal((await paul.me()).name, 'Paul Erfunden');
	return { data, t, lena, paul };
}

async function again(c, { data, t, lena, paul }) {
	await t.stop();
	const u = await startTracker(c, { data, demo: true });
	lena.t = paul.t = u;
	return u;
}

test('a session outlives a restart, also a kill', async (c) => {
	const x = await signedIn(c);

	x.t.child.kill('SIGKILL');
	await x.t.ended;
	await again(c, x);
	assert.equal((await x.lena.me()).name, 'Lena Erfunden');
	assert.equal((await x.paul.me()).name, 'Paul Erfunden');
});

for (const restart of ['with a restart', 'without a restart', 'with a restart in between']) {
	test(`removed from people.csv and imported again, ${restart}: the old cookie is dead, the others' live`, async (c) => {
		const x = await signedIn(c);

		await importPeople(x.data, without('lena'));
		if (restart === 'with a restart in between')
			x.t = await again(c, x);
		await importPeople(x.data);
		if (restart === 'with a restart')
			await again(c, x);
		assert.equal((await x.lena.me()).status, 401);
		assert.equal((await x.paul.me()).name, 'Paul Erfunden');
		await x.lena.signIn('lena');
		assert.equal((await x.lena.me()).name, 'Lena Erfunden');
	});
}

test('an import keeps whoever is still named signed in, with the new unit and roles', async (c) => {
	const x = await signedIn(c);

	await importPeople(x.data, people.replace('Paul Erfunden,fb10-1,2020-01-01,,learner', 'Paul Erfunden,fb20,2020-01-01,,hr'));
	const me = await x.paul.me();
	assert.equal(me.unit, 'fb20');
	assert.ok(me.roles.includes('hr'), JSON.stringify(me));
});

test('a number of a person is never given to another one', async (c) => {
	const x = await signedIn(c), last = new Visitor(x.t);

	// the highest number of all goes, and the next one to come would get it
	await last.signIn('adam');
	await importPeople(x.data, without('adam'));
	await importPeople(x.data, `${without('adam')}demo,neu,Neu Erfunden,fb20,2020-01-01,,learner,\n`);
	assert.equal((await last.me()).status, 401);
	assert.equal((await x.paul.me()).name, 'Paul Erfunden');
});

test('store.db holds no account, neither in its tables nor in its bytes', async (c) => {
	const x = await signedIn(c);

	await x.t.stop();
	for (const name of ['store.db', 'store.db-wal'].map((f) => path.join(x.data, f)).filter(existsSync))
		assert.equal(readFileSync(name).includes('lena'), false, name);
	const schema = sqlite(path.join(x.data, 'store.db'), 'SELECT sql FROM sqlite_schema');
	assert.doesNotMatch(schema, /session|\biss\b|\bsub\b/);
	assert.equal(sqlite(path.join(x.data, 'people.db'), 'SELECT count(*) FROM session').trim(), '2');
});

test('a signed-out session is gone from people.db, and a restore signs everyone out', async (c) => {
	const x = await signedIn(c), to = tempDir(c);
	const args = ['--data', x.data, '--to', path.join(to, 'copy'), '--key-to', path.join(to, 'key')];

	assert.equal((await run(tracker, ['backup', ...args])).code, 0);
	const page = await x.lena.get('/-/ich');
	const token = /name="token" value="([^"]+)"/.exec(page.text)[1];
	const cookies = new Map(x.lena.cookies);
	const r = await x.lena.request('POST', '/-/abmelden', { body: `token=${token}`,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: x.t.url } });
	assert.equal(r.status, 303, r.text);
	await x.t.stop();
	assert.equal(sqlite(path.join(x.data, 'people.db'), 'SELECT count(*) FROM session').trim(), '1');

	const back = path.join(to, 'back');
	const restored = await run(tracker, ['restore', '--from', path.join(to, 'copy'), '--key-from', path.join(to, 'key'), '--data', back]);
	assert.equal(restored.code, 0, restored.stderr);
	const u = await startTracker(c, { data: back, demo: true });
	x.lena.t = x.paul.t = u;
	x.lena.cookies = cookies;
	assert.equal((await x.lena.me()).status, 401);
	assert.equal((await x.paul.me()).status, 401);
});

// What a browser keeps of the form to sign out.
async function signOutForm(visitor) {
	const token = /name="token" value="([^"]+)"/.exec((await visitor.get('/-/ich')).text)[1];

	return () => visitor.request('POST', '/-/abmelden', { body: `token=${token}`,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: visitor.t.url } });
}

// Another program writes to people.db; gives what ends that.
async function locked(c, data) {
	const other = spawn('sqlite3', [path.join(data, 'people.db')], { stdio: ['pipe', 'pipe', 'inherit'] });

	c.after(() => other.kill('SIGKILL'));
	other.stdin.write("BEGIN IMMEDIATE;\nSELECT 'locked';\n");
	await once(other.stdout, 'data');
	return () => {
		other.stdin.end('ROLLBACK;\n');
		return once(other, 'exit');
	};
}

for (const how of ['the form again', 'the page that says so']) {
	test(`a sign-out that could not be stored says so; ${how} ends it for ever`, async (c) => {
		const x = await signedIn(c), submit = await signOutForm(x.lena), cookies = new Map(x.lena.cookies);
		const count = () => sqlite(path.join(x.data, 'people.db'), 'SELECT count(*) FROM session').trim();
		const unlock = await locked(c, x.data), refused = await submit();

		assert.equal(refused.status, 503, refused.text);
		assert.ok(refused.headers['retry-after']);
		assert.deepEqual(x.lena.cookies, cookies, 'kept: it is what the next try names');
		assert.equal((await x.lena.me()).status, 401, 'but worth nothing any more');
		await unlock();
		assert.equal(count(), '2');
		const r = await (how === 'the form again' ? submit() : x.lena.get('/-/abmelden'));
		assert.equal(r.status, 303, r.text);
		assert.match(r.headers.location, /\/-\/abmelden$/);
		assert.equal(x.lena.cookies.size, 0, 'the cookie is cleared');
		assert.equal((await x.lena.follow(r)).status, 200);
		assert.equal(count(), '1');
		await again(c, x);
		x.lena.cookies = cookies;
		assert.equal((await x.lena.me()).status, 401);
		assert.equal((await x.paul.me()).name, 'Paul Erfunden');
	});
}

test('a cookie of no session is cleared, too; made-up ones are counted', async (c) => {
	const t = await startTracker(c, { data: dataDir(c), demo: true });
	const out = (value) => t.request('POST', '/-/abmelden', { body: '', headers: { Cookie: `__Host-lernreise=${value}`,
		'Content-Type': 'application/x-www-form-urlencoded', Origin: t.url } });

	for (const value of ['x', 'ab'.repeat(32)]) {
		const r = await out(value);
		assert.equal(r.status, 303, r.text);
		assert.match(r.headers['set-cookie'].join(), /Max-Age=0/);
	}
	const many = await Promise.all(Array.from({ length: 200 }, (_, i) => out(String(i).padStart(64, '0'))));
	assert.ok(many.some((r) => r.status === 429), 'a write that anyone may ask for has a limit');
});
