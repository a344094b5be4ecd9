// A barrier from the page it stands on to the line in the accessibility statement: told without
// script and without sign-in, read and mended by FB10, published by the next build. And every page,
// the tracker's own included, has the form and names itself in it.

import { after, before, describe, test } from 'node:test';
import { assert, launch, lernreise, open, pagesOf, path, readFileSync, root, run, signIn, stack, starterSource, tempDir, tracker, writeFileSync } from './harness.mjs';
import { kinds } from './kinds.mjs';

describe('barriers', () => {
	const dir = tempDir(null, 'lr-barrier'), out = path.join(dir, 'build/site');
	let b, s;
	const build = async (...flags) => {
		const r = await run(lernreise, ['build', '--site', dir, '--out', out, ...flags]);
		assert.equal(r.code, 0, `${r.stdout}${r.stderr}`);
	};

	before(async () => {
		b = await launch(null);
		starterSource(dir);
		await build();
		s = await stack(null, { out });
	});
	after(async () => {
		await b?.close();
		await s?.stop();
	});

	// From the link at the foot of the page, as somebody would who reads it by keyboard.
	async function tell(page, { heading, text }) {
		const link = page.locator('footer').getByRole('link', { name: 'Barriere melden' });

		await link.focus();
		await page.keyboard.press('Enter');
		const form = page.locator('#barriere');
		await form.getByRole('textbox').waitFor();
		if (heading)
			await form.getByRole('combobox').selectOption({ label: heading });
		await form.getByRole('textbox').fill(text);
		await form.getByRole('button', { name: 'Senden' }).focus();
		await page.keyboard.press('Enter');
	}

	test('told without script and sign-in, seen and mended by FB10, in the statement after the next build', async () => {
		const page = await open(b, { javaScriptEnabled: false });

		await page.goto(`${s.url}/module/phishing/`);
		await tell(page, { heading: 'So handeln Sie', text: 'Der Bildschirmleser liest die Liste nicht vor.' });
		await page.waitForURL(/\/-\/danke/);
		assert.match(await page.getByRole('main').innerText(), /Wir kümmern uns darum/);
		assert.deepEqual(await page.context().cookies(), [], 'nobody has signed in');
		// and back to where it was
		await page.getByRole('main').getByRole('link').first().click();
		await page.waitForURL(/\/module\/phishing\//);
		// another one, on a page of the tracker itself
		await page.goto(`${s.url}/-/anmelden`);
		await tell(page, { text: 'Die Namen stehen zu eng.' });
		await page.waitForURL(/\/-\/danke/);
		// and one that stays open
		await page.goto(`${s.url}/hilfe/`);
		await tell(page, { heading: 'So lernen Sie', text: 'Zu viele Wörter auf einmal.' });
		await page.waitForURL(/\/-\/danke/);

		await signIn(page, s.url, 'hanna');
		await page.goto(`${s.url}/-/rueckmeldungen`);
		const voice = (text) => page.locator('article.voice').filter({ hasText: text });
		const mine = voice('Der Bildschirmleser liest die Liste nicht vor.');
		assert.match(await mine.innerText(), /Barriere \d: Verdächtige E-Mails erkennen/);
		assert.match(await mine.innerText(), /so-handeln-sie|So handeln Sie/);
		assert.match(await mine.getByRole('link', { name: /Seite öffnen/ }).getAttribute('href'), /module\/phishing\/#so-handeln-sie$/);
		assert.match(await voice('Die Namen stehen zu eng.').getByRole('heading').innerText(), /Anmelden|\/-\/anmelden/);
		assert.match(await voice('Zu viele Wörter').getByRole('heading').innerText(), /Barriere \d: Hilfe/);
		assert.match(await voice('Zu viele Wörter').getByRole('link').getAttribute('href'), /\/hilfe\/#so-lernen-sie$/);
		assert.match(await voice('Die Namen stehen zu eng.').getByRole('link').getAttribute('href'), /\/-\/anmelden$/);
		assert.equal(await mine.getByRole('combobox').inputValue(), 'offen');
		for (const [text, cleared] of [['Der Bildschirmleser', 'Die Liste war nicht als Liste ausgezeichnet.'], ['Die Namen', 'Die Namen standen zu eng.']]) {
			await voice(text).getByRole('combobox').selectOption('erledigt');
			await voice(text).getByRole('textbox').fill(cleared);
			await voice(text).getByRole('button').click();
			await page.waitForURL(/gespeichert=1/);
		}
		assert.match(await page.getByRole('status').first().innerText(), /Gespeichert/);
		assert.equal(await mine.getByRole('combobox').inputValue(), 'erledigt');
		await page.goto(`${s.url}/-/rueckmeldungen?offen=1`);
		assert.equal(await page.locator('article.voice').count(), 1);
		await page.goto(`${s.url}/-/rueckmeldungen?art=barriere`);
		assert.equal(await page.locator('article.voice').count(), 3);

		// what the tracker gives back is what a build takes; the tracker serves the new site by itself
		const r = await run(tracker, ['export', 'public', '--data', s.data]);
		assert.equal(r.code, 0, r.stderr);
		writeFileSync(path.join(dir, 'public.json'), r.stdout);
		await build('--public', path.join(dir, 'public.json'));
		const json = JSON.parse(readFileSync(path.join(out, 'public/barrierefreiheit/statement.json'), 'utf8'));
		assert.deepEqual(json.mended.map((m) => m.text).sort(), ['Die Liste war nicht als Liste ausgezeichnet.', 'Die Namen standen zu eng.']);
		const line = page.locator('#erklaerung-behoben + ul li', { hasText: 'Die Liste war nicht als Liste ausgezeichnet.' });
		for (let i = 0; i < 50; i++) {
			await page.goto(`${s.url}/barrierefreiheit/`);
			if (await line.count())
				break;
			await page.waitForTimeout(200);
		}
		assert.match(await line.innerText(), /^\d+\. \S+ \d{4}, Verdächtige E-Mails erkennen: Die Liste war/);
		const all = await page.getByRole('main').innerText();
		assert.doesNotMatch(all, /Der Bildschirmleser liest/, 'only what was cleared');
		assert.doesNotMatch(all, /Zu viele Wörter/, 'only what is mended');
		await line.getByRole('link').click();
		await page.waitForURL(/\/module\/phishing\//);
		assert.deepEqual(page.trouble, []);
		await page.context().close();
	});

	test('with script the answer stands where one is, an empty text says what is missing, and nothing is lost', async () => {
		const page = await open(b);

		await page.goto(`${s.url}/module/phishing/`);
		await tell(page, { text: ' ' });
		const field = page.locator('#barriere').getByRole('textbox');
		assert.equal(await field.getAttribute('aria-invalid'), 'true');
		assert.ok(await field.evaluate((e) => e === document.activeElement && e.getAttribute('aria-describedby').split(' ')
			.every((id) => document.getElementById(id))), 'focus is on the field, the error is its description');
		await tell(page, { heading: 'So handeln Sie', text: 'Mit Skript gesendet.' });
		await page.locator('#barriere [role=status] .alert--right').waitFor();
		assert.match(page.url(), /module\/phishing\/#barriere$/);
		await page.context().close();
	});

	test('every page of the site has the form, its headings are those of the page', () => {
		for (const f of pagesOf(out)) {
			const html = readFileSync(path.join(out, 'public', f), 'utf8');
			const form = /<form id="barriere"[\s\S]*?<\/form>/.exec(html)?.[0];

			assert.ok(form, `${f}: no form`);
			assert.match(form, /name="page" value="[^"]+"/, f);
			assert.match(form, /method="post"/, f);
			assert.match(html, /<a href="#barriere">/, f);
			for (const [, id] of form.matchAll(/<option value="([^"]+)"/g))
				assert.ok(html.includes(` id="${id}"`), `${f}: no heading ${id}`);
		}
	});

	test('every page of the tracker names itself, and headings that it has', () => {
		const theme = path.join(root, 'themes/default/tracker');

		for (const name of new Set(kinds.filter((k) => k.template.startsWith('tracker/')).map((k) => path.basename(k.template)))) {
			const html = readFileSync(path.join(theme, name), 'utf8');

			assert.match(html, /\{\{\$place\}\}\{\{>parts\/place\}\}\{\{\/place\}\}/, name);
			for (const [, id] of (/\{\{\$where\}\}[\s\S]*?\{\{\/where\}\}/.exec(html)?.[0] ?? '').matchAll(/<option value="([^"]+)"/g))
				assert.ok(html.includes(` id="${id}"`), `${name}: no heading ${id}`);
		}
	});
});
