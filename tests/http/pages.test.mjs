// The tracker's pages as a browser without script uses them: sign in, report, what is kept about
// me, sign out; figures for FB10 and their CSV.

import { after, before, describe, test } from 'node:test';
import { Visitor, addClient, assert, event, exportEvents, forms, importPeople, path, postEvents, run, startTracker, tempDir, tracker } from './harness.mjs';

describe('pages', () => {
	let t;

	before(async () => {
		t = await startTracker(null, { demo: true, data: path.join(tempDir(null, 'lr-pages'), 'data') });
		await importPeople(t.data);
	});
	after(() => t?.stop());

	const reportForm = (page) => forms(page.text).find((x) => /\/-\/melden/.test(x.action));

	test('the demo says what it is, on every page of the tracker', async () => {
		for (const target of ['/-/anmelden', '/-/melden'])
			assert.match((await t.get(target)).text, /[Dd]emo|[Vv]orf(ü|&#252;)hr/);
	});

	test('the session cookie is __Host-, Secure, HttpOnly, SameSite=Lax, Path=/, and new at each sign-in', async () => {
		const seen = new Set();

		for (let i = 0; i < 2; i++) {
			const v = new Visitor(t);
			const page = await v.get('/-/anmelden');
			assert.equal(page.headers['set-cookie'], undefined);
			const f = forms(page.text).find((x) => x.controls.some((c) => c.value.endsWith('lena')));
			const c = f.controls.find((x) => x.value.endsWith('lena'));
			const r = await v.submit('/-/anmelden', f, { [c.name]: c.value });
			assert.equal(r.status, 303, r.text);
			const cookie = r.headers['set-cookie'].find((x) => x.startsWith('__Host-'));
			for (const part of [/; *Secure/i, /; *HttpOnly/i, /; *SameSite=Lax/i, /; *Path=\/(;|$)/i])
				assert.match(cookie, part);
			assert.doesNotMatch(cookie, /Domain/i);
			seen.add(cookie.split(';')[0]);
		}
		assert.equal(seen.size, 2);
	});

	test('sign-in goes back only to an address of this site', async () => {
		for (const bad of ['https://boese.example/', '//boese.example/', '/\\boese.example', 'javascript:alert(1)', '/-/ich\r\nX: y']) {
			const v = new Visitor(t);
			const target = `/-/anmelden?${new URLSearchParams({ weiter: bad, zurueck: bad, next: bad })}`;
			const page = await v.get(target);
			if (page.status !== 200)
				continue;
			const f = forms(page.text).find((x) => x.controls.some((c) => c.value.endsWith('lena')));
			const c = f.controls.find((x) => x.value.endsWith('lena'));
			const r = await v.submit(target, f, { [c.name]: c.value });
			const to = new URL(r.headers.location ?? '/', t.url);
			assert.equal(to.origin, t.url, bad);
		}
	});

	test('a person who is not offered cannot be picked', async () => {
		const v = new Visitor(t);
		const page = await v.get('/-/anmelden');
		const f = forms(page.text).find((x) => x.controls.some((c) => c.value.endsWith('lena')));
		const c = f.controls.find((x) => x.value.endsWith('lena'));
		const r = await v.submit('/-/anmelden', f, { [c.name]: 'niemand' });

		assert.ok(r.status >= 400 && r.status < 500, String(r.status));
		assert.equal(v.cookies.size, 0);
	});

	test('report from a module page: sign in on the way, one confirmation page with a token, one fact', async () => {
		const v = new Visitor(t);
		const page = await v.get('/module/eins/');
		const f = reportForm(page);
		const before = (await exportEvents(t.data)).length;

		assert.ok(f, 'a form to report');
		assert.equal(f.method, 'post');
		let r = await v.follow(await v.submit('/module/eins/', f));
		// nobody is signed in: the way leads over sign-in and keeps the module in mind
		const choice = forms(r.text).find((x) => x.controls.some((c) => c.value.endsWith('lena')));
		assert.ok(choice, r.text);
		const c = choice.controls.find((x) => x.value.endsWith('lena'));
		r = await v.follow(await v.submit(r.target, choice, { [c.name]: c.value }));
		const confirm = reportForm(r);
		assert.ok(confirm, `a confirmation page: ${r.text}`);
		assert.match(r.text, /Erstes Modul/);
		assert.equal((await exportEvents(t.data)).length, before, 'nothing before it is confirmed');
		r = await v.follow(await v.submit(r.target, confirm));
		assert.equal(r.status, 200, r.text);
		assert.equal((await exportEvents(t.data)).length, before + 1);
		// once more, by the static form with a session: a page with a token, and still one row
		r = await v.follow(await v.submit('/module/eins/', reportForm(page)));
		assert.ok(reportForm(r), r.text);
		await v.follow(await v.submit(r.target, reportForm(r)));
		assert.equal((await exportEvents(t.data)).length, before + 1);
	});

	test('a form without its token, with another one, or from elsewhere records nothing', async () => {
		const v = new Visitor(t);
		await v.signIn('paul');
		const f = reportForm(await v.get('/module/zwei/'));
		const r = await v.follow(await v.submit('/module/zwei/', f));
		const confirm = reportForm(r);
		const token = Object.keys(confirm.fields).find((k) => confirm.fields[k].length >= 20 && !(k in f.fields));
		const before = (await exportEvents(t.data)).length;

		assert.ok(token, JSON.stringify(confirm.fields));
		await v.submit(r.target, confirm, { [token]: 'x'.repeat(confirm.fields[token].length) });
		assert.equal((await v.submit(r.target, confirm, {}, { Origin: 'https://boese.example' })).status, 403);
		assert.equal((await v.submit(r.target, confirm, {}, { 'Sec-Fetch-Site': 'cross-site' })).status, 403);
		assert.equal((await exportEvents(t.data)).length, before);
		await v.submit(r.target, confirm);
		assert.equal((await exportEvents(t.data)).length, before + 1);
	});

	test('what is kept about me stands on one page, and only mine', async () => {
		const v = new Visitor(t), w = new Visitor(t);
		await v.signIn('paul');
		await w.signIn('adam');

		const mine = await v.get('/-/ich');
		assert.equal(mine.status, 200);
		assert.match(mine.headers['cache-control'], /no-store/);
		assert.match(mine.text, /Paul Erfunden/);
		assert.match(mine.text, /Zweites Modul/);
		const other = await w.get('/-/ich');
		assert.doesNotMatch(other.text, /Zweites Modul|Paul/);
	});

	test('deleting reads its form once, and only what it names is chosen', async () => {
		const v = new Visitor(t);
		await v.signIn('hanna');
		await v.postEvents([event({ person: undefined, module: 'zwei' })], { 'X-Token': (await v.me()).token });
		const page = await v.get('/-/ich'), token = /name="token" value="([^"]+)"/.exec(page.text)[1];
		const form = (text) => v.request('POST', '/-/loeschen', { body: `token=${token}&${text}`,
			headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: t.url } });
		const name = /name="was" value="([^"]+)"/.exec(page.text)?.[1];

		assert.match(name, /^zwei \d{4}-\d\d-\d\d$/);
		const began = performance.now(), r = await form('was=&'.repeat(50_000));
		const took = performance.now() - began;
		assert.match(r.headers.location, /gewaehlt=0$/);
		assert.ok(took < 300, `${took} ms`);
		assert.match((await form('was=zwei+2000-01-01&was=drei')).headers.location, /gewaehlt=0$/);
		assert.match((await form(`was=zwei+2000-01-01&w%61s=${encodeURIComponent(name)}&was=a`)).headers.location, /geloescht=1$/);
		assert.doesNotMatch((await v.get('/-/ich')).text, /name="was"/);
	});

	test('figures are for hr; a learner is refused, nobody is sent to sign in', async () => {
		const lena = new Visitor(t), hanna = new Visitor(t);
		await lena.signIn('lena');
		await hanna.signIn('hanna');

		assert.equal((await lena.get('/-/berichte')).status, 403);
		assert.ok([303, 401].includes((await t.get('/-/berichte')).status));
		assert.equal((await hanna.get('/-/berichte')).status, 200);
	});

	test('before a period has closed, the page says so honestly', async () => {
		const hanna = new Visitor(t);
		await hanna.signIn('hanna');
		const r = await hanna.get('/-/berichte');

		assert.doesNotMatch(r.text, /<td[^>]*>\s*\d+\s*<\/td>/);
		assert.match(r.text, /noch kein|abgeschlossen/i);
	});
});

