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

const pickWrong = async (page, url) => {
	await page.goto(`${url}/-/anmelden`);
	await page.locator('input[name=person]').first().evaluate((x) => { x.value = 'niemand'; x.checked = true; });
	await page.getByRole('main').getByRole('button').first().click();
};
const tell = async (page, url) => {
	await signIn(page, url, 'lena');
	await page.goto(`${url}/-/melden?module=phishing`);
};
const told = async (page, url) => {
	await tell(page, url);
	await page.locator('main form').filter({ has: page.locator('input[name=token]') }).getByRole('button').click();
	await page.waitForURL(/gemeldet/);
};
// The form of a page as it is sent without script.
const say = (text) => async (page, url) => {
	await page.goto(`${url}/-/rueckmeldung?module=phishing&page=module/phishing`);
	await page.locator('main textarea').first().fill(text);
	// submit() runs no script of the page, and the navigation comes after this answer
	await Promise.all([page.waitForEvent('framenavigated'),
		page.locator('main form.report').first().evaluate((f) => { setTimeout(() => HTMLFormElement.prototype.submit.call(f)); })]);
	await page.waitForLoadState();
};

export const trackerKinds = [
	{ template: 'anmelden.html', name: 'sign in', go: at('/-/anmelden') },
	{ template: 'anmelden.html', name: 'sign in, wrong', go: pickWrong },
	{ template: 'abmelden.html', name: 'signed out', go: at('/-/abmelden') },
	{ template: 'abmelden.html', name: 'sign out', go: as('lena', '/-/abmelden') },
	{ template: 'melden.html', name: 'report, which', go: as('lena', '/-/melden') },
	{ template: 'melden.html', name: 'report', go: tell },
	{ template: 'melden.html', name: 'report, unknown', go: as('lena', '/-/melden?module=gibt-es-nicht') },
	{ template: 'gemeldet.html', name: 'reported', go: told },
	{ template: 'ich.html', name: 'what is kept about me', go: async (page, url) => {
		await told(page, url);
		await page.goto(`${url}/-/ich`);
	} },
	{ template: 'ich.html', name: 'nothing is kept about me', go: as('adam', '/-/ich') },
	{ template: 'rueckmeldung.html', name: 'feedback', go: at('/-/rueckmeldung') },
	{ template: 'rueckmeldung.html', name: 'feedback, empty', go: say('') },
	{ template: 'danke.html', name: 'thanks', go: say('Danke dafür.') },
	{ template: 'rueckmeldungen.html', name: 'feedback to clear', go: async (page, url) => {
		await say('Bitte freigeben.')(page, url);
		await signIn(page, url, 'hanna');
		await page.goto(`${url}/-/rueckmeldungen`);
	} },
	{ template: 'rueckmeldungen.html', name: 'no feedback', empty: true, go: as('hanna', '/-/rueckmeldungen') },
	{ template: 'berichte.html', name: 'figures', go: as('hanna', '/-/berichte') },
	{ template: 'berichte.html', name: 'no figures yet', empty: true, go: as('hanna', '/-/berichte') },
	{ template: 'fehler.html', name: 'not allowed', go: as('lena', '/-/berichte') },
	{ template: 'fehler.html', name: 'no such page of the tracker', go: at('/-/gibt-es-nicht') },
];

export const kinds = [...siteKinds, ...trackerKinds.map((k) => ({ ...k, template: `tracker/${k.template}` }))];
export { at, as };
