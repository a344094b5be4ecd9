// Keeps the store of a released version, for tests/http/upgrade.test.mjs: run once when a version with
// a new schema is released, before the next migration is written, and commit the new folder.
//
//   node tests/data/stores/make.mjs        (LERNREISE_TRACKER names another tracker; needs libfaketime)
//
// A data folder as an operator has it, filled through the interface alone: facts of half a year ago with
// one revoked and one erased, feedback with one cleared, people, a session, clients, closed figures. Its
// databases are packed, beside them is what `export events` and `export public` said of them then.

import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { addClient, assert, event, importPeople, path, postEvents, root, run, sqlite, startTracker, tempDir, tracker, Visitor } from '../../http/harness.mjs';

const lib = ['x86_64', 'aarch64'].map((m) => `/usr/lib/${m}-linux-gnu/faketime/libfaketimeMT.so.1`).find(existsSync);
assert.ok(lib, 'libfaketime is not installed');
const then = new Date(Date.now() - 200 * 86400_000).toISOString().replace(/\.\d+Z$/, 'Z');
const env = { ...process.env, LD_PRELOAD: lib, FAKETIME: '-200d', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
const data = path.join(tempDir(null), 'data');

let t = await startTracker(null, { data, demo: true, env });
const key = await addClient(data, 'fachverfahren');
await addClient(data, 'bericht', 'reports');
await importPeople(data);
const person = (n) => ({ iss: 'https://login.musterstadt.example', sub: `alt${n}` });
const events = Array.from({ length: 60 }, (_, n) => event({ person: person(n), module: ['eins', 'zwei', 'drei'][n % 3], at: then }));
assert.equal((await postEvents(t, key, events)).json().recorded.length, 60);
assert.equal((await postEvents(t, key, [{ ...event({ person: person(3), at: then }), verb: 'revoked' }])).json().recorded.length, 1);
for (const [n, text] of ['Sehr hilfreich.', 'Bitte mehr Beispiele.'].entries()) {
	const r = await t.request('POST', '/api/v1/feedback', { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({
		id: `0f9e8d7c-6b5a-4c3d-8e2f-00000000000${n}`, module: 'eins', heading: 'abschnitt', kind: 'feedback', text, unit: 'fb10-1' }) });
	assert.equal(r.status, 201, r.text);
}
assert.equal((await t.stop()).code, 0, t.err);
assert.equal((await run(tracker, ['erase', person(5).iss, person(5).sub, '--data', data])).code, 0);
assert.equal((await run(tracker, ['close', '--data', data])).code, 0);
t = await startTracker(null, { data, demo: true });
const lena = new Visitor(t);
await lena.signIn('lena');
const cookie = [...lena.cookies].map(([k, v]) => `${k}=${v}`).join('');
assert.equal((await t.stop()).code, 0, t.err);

const version = (name) => sqlite(path.join(data, name), 'PRAGMA user_version').trim();
const to = path.join(root, 'tests/data/stores', `store${version('store.db')}-people${version('people.db')}`);
mkdirSync(path.join(to, 'site'), { recursive: true });
for (const name of ['store.db', 'people.db']) {
	assert.ok(!existsSync(path.join(data, `${name}-wal`)) || readFileSync(path.join(data, `${name}-wal`)).length === 0, 'a clean end leaves no log');
	writeFileSync(path.join(to, `${name}.gz`), gzipSync(readFileSync(path.join(data, name)), { level: 9 }));
}
for (const name of ['pseudonym.key', 'erasures', 'figures.manifest'])
	copyFileSync(path.join(data, name), path.join(to, name));
for (const name of readdirSync(path.join(data, 'site')).filter((f) => f.endsWith('.json')))
	copyFileSync(path.join(data, 'site', name), path.join(to, 'site', name));
for (const [name, args] of [['events.jsonl', ['export', 'events']], ['public.json', ['export', 'public']]]) {
	const r = await run(tracker, [...args, '--data', data]);
	assert.equal(r.code, 0, r.stderr);
	writeFileSync(path.join(to, name), r.stdout);
}
writeFileSync(path.join(to, 'secrets.json'), `${JSON.stringify({ key, cookie })}\n`);
console.log(to);