const rows = (html) => [...(html.match(/<table\b[\s\S]*?<\/table>/gi) ?? []).join('').matchAll(/<tr\b[\s\S]*?<\/tr>/gi)]
	.map((m) => [...m[0].matchAll(/<t[hd]\b[^>]*>([\s\S]*?)<\/t[hd]>/gi)].map((c) => c[1].replace(/<[^>]*>/g, '')
		.replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/\s+/g, ' ').trim()));
const csv = (text) => text.replace(/^\ufeff/, '').trim().split(/\r?\n/).map((l) => [...l.matchAll(/(?:^|[;,])(?:"((?:[^"]|"")*)"|([^;,]*))/g)]
	.map((m) => (m[1]?.replaceAll('""', '"') ?? m[2])));

test('after close: the figures on screen equal the CSV, stay the same, and small ones read "unter 10"', async (c) => {
	const data = path.join(tempDir(c, 'lr-close'), 'data');
	let t = await startTracker(c, { data, demo: true });
	const key = await addClient(data, 'fachverfahren');

	await importPeople(data);
	const r = await postEvents(t, key, Array.from({ length: 60 }, () => event()));
	assert.equal(r.json().recorded.length, 60);
	await t.stop();
	const soon = new Date(Date.now() + 120 * 86400_000).toISOString().slice(0, 10);
	const close = () => run(tracker, ['close', '--data', data, '--as-of', soon]);
	const first = await close();
	assert.equal(first.code, 0, first.stderr);
	t = await startTracker(c, { data, demo: true });
	const hanna = new Visitor(t);
	await hanna.signIn('hanna');
	const page = await hanna.get('/-/berichte');
	assert.equal(page.status, 200);
	const link = /href="([^"]*csv[^"]*)"/i.exec(page.text)?.[1].replaceAll('&amp;', '&');
	assert.ok(link, 'a link to the CSV');
	const to = new URL(link, `${t.url}/-/berichte`);
	const file = await hanna.get(to.pathname + to.search);
	assert.equal(file.status, 200);
	assert.match(file.headers['content-type'], /^text\/csv/);
	const screen = rows(page.text).flat(), values = csv(file.text).slice(1);
	const one = values.find((v) => v.some((x) => x === 'Erstes Modul' || x === 'eins'));
	assert.ok(one, file.text);
	const figure = one.find((x) => /^\d+$/.test(x) && Number(x) >= 40 && Number(x) <= 80);
	assert.ok(figure, `60 people and noise: ${one}`);
	assert.ok(screen.includes(figure), `${figure} is on screen`);
	assert.ok(values.some((v) => v.includes('unter 10')), 'an empty cell reads "unter 10"');
	assert.ok(screen.includes('unter 10'));
	assert.equal((await t.get(to.pathname + to.search)).status === 200, false, 'the CSV is for hr alone');
	await t.stop();
	// closing again draws nothing again
	assert.equal((await close()).code, 0);
	const u = await startTracker(c, { data, demo: true });
	const again = new Visitor(u);
	await again.signIn('hanna');
	assert.equal((await again.get(to.pathname + to.search)).text, file.text);
});
