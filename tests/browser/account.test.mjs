// Sign in, report, sign out; FB10 sees the figure, and its table and CSV agree.

import { after, before, describe, test } from 'node:test';
import { assert, exportEvents, launch, open, signIn, stack, text } from './harness.mjs';

describe('account', () => {
	let b, s;

	before(async () => {
		b = await launch(null);
		s = await stack(null, { closed: 40 });
	});
	after(async () => {
		await b?.close();
		await s?.stop();
	});

	test('sign in, report with script, see it among my data, sign out', async () => {
		const page = await open(b);
		const before = (await exportEvents(s.data)).length;

		await signIn(page, s.url, 'lena');
		assert.equal((await page.context().cookies()).filter((c) => c.name.startsWith('__Host-') && c.httpOnly && c.secure).length, 1);
		await page.goto(`${s.url}/module/phishing/`);
		await page.getByRole('button', { name: text('report') }).click();
		const said = page.getByText(text('say_told')).or(page.locator('main form').filter({ has: page.locator('input[name=module]') }).getByRole('button'));
		await said.first().waitFor();
		if (!/module\/phishing/.test(page.url()))
			await page.locator('main form').filter({ has: page.locator('input[name=module]') }).getByRole('button').first().click();
		await page.waitForTimeout(300);
		assert.equal((await exportEvents(s.data)).length, before + 1);

		// once more: the same fact
		await page.goto(`${s.url}/module/phishing/`);
		const again = page.getByRole('button', { name: text('report') });
		if (await again.isVisible()) {
			await again.click();
			await page.waitForTimeout(500);
			assert.equal((await exportEvents(s.data)).length, before + 1);
		}

		await page.goto(`${s.url}/-/ich`);
		assert.match(await page.getByRole('main').innerText(), /Lena Erfunden/);
		assert.match(await page.getByRole('main').innerText(), /[Pp]hishing|Mail|Nachricht/);
		await page.getByRole('button', { name: /[Aa]bmelden/ }).first().click();
		await page.waitForLoadState();
		assert.equal((await page.context().cookies()).filter((c) => c.name.startsWith('__Host-')).length, 0);
		await page.goBack();
		await page.goto(`${s.url}/-/ich`);
		assert.doesNotMatch(await page.locator('body').innerText(), /Lena Erfunden ·|Angemeldet als Lena/);
		assert.deepEqual(page.trouble, []);
		await page.context().close();
	});

	test('FB10: the table on screen and the CSV agree, cell by cell', async () => {
		const page = await open(b);

		await signIn(page, s.url, 'hanna');
		await page.goto(`${s.url}/-/berichte`);
		const shown = await page.evaluate(() => [...document.querySelectorAll('main table')].map((t) => [...t.rows].map((r) => [...r.cells]
			.map((c) => c.innerText.replace(/\s+/g, ' ').trim()))));
		assert.ok(shown.length >= 1);
		const csv = page.getByRole('main').getByRole('link', { name: /CSV/ }).first();
		const [download] = await Promise.all([page.waitForEvent('download').catch(() => null),
			csv.click().catch(() => {})]);
		const href = await csv.evaluate((a) => a.href);
		const cookie = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
		const u = new URL(href);
		const file = await s.get(u.pathname + u.search, { Cookie: cookie });
		assert.equal(file.status, 200);
		if (download)
			assert.match(download.suggestedFilename(), /\.csv$/);
		const rows = file.text.replace(/^\ufeff/, '').trim().split(/\r?\n/).map((l) => l.split(/[;,]/).map((x) => x.replace(/^"|"$/g, '')));
		const cells = new Set(shown.flat().map((r) => r.join(' | ')));
		assert.ok(rows.length > 3, file.text);
		let numbers = 0;
		for (const r of rows.slice(1)) {
			const value = [...r].reverse().find((x) => /^(\d+|unter 10)$/.test(x));
			const title = r.find((x) => x.length > 3 && [...cells].some((c) => c.includes(x)) && !/^\d|^unter/.test(x));
			assert.ok(value && title, r.join(';'));
			assert.ok([...cells].some((c) => c.includes(title) && c.split(' | ').includes(value)), `${title}: ${value} is on screen`);
			numbers += /^\d+$/.test(value);
		}
		assert.ok(numbers > 0, 'figures above the threshold');
		assert.ok(rows.flat().includes('unter 10'), 'and one below');
		// a picture with the same words for those who do not see it
		assert.ok(await page.locator('main svg').count() > 0);
		assert.match(await page.getByRole('main').innerText(), /erfunden|Demo|Vorführ/i);
		assert.deepEqual(page.trouble, []);
		await page.context().close();
	});

	test('a learner does not see figures of others, hr sees no voluntary name', async () => {
		const page = await open(b);

		await signIn(page, s.url, 'paul');
		const r = await page.goto(`${s.url}/-/berichte`);
		assert.equal(r.status(), 403);
		await page.context().clearCookies();
		await signIn(page, s.url, 'hanna');
		await page.goto(`${s.url}/-/berichte`);
		assert.doesNotMatch(await page.getByRole('main').innerText(), /Lena|Paul/);
		await page.context().close();
	});
});
