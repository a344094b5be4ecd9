// Sign in, report, sign out; FB10 sees the figure, and its table and CSV agree.

import { after, before, describe, test } from 'node:test';
import { assert, exportEvents, launch, open, readFileSync, signIn, stack, text } from './harness.mjs';

// Fields of a CSV with semicolons (RFC 4180 but for the separator).
const csvRows = (text) => {
	const rows = [[]];

	for (const m of text.replace(/^\ufeff/, '').trimEnd().matchAll(/(?:"((?:[^"]|"")*)"|([^;\r\n]*))(;|\r?\n|$)/g)) {
		if (m[0] === '' && m.index === text.length)
			break;
		rows.at(-1).push(m[1] !== undefined ? m[1].replaceAll('""', '"') : m[2]);
		if (/\n/.test(m[3]))
			rows.push([]);
		if (m[3] === '')
			break;
	}
	return rows;
};

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

		// roles are said in words of the city
		await page.goto(`${s.url}/-/anmelden`);
		assert.match(await page.getByRole('main').innerText(), /Hanna Erfunden\s+Personalentwicklung, Personal/);

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
		const shown = await page.evaluate(() => {
			const table = document.getElementById('tabelle').closest('table');
			const text = (c) => c.innerText.replace(/\s+/g, ' ').trim();
			const periods = [...table.tHead.rows[0].cells].slice(1).map(text);
			let journey = '';

			return [...table.tBodies, table.tFoot].flatMap((part) => [...part.rows]).flatMap((r) => {
				if (r.cells[0].colSpan > 1) {
					journey = text(r.cells[0]);
					return [];
				}
				return [...r.cells].slice(1).map((c, i) => [r.closest('tfoot') ? '' : journey, text(r.cells[0]), periods[i], text(c)].join(' | '));
			});
		});
		const csv = page.getByRole('main').getByRole('link', { name: /^CSV für/ });
		const [download] = await Promise.all([page.waitForEvent('download'), csv.click()]);
		assert.match(download.suggestedFilename(), /\.csv$/);
		const file = readFileSync(await download.path(), 'utf8');
		const rows = csvRows(file);
		const head = rows[0];
		const periods = head.slice(2, head.indexOf('Stand'));
		const told = rows.slice(1).flatMap((r) => periods.map((p, i) => [r[0] === 'Ganze Stadt' ? '' : r[0],
			r[0] === 'Ganze Stadt' ? r[0] : r[1], p, r[2 + i]].join(' | ')));

		assert.ok(shown.length > 9, shown.join('\n'));
		assert.deepEqual(told.sort(), shown.sort());
		assert.ok(shown.some((x) => /\| \d+$/.test(x)), 'figures above the threshold');
		assert.ok(shown.some((x) => /\| unter 10$/.test(x)), 'and one below');
		// a picture with the same words for those who do not see it
		assert.ok(await page.locator('main svg').count() > 0);
		assert.match(await page.locator('body').innerText(), /Vorführung. Personen und Zahlen sind erfunden/);
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
