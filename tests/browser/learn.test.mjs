// An employee learns: by keyboard alone, without JavaScript, in two tabs at once; what was done is
// there after a reload, and "Weiterlernen" leads back.

import { after, before, describe, test } from 'node:test';
import { assert, exportEvents, focusOn, launch, open, pressUntil, stack, text } from './harness.mjs';

describe('learning', () => {
	let b, s;

	before(async () => {
		b = await launch(null);
		s = await stack(null);
	});
	after(async () => {
		await b?.close();
		await s?.stop();
	});

	const stations = async (page) => page.evaluate(() => [...document.querySelectorAll('.rail a')].map((a) => new URL(a.href).pathname));

	test('by keyboard only: from the home page to a ticked station', async () => {
		const page = await open(b);

		await page.goto(s.url);
		// the skip link is the first stop, becomes visible and works
		await page.keyboard.press('Tab');
		const skip = await page.evaluate(() => {
			const r = document.activeElement.getBoundingClientRect();
			return { text: document.activeElement.innerText, seen: r.top >= 0 && r.left >= 0 && r.width > 10 && r.height > 10 };
		});
		assert.match(skip.text, text('skip'));
		assert.ok(skip.seen, 'the skip link is visible with focus');
		await page.keyboard.press('Enter');
		await pressUntil(page, (el) => el.closest('main') && el.tagName === 'A' && /reisen\/[^/#]+\/?$/.test(el.href));
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/reisen\/[^/]+\/$/);
		// the first station of the route
		await pressUntil(page, (el) => el.closest('main') && el.tagName === 'A' && /\/module\/[^/]+\/$/.test(el.href));
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/module\/[^/]+\/$/);

		// every quiz: choose, check, read the verdict
		const quizzes = await page.locator('[data-quiz]').count();
		assert.ok(quizzes > 0, 'the station has questions');
		for (let i = 0; i < quizzes; i++) {
			const quiz = page.locator('[data-quiz]').nth(i);
			const id = await quiz.getAttribute('data-quiz');
			const right = await quiz.locator('input[data-right]').evaluateAll((l) => l.map((x) => x.value));
			const kind = await quiz.locator('input').first().getAttribute('type');

			await pressUntil(page, (el, q) => el.matches('input') && el.closest('[data-quiz]')?.dataset.quiz === q, { arg: id });
			if (kind === 'radio') {
				// arrows move among radio buttons, and select
				for (let n = 0; n < 8; n++) {
					const value = await page.evaluate(() => document.activeElement.checked && document.activeElement.value);
					if (right.includes(value))
						break;
					await page.keyboard.press(value === false ? 'Space' : 'ArrowDown');
				}
			} else {
				for (const v of right) {
					await pressUntil(page, (el, [q, x]) => el.matches('input') && el.closest('[data-quiz]')?.dataset.quiz === q && el.value === x,
						{ arg: [id, v], limit: 12, key: 'Tab' }).catch(() => pressUntil(page, (el, [q, x]) => el.matches('input') &&
						el.closest('[data-quiz]')?.dataset.quiz === q && el.value === x, { arg: [id, v], limit: 24, key: 'Shift+Tab' }));
					await page.keyboard.press('Space');
				}
			}
			await pressUntil(page, (el, q) => el.matches('[data-check]') && el.closest('[data-quiz]')?.dataset.quiz === q, { arg: id, limit: 15 });
			await page.keyboard.press('Enter');
			await page.waitForFunction((q) => document.querySelector(`[data-quiz="${q}"] [role=status]`).innerText.trim().length > 0, id);
			assert.match(await quiz.getByRole('status').first().innerText(), text('quiz_right'));
			assert.ok(await page.evaluate(() => document.activeElement && document.activeElement !== document.body), 'focus is not lost');
		}

		// tick, unless the questions did that already
		const tick = page.locator('[data-tick]');
		if (await tick.getAttribute('aria-pressed') !== 'true') {
			await pressUntil(page, (el) => el.matches('[data-tick]'));
			await page.keyboard.press('Enter');
		}
		await page.waitForFunction(() => document.querySelector('[data-tick]').getAttribute('aria-pressed') === 'true' ||
			!document.querySelector('[data-untick]').hidden);
		// and on
		await pressUntil(page, (el) => el.matches('a[rel=next]'));
		const from = page.url();
		await page.keyboard.press('Enter');
		// not only begun: closing the browser's context in the middle of it hangs
		await page.waitForURL((u) => u.href !== from && /\/module\/[^/]+\/$/.test(u.pathname), { waitUntil: 'load' });
		assert.deepEqual(page.trouble, []);
		await page.context().close();
	});

	test('a wrong answer is judged only when asked, is no error, and can be tried again', async () => {
		const page = await open(b);

		await page.goto(`${s.url}/module/phishing/`);
		const quiz = page.locator('[data-quiz]:has(input[type=radio])').first();
		await quiz.locator('input:not([data-right])').first().check();
		assert.equal((await quiz.getByRole('status').innerText()).trim(), '');
		await quiz.getByRole('button', { name: text('quiz_check') }).click();
		assert.match(await quiz.getByRole('status').innerText(), text('quiz_wrong'));
		assert.equal(await quiz.locator('[aria-invalid=true]').count(), 0);
		await quiz.locator('input[data-right]').check();
		const again = quiz.getByRole('button', { name: text('quiz_check') });
		await (await again.isVisible() ? again : quiz.getByRole('button', { name: text('quiz_again') })).click();
		if (!text('quiz_right').test(await quiz.getByRole('status').innerText())) {
			await quiz.locator('input[data-right]').check();
			await quiz.getByRole('button', { name: text('quiz_check') }).click();
		}
		assert.match(await quiz.getByRole('status').innerText(), text('quiz_right'));
		await page.context().close();
	});

	test('nothing is preselected', async () => {
		const page = await open(b);

		await page.goto(`${s.url}/module/phishing/`);
		assert.equal(await page.locator('[data-quiz] input:checked').count(), 0);
		await page.context().close();
	});

	test('without JavaScript: everything is readable, the solution stands below, reporting and feedback are forms', async () => {
		const page = await open(b, { javaScriptEnabled: false });

		await page.goto(`${s.url}/module/phishing/`);
		assert.ok((await page.getByRole('main').innerText()).length > 1500);
		const solutions = page.locator('details.solution, [data-quiz] details');
		assert.ok(await solutions.count() > 0);
		const one = page.locator('details').filter({ hasText: /Lösung/ }).first();
		await one.locator('summary').click();
		assert.ok(await one.locator('li').count() >= 2, 'the feedback of every option');
		assert.ok(await one.locator('li').first().isVisible());
		// nothing that only a script could make work is offered
		for (const button of await page.getByRole('button').all())
			assert.ok(await button.evaluate((x) => x.form?.method === 'post' || x.tagName === 'SUMMARY' || x.disabled), await button.innerText());

		// feedback
		await page.getByRole('textbox', { name: text('feedback_answer') }).fill('Ohne Skript gesendet.');
		await page.getByRole('button', { name: text('feedback_send') }).click();
		assert.match(await page.getByRole('main').innerText(), /[Dd]ank/);

		// report: over sign-in and one confirmation page
		const before = (await exportEvents(s.data)).length;
		await page.goto(`${s.url}/module/phishing/`);
		await page.getByRole('button', { name: text('report') }).click();
		const person = page.getByRole('button', { name: /Lena Erfunden/ });
		if (await person.count()) {
			await person.click();
		} else {
			await page.getByRole('radio', { name: /Lena Erfunden/ }).check();
			await page.getByRole('main').getByRole('button').first().click();
		}
		const confirm = page.locator('main form').filter({ has: page.locator('input[name=module]') }).getByRole('button');
		assert.ok(await confirm.count(), await page.getByRole('main').innerText());
		await confirm.first().click();
		assert.equal((await exportEvents(s.data)).length, before + 1);
		assert.deepEqual(page.trouble, []);
		await page.context().close();
	});

	test('progress survives a reload; "Weiterlernen" leads back; Meine Reise shows it and forgets it', async () => {
		const page = await open(b);

		await page.goto(`${s.url}/reisen/sicher/`);
		const first = await page.locator('main a[href*="module/"]').first().getAttribute('href');
		await page.goto(new URL(first, `${s.url}/reisen/sicher/`).href);
		const list = await stations(page);
		await page.locator('[data-tick]').click();
		const quiz = page.locator('[data-quiz]:has(input[type=radio])').first();
		await quiz.locator('input').nth(1).check();
		await quiz.getByRole('button', { name: text('quiz_check') }).click();
		await page.reload();
		assert.ok(await quiz.locator('input').nth(1).isChecked(), 'the answer is there');
		assert.ok(await page.locator('[data-untick]').isVisible(), 'the tick is there');

		await page.goto(s.url);
		const go = page.locator('main').getByRole('link', { name: text('go_on') }).first();
		await go.waitFor();
		assert.equal(new URL(await go.evaluate((a) => a.href)).pathname, list[1]);

		// begun and left: the way leads to that one
		await page.goto(s.url + list[2]);
		await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight / 2));
		await page.waitForTimeout(700);
		await page.goto(s.url);
		const back = new URL(await page.locator('main').getByRole('link', { name: text('go_on') }).first().evaluate((a) => a.href)).pathname;
		assert.ok([list[1], list[2]].includes(back), back);

		await page.goto(`${s.url}/meine-reise/`);
		await page.getByText(text('my_way')).first().waitFor();
		assert.match(await page.getByRole('main').innerText(), /1 von \d+ Stationen/);
		await page.getByRole('button', { name: text('my_forget_go') }).click();
		await page.getByRole('button', { name: text('my_sure_yes') }).click();
		assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((k) => localStorage[k].length > 4 && /done|seen|quiz/.test(localStorage[k]) &&
			/phishing|passwoerter|true/.test(localStorage[k])).length), 0);
		await page.goto(s.url + list[0]);
		assert.ok(!await page.locator('[data-untick]').isVisible(), 'the tick is gone');
		assert.deepEqual(page.trouble, []);
		await page.context().close();
	});

	test('two tabs at once lose nothing of each other', async () => {
		const one = await open(b);
		await one.goto(`${s.url}/reisen/sicher/`);
		await one.goto(await one.locator('main a[href*="module/"]').first().evaluate((a) => a.href));
		const list = await stations(one);
		const two = await one.context().newPage();

		await one.goto(s.url + list[0]);
		await two.goto(s.url + list[1]);
		await one.locator('[data-tick]').click();
		await two.locator('[data-tick]').click();
		for (const [page, at] of [[one, list[1]], [two, list[0]]]) {
			await page.goto(s.url + at);
			assert.ok(await page.locator('[data-untick]').isVisible(), `${at} is still ticked`);
		}
		// taken back in one tab, the other sees it after a reload and does not write it again
		await one.goto(s.url + list[0]);
		await two.goto(s.url + list[0]);
		await one.locator('[data-untick]').click();
		await two.goto(s.url + list[2]);
		await two.locator('[data-tick]').click();
		await one.reload();
		assert.ok(!await one.locator('[data-untick]').isVisible(), 'taken back stays taken back');
		await one.context().close();
	});

	test('a browser that refuses storage still shows everything', async () => {
		const page = await open(b);

		await page.addInitScript(() => {
			Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });
		});
		await page.goto(`${s.url}/module/phishing/`);
		assert.ok((await page.getByRole('main').innerText()).length > 1500);
		const quiz = page.locator('[data-quiz]:has(input[type=radio])').first();
		await quiz.locator('input[data-right]').first().check();
		await quiz.getByRole('button', { name: text('quiz_check') }).click();
		assert.match(await quiz.getByRole('status').innerText(), text('quiz_right'));
		assert.deepEqual(page.trouble, []);
		await page.context().close();
	});

	test('rubbish in the browser\'s store does no harm', async () => {
		for (const rubbish of ['{', 'null', '7', '"x"', '[]', '{"done":7}', '{"done":{"phishing":null},"quiz":[1]}', '{"v":99}']) {
			const page = await open(b);

			await page.goto(`${s.url}/impressum/`);
			await page.evaluate((x) => localStorage.setItem('lernreise', x), rubbish);
			for (const at of ['/', '/module/phishing/', '/reisen/sicher/', '/meine-reise/']) {
				await page.goto(s.url + at);
				assert.deepEqual(page.trouble, [], `${rubbish} at ${at}`);
			}
			await page.goto(`${s.url}/module/phishing/`);
			await page.locator('[data-tick]').click();
			await page.reload();
			assert.ok(await page.locator('[data-untick]').isVisible(), rubbish);
			await page.context().close();
		}
	});

	test('a text page: at most 30 KB in at most 4 requests, nothing from elsewhere, no cookie', async () => {
		for (const at of ['/', '/module/phishing/', '/reisen/sicher/', '/hilfe/', '/meine-reise/']) {
			const page = await open(b);
			const cdp = await page.context().newCDPSession(page);
			let bytes = 0, requests = 0;
			// the tab's icon is no part of the view; on a page of text alone there is room for it, too
			const counts = (url) => /^http/.test(url) && (at === '/hilfe/' || !/\/icon-/.test(url));

			await cdp.send('Network.enable');
			cdp.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; });
			page.on('request', (r) => { if (counts(r.url())) requests++; });
			await page.goto(s.url + at, { waitUntil: 'networkidle' });
			assert.ok(requests <= 4, `${at}: ${requests} requests`);
			assert.ok(bytes <= 30 * 1024, `${at}: ${bytes} bytes`);
			assert.deepEqual(await page.context().cookies(), []);
			assert.deepEqual(page.trouble, [], at);
			await page.context().close();
		}
	});
});
