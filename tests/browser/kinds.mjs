// Every kind of page, of the site and of the tracker, errors and empty states included: which theme
// template it comes from and how one gets there. A template without an entry fails a test.

import { signIn } from './harness.mjs';

const at = (target) => async (page, url) => { await page.goto(url + target); };
const as = (sub, target) => async (page, url) => {
	await signIn(page, url, sub);
	await page.goto(url + target);
};

export const siteKinds = [
	{ template: 'home.html', name: 'home', go: at('/') },
	{ template: 'home.html', name: 'home on the way', go: async (page, url) => {
		await page.goto(`${url}/module/phishing/`);
		await page.locator('[data-tick]').click();
		await page.goto(url);
	} },
	{ template: 'journeys.html', name: 'journeys', go: at('/reisen/') },
	{ template: 'journey.html', name: 'journey', go: at('/reisen/sicher/') },
	{ template: 'modules.html', name: 'modules', go: at('/module/') },
	{ template: 'module.html', name: 'module', go: at('/module/phishing/') },
	{ template: 'module.html', name: 'module with all opened and a wrong answer', go: async (page, url) => {
		await page.goto(`${url}/module/phishing/`);
		const quiz = page.locator('[data-quiz]:has(input[type=radio])').first();
		await quiz.locator('input:not([data-right])').first().check();
		await quiz.locator('[data-check]').click();
		await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
	} },
	{ template: 'my.html', name: 'my journey, empty', go: at('/meine-reise/') },
	{ template: 'my.html', name: 'my journey', go: async (page, url) => {
		await page.goto(`${url}/module/phishing/`);
		await page.locator('[data-tick]').click();
		await page.goto(`${url}/meine-reise/`);
	} },
	{ template: 'page.html', name: 'page', go: at('/hilfe/') },
	{ template: '404.html', name: 'not found', go: at('/gibt-es-nicht/'), status: 404 },
];

export const trackerKinds = [
	{ template: 'anmelden.html', name: 'sign in', go: at('/-/anmelden') },
];

export const kinds = [...siteKinds, ...trackerKinds.map((k) => ({ ...k, template: `tracker/${k.template}` }))];
export { at, as };
