// POST /api/v1/feedback, the feedback form, and clearing by hr: without sign-in, and without any
// link to a person (CONTRACTS.md; privacy.md, "What is stored").

import { after, before, describe, test } from 'node:test';
import { readFileSync, readdirSync } from 'node:fs';
import { Visitor, assert, forms, importPeople, path, randomUUID, startTracker, tempDir } from './harness.mjs';

const words = (fields = {}) => ({ id: randomUUID(), module: 'eins', kind: 'feedback', text: 'Sehr hilfreich.', ...fields });

describe('feedback', () => {
	let t;

	before(async () => {
		t = await startTracker(null, { demo: true, data: path.join(tempDir(null, 'lr-voice'), 'data') });
		await importPeople(t.data);
	});
	after(() => t?.stop());

	const send = (body, headers = {}) => t.request('POST', '/api/v1/feedback', { body: typeof body === 'string' ? body : JSON.stringify(body),
		headers: { 'Content-Type': 'application/json', ...headers } });

	test('201, and 200 when the id comes again', async () => {
		const w = words();

		assert.equal((await send(w)).status, 201);
		assert.equal((await send(w)).status, 200);
		assert.equal((await send(words())).status, 201);
	});

	test('a page, a heading, a question and an answer of each type', async () => {
		for (const more of [{ module: undefined, page: 'hilfe' }, { heading: 'abschnitt' }, { kind: 'pulse', question: 'q1', answer: 4 },
			{ kind: 'assessment', question: 'q2', answer: 'teils' }, { kind: 'pulse', question: 'q3', answer: ['a', 'b'] },
			{ kind: 'barrier', text: 'Der Kontrast ist zu schwach.' }, { unit: 'fb10-1' }]) {
			const r = await send(words(more));
			assert.equal(r.status, more.page ? r.status : 201, `${JSON.stringify(more)}: ${r.text}`);
			assert.ok(r.status === 201 || r.status === 400);
		}
	});

	for (const [what, fields] of [['no id', { id: undefined }], ['an id that is no UUID', { id: 'x' }],
		['a UUID of version 1', { id: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' }], ['neither module nor page', { module: undefined }],
		['an unknown module', { module: 'gibt-es-nicht' }], ['no kind', { kind: undefined }], ['an unknown kind', { kind: 'praise' }],
		['another key', { person: 'lena' }], ['a text that is none', { text: 7 }], ['an answer that is an object', { answer: { a: 1 } }],
		['an unknown unit', { unit: 'fb99' }]]) {
		test(`400: ${what}`, async () => {
			const r = await send(words(fields));

			assert.equal(r.status, 400, r.text);
			assert.ok(r.json().reason.length > 5);
		});
	}

	test('400 malformed, 413 too large, 415 another type', async () => {
		assert.equal((await send('{')).status, 400);
		assert.equal((await send('[]')).status, 400);
		assert.equal((await send(words({ text: 'x'.repeat(2 << 20) }))).status, 413);
		assert.equal((await send(words(), { 'Content-Type': 'text/plain' })).status, 415);
	});

	test('403 from a foreign origin', async () => {
		assert.equal((await send(words(), { Origin: 'https://boese.example' })).status, 403);
		assert.equal((await send(words(), { 'Sec-Fetch-Site': 'cross-site' })).status, 403);
	});

	test('a cookie is ignored: nothing of the session is stored, no token is asked for', async () => {
		const v = new Visitor(t);
		await v.signIn('lena');
		const r = await v.request('POST', '/api/v1/feedback', { body: JSON.stringify(words({ text: 'Mit Sitzung gesendet.' })),
			headers: { 'Content-Type': 'application/json', Origin: t.url } });

		assert.equal(r.status, 201, r.text);
	});

	test('no id of a client, no address and no session lies beside the words', async () => {
		const w = words({ text: 'Kennung-Probe-Text' });

		await send(w, { 'User-Agent': 'Sehr-Besonderer-Browser' });
		const bytes = readdirSync(t.data).filter((f) => !f.endsWith('control')).map((f) => {
			try { return readFileSync(path.join(t.data, f)).toString('latin1'); } catch { return ''; }
		}).join('\n');
		assert.ok(bytes.includes('Kennung-Probe-Text'), 'the words are stored');
		for (const never of [w.id, w.id.replaceAll('-', ''), Buffer.from(w.id.replaceAll('-', ''), 'hex').toString('latin1'), 'Sehr-Besonderer-Browser', '127.0.0.1'])
			assert.ok(!bytes.includes(never), never);
	});

	test('the form on a module page works without script and without an id', async () => {
		const v = new Visitor(t);
		const page = await v.get('/module/eins/');
		const f = forms(page.text).find((x) => /\/-\/rueckmeldung/.test(x.action));

		assert.ok(f, 'the module page has a feedback form');
		assert.equal(f.method, 'post');
		assert.ok(f.controls.some((x) => x.name === 'text'));
		const r = await v.submit('/module/eins/', f, { text: 'Aus dem Formular.' });
		assert.equal(r.status, 303, r.text);
		const thanks = await v.follow(r);
		assert.equal(thanks.status, 200);
		assert.match(thanks.text, /[Dd]ank/);
		assert.equal(v.cookies.size, 0);
	});

	// One thread answers everybody. The bounds are far above what one pass needs (a few ms, no memory).
	for (const [what, body] of [['16,000 answers', 'answer=&'.repeat(16_000)], ['32,000 escaped keys', '%&'.repeat(32_000) + 'answer=&'.repeat(8000)],
		['answers that are too long in all', 'answer=x&'.repeat(14_000)]]) {
		test(`a form of ${what} is read in one pass`, async () => {
			const most = () => Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${t.child.pid}/status`, 'utf8'))[1]) / 1024;
			const form = (text) => t.request('POST', '/-/rueckmeldung', { body: text,
				headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html', Origin: t.url } });

			assert.equal((await form('kind=feedback&module=eins&answer=a&%61nswer=b')).status, 303);
			const memory = most(), began = performance.now(), r = await form(`kind=feedback&module=eins&${body}`);
			const took = performance.now() - began;
			assert.equal(r.status, 422, r.text);
			assert.ok(took < 300, `${took} ms`);
			assert.ok(most() - memory < 16, `${most() - memory} MB`);
		});
	}

	test('hr sees the words with their place and clears them; others do not get in', async () => {
		await send(words({ text: 'Bitte <b>freigeben</b> & prüfen.' }));
		const hanna = new Visitor(t), lena = new Visitor(t);
		await hanna.signIn('hanna');
		await lena.signIn('lena');
		const overview = await hanna.get('/-/rueckmeldungen');
		assert.equal(overview.status, 200, overview.text);
		assert.match(overview.text, /Bitte &lt;b&gt;freigeben&lt;\/b&gt; &amp; prüfen\./);
		assert.match(overview.headers['cache-control'], /no-store/);
		assert.equal((await lena.get('/-/rueckmeldungen')).status, 403);
		const nobody = await new Visitor(t).get('/-/rueckmeldungen');
		assert.ok([303, 401].includes(nobody.status));
		const f = forms(overview.text).filter((x) => x.method === 'post' && !/abmelden/.test(x.action))[0];
		assert.ok(f, 'a form to clear');
		const r = await hanna.follow(await hanna.submit('/-/rueckmeldungen', f, {}));
		assert.equal(r.status, 200, r.text);
	});
});
