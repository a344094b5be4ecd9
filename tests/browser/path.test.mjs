// The whole way of one person with nothing but a keyboard: find a journey, read a station, answer,
// report, see the own journey, give feedback, report a barrier, look at what the city keeps, erase
// it, and sign out. Each step says by status, title or focus what has happened.

import { after, before, describe, test } from 'node:test';
import { assert, exportEvents, launch, open, pressUntil, stack, text } from './harness.mjs';

describe('the whole way by keyboard', () => {
	let b, s;

	before(async () => {
		b = await launch(null);
		s = await stack(null);
	});
	after(async () => {
		await b?.close();
		await s?.stop();
	});

	// Goes on with Tab until a control says `name`, in its text or label.
	const to = (page, name, options) => pressUntil(page, (el, source) => el && el !== document.body &&
		new RegExp(source).test((el.innerText || '') + (el.getAttribute('aria-label') || '') + (el.labels?.[0]?.innerText || '')), { arg: name.source, ...options });
	// The key that opens a page, and the page.
	async function enter(page, url) {
		await page.keyboard.press('Enter');
		await page.waitForURL(url, { waitUntil: 'load' });
	}
	const skip = async (page) => {
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
	};
	const focused = (page) => page.evaluate(() => document.activeElement !== document.body && document.activeElement !== null);

	test('from the home page to an erased report', { timeout: 120_000 }, async () => {
		const page = await open(b);

		await page.goto(s.url);
		await skip(page);
		await to(page, text('first_go'));
		await page.keyboard.press('Enter'); // down to the journeys
		await to(page, /Klar und ohne Hürden schreiben/, { limit: 4 });
		await enter(page, /\/reisen\/verstaendlich-schreiben\/$/);
		await skip(page);
		await to(page, /Verständlich schreiben/, { limit: 3 });
		await enter(page, /\/module\/verstaendlich\/$/);

		// one question, wrong at first: the answer stands where the focus is
		const quiz = page.locator('[data-quiz]:has(input[type=radio])').first();
		const right = await quiz.locator('input').evaluateAll((l) => l.findIndex((x) => 'right' in x.dataset));
		await pressUntil(page, (el) => el.matches?.('[data-quiz] input[type=radio]'));
		await page.keyboard.press('Space');
		for (let i = 0; i < (right === 0 ? 1 : right); i++)
			await page.keyboard.press('ArrowDown');
		await to(page, text('quiz_check'), { limit: 4 });
		await page.keyboard.press('Enter');
		assert.match(await quiz.getByRole('status').innerText(), right === 0 ? text('quiz_wrong') : text('quiz_right'));
		assert.ok(await focused(page));

		// report: over sign-in, back, and told
		await to(page, text('report'));
		await enter(page, /\/-\/anmelden/);
		await skip(page);
		await pressUntil(page, (el) => el.matches?.('input[name=person]'));
		const lena = await page.locator('input[name=person]').evaluateAll((l) => l.findIndex((x) => /Lena/.test(x.labels[0].innerText)));
		if (lena === 0)
			await page.keyboard.press('Space');
		for (let i = 0; i < lena; i++)
			await page.keyboard.press('ArrowDown');
		await to(page, /^Anmelden$/, { limit: 2 });
		await enter(page, /\/module\/verstaendlich\//);
		await page.locator('.finish [role=status] .alert--right').waitFor();
		assert.equal((await exportEvents(s.data)).length, 1);
		const reached = await page.evaluate(() => document.querySelector('#fertig').getBoundingClientRect().top < innerHeight);
		assert.ok(reached, 'back where it was asked, not at the top of the page');

		// feedback, where one is
		await page.locator('.finish').evaluate((e) => { e.tabIndex = -1; e.focus(); });
		await pressUntil(page, (el) => el.matches?.('textarea'), { key: 'Shift+Tab' });
		await page.keyboard.type('Das Beispiel hat mir geholfen.');
		await to(page, text('feedback_send'), { limit: 2 });
		await page.keyboard.press('Enter');
		await page.locator('form[data-send=feedback] [role=status] .alert--right').waitFor();
		assert.ok(await focused(page), 'the focus is not lost');

		// a barrier, by the link at the end of the page
		await to(page, text('barrier'));
		if (!await page.evaluate(() => document.activeElement.matches('summary')))
			assert.fail('the first of that name opens the form');
		await page.keyboard.press('Enter');
		await pressUntil(page, (el) => el.matches?.('#barriere textarea'), { limit: 3 });
		await page.keyboard.type('Die Schrift ist mir zu klein.');
		await to(page, text('send'), { limit: 2 });
		await page.keyboard.press('Enter');
		await page.locator('#barriere [role=status] .alert--right').waitFor();

		// my journey, and from there what the city keeps
		await page.keyboard.press('Home');
		await page.evaluate(() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); });
		await to(page, text('my_journey'), { limit: 8 });
		await enter(page, /\/meine-reise\/$/);
		assert.match(await page.getByRole('main').innerText(), /1 von 3 Stationen/);
		await skip(page);
		await to(page, text('my_account_link'));
		await enter(page, /\/-\/ich$/);
		await skip(page);
		await pressUntil(page, (el) => el.matches?.('input[name=was]'));
		await page.keyboard.press('Space');
		await to(page, text('mine_erase_chosen'), { limit: 3 });
		await enter(page, /ich\?geloescht/);
		assert.match(await page.title(), /^Gelöscht/, 'the title says first what has happened');
		assert.equal((await exportEvents(s.data)).length, 0);
		// and out
		await to(page, text('sign_out'), { limit: 12 });
		await enter(page, /abmelden|\/$/);
		assert.match(await page.title(), text('signed_out'));
		assert.equal((await page.context().cookies()).length, 0);
		assert.deepEqual(page.trouble, []);
		await page.context().close();
	});
});
