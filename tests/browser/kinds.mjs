// Every kind of page, of the site and of the tracker, errors and empty states included: which theme
// template it comes from, which world it needs and how one gets there. A template, a page address of
// the tracker or a role without an entry fails a test.
//
//   template  below themes/default/, or tracker/…
//   world     of worlds.mjs, where it is opened ("full" when not said)
//   go        brings a page there
//   status    of the answer; 200 when not said
//   lang      of the page; German when not said
//   chance    what stands there has no order: no tree is kept
//   script    it takes one to get there
//   once      its world does not last for a second visit
//   brief     a second view of a kind that is tested in every look already

import { signIn } from './harness.mjs';

const at = (target) => async (page, url) => page.goto(url + target);
const as = (sub, target) => async (page, url) => {
	await signIn(page, url, sub);
	return page.goto(url + target);
};
// Fills and sends a form; what the browser itself would complain about goes, too.
const submit = async (page, selector, fields = {}) => {
	const answer = page.waitForResponse((r) => r.request().isNavigationRequest() && r.status() !== 303, { timeout: 30_000 });
	const there = page.waitForEvent('framenavigated', { timeout: 30_000 });
	const form = page.locator(selector).first();

	await form.evaluate((f, values) => {
		f.noValidate = true;
		for (const [name, value] of Object.entries(values))
			f.elements[name].value = value;
	}, fields);
	await form.locator('button[type=submit]').first().click({ noWaitAfter: true });
	const r = await answer;
	await there;
	await page.waitForLoadState();
	return r;
};
const tick = async (page, url, module) => {
	await page.goto(`${url}/module/${module}/`);
	await page.locator('[data-tick]').click();
};

const siteKinds = [
	{ template: 'home.html', name: 'home', go: at('/') },
	{ template: 'home.html', name: 'home on the way', script: true, go: async (page, url) => {
		await tick(page, url, 'phishing');
		return page.goto(url);
	} },
	{ template: 'home.html', name: 'home of an empty site', world: 'bare', go: at('/') },
	{ template: 'home.html', name: 'home without a service', world: 'quiet', go: at('/') },
	{ template: 'home.html', name: 'home from a stick', world: 'stick', go: at('/index.html') },
	{ template: 'journeys.html', name: 'journeys', go: at('/reisen/') },
	{ template: 'journeys.html', name: 'no journeys', world: 'bare', go: at('/reisen/') },
	{ template: 'journey.html', name: 'journey', go: at('/reisen/sicher/') },
	{ template: 'journey.html', name: 'journey on the way', script: true, go: async (page, url) => {
		await tick(page, url, 'phishing');
		await tick(page, url, 'passwoerter');
		return page.goto(`${url}/reisen/sicher/`);
	} },
	{ template: 'journey.html', name: 'journey done', script: true, go: async (page, url) => {
		await page.goto(`${url}/reisen/sicher/`);
		await page.evaluate(() => localStorage.setItem('lernreise', JSON.stringify({ format: 1, done: Object.fromEntries(
			[...document.querySelectorAll('.stop[data-module]')].map((x, i) => [x.dataset.module, { n: i + 1, edition: 1 }])) })));
		return page.goto(`${url}/reisen/sicher/`);
	} },
	{ template: 'modules.html', name: 'modules', go: at('/module/') },
	{ template: 'modules.html', name: 'no modules', world: 'bare', go: at('/module/') },
	{ template: 'module.html', name: 'module', go: at('/module/phishing/') },
	{ template: 'module.html', name: 'module with tables and pictures', go: at('/module/bilder-und-tabellen/') },
	{ template: 'module.html', name: 'module without a service', world: 'quiet', go: at('/module/drei/'), brief: true },
	{ template: 'module.html', name: 'module from a stick', world: 'stick', go: at('/module/phishing/index.html'), brief: true },
	{ template: 'module.html', name: 'module with all opened and a wrong answer', script: true, go: async (page, url) => {
		const r = await page.goto(`${url}/module/phishing/`);
		const quiz = page.locator('[data-quiz]:has(input[type=radio])').first();

		await quiz.locator('input:not([data-right])').first().check();
		await quiz.locator('[data-check]').click();
		await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
		return r;
	} },
	{ template: 'module.html', name: 'module with all answered, ticked and told', script: true, go: async (page, url) => {
		await signIn(page, url, 'paul');
		const r = await page.goto(`${url}/module/phishing/`);

		for (const quiz of await page.locator('[data-quiz]').all()) {
			for (const right of await quiz.locator('input[data-right]').all())
				await right.check();
			await quiz.locator('[data-check]').click();
		}
		await page.locator('form[data-report] button').click();
		await page.locator('.finish .alert--right').waitFor();
		return r;
	} },
	{ template: 'module.html', name: 'module with mistakes in its forms', brief: true, go: async (page, url) => {
		const r = await page.goto(`${url}/module/phishing/`);

		await page.locator('summary:text("Barriere melden")').click();
		// the heading one is at is noted a moment after the page has moved, and the form names it
		await page.waitForFunction(() => JSON.parse(localStorage.getItem('lernreise') ?? '{}').seen?.phishing?.at);
		for (const button of await page.locator('form[data-send] button').all())
			await button.click();
		await page.locator('[data-check]').first().click();
		return r;
	} },
	{ template: 'my.html', name: 'my journey, empty', go: at('/meine-reise/') },
	{ template: 'my.html', name: 'my journey', script: true, go: async (page, url) => {
		await tick(page, url, 'phishing');
		return page.goto(`${url}/meine-reise/`);
	} },
	{ template: 'my.html', name: 'my journey, about to forget', brief: true, go: async (page, url) => {
		const r = await page.goto(`${url}/meine-reise/`);

		await page.locator('[data-forget]').click();
		return r;
	} },
	{ template: 'page.html', name: 'page', go: at('/hilfe/') },
	{ template: 'page.html', name: 'accessibility statement', go: at('/barrierefreiheit/') },
	{ template: 'page.html', name: 'data protection', go: at('/datenschutz/'), brief: true },
	{ template: 'page.html', name: 'imprint', go: at('/impressum/'), brief: true },
	{ template: '404.html', name: 'not found', go: at('/gibt-es-nicht/'), status: 404 },
	{ template: '404.html', name: 'not found on an empty site', world: 'bare', go: at('/gibt-es-nicht/'), status: 404, brief: true },
];

const pickWrong = async (page, url) => {
	await page.goto(`${url}/-/anmelden`);
	await page.locator('input[name=person]').first().evaluate((x) => { x.value = 'niemand'; x.checked = true; });
	return submit(page, 'main form');
};
const tell = as('lena', '/-/melden?module=phishing');
const told = async (page, url) => {
	await tell(page, url);
	return submit(page, 'main form:has(input[name=token])');
};
const say = (fields) => async (page, url) => {
	await page.goto(`${url}/-/rueckmeldung`);
	return submit(page, 'main form.report', { page: 'module/phishing', ...fields });
};
// More from one address than it may send; what it may grows again meanwhile, so once may not do.
const tooMany = async (page, url) => {
	let r;

	for (let i = 0; i < 10 && r?.status() !== 429; i++) {
		await page.goto(`${url}/-/rueckmeldung`);
		await page.evaluate(() => Promise.all(Array.from({ length: 150 }, () =>
			fetch('rueckmeldung', { method: 'POST', body: new URLSearchParams({ kind: 'feedback', page: 'home', text: '' }) }))));
		r = await submit(page, 'main form.report');
	}
	return r;
};

const trackerKinds = [
	{ template: 'anmelden.html', name: 'sign in', go: at('/-/anmelden') },
	{ template: 'anmelden.html', name: 'sign in to report', go: at('/-/anmelden?weiter=/module/phishing/%23fertig'), brief: true },
	{ template: 'anmelden.html', name: 'sign in, wrong', go: pickWrong, status: 422 },
	{ template: 'anmelden.html', name: 'sign in, nobody there', world: 'bare', go: at('/-/anmelden') },
	{ template: 'anmelden.html', name: 'sign in, not set up', world: 'closed', go: at('/-/anmelden') },
	{ template: 'abmelden.html', name: 'signed out', go: at('/-/abmelden') },
	{ template: 'abmelden.html', name: 'sign out', go: as('lena', '/-/abmelden') },
	{ template: 'melden.html', name: 'report, which', go: as('lena', '/-/melden') },
	{ template: 'melden.html', name: 'report', go: tell },
	{ template: 'melden.html', name: 'report, unknown', go: as('lena', '/-/melden?module=gibt-es-nicht'), status: 404 },
	{ template: 'melden.html', name: 'report, page too old', go: async (page, url) => {
		await tell(page, url);
		return submit(page, 'main form:has(input[name=token])', { version: '0'.repeat(40) });
	}, status: 409, brief: true },
	{ template: 'melden.html', name: 'report, attendance counts', world: 'here', go: as('lena', '/-/melden?module=drei'), brief: true },
	{ template: 'gemeldet.html', name: 'reported', world: 'told', go: told },
	{ template: 'ich.html', name: 'what is kept about me', world: 'told', go: async (page, url) => {
		await told(page, url);
		await page.goto(`${url}/-/melden?module=verstaendlich`);
		await submit(page, 'main form:has(input[name=token])');
		return page.goto(`${url}/-/ich`);
	} },
	{ template: 'ich.html', name: 'own data, nothing chosen to erase', world: 'told', brief: true, go: async (page, url) => {
		await signIn(page, url, 'tom');
		await page.goto(`${url}/-/melden?module=verstaendlich`);
		await submit(page, 'main form:has(input[name=token])');
		await page.goto(`${url}/-/ich`);
		await page.locator('main form button[type=submit]').first().click();
		await page.waitForURL(/gewaehlt=0/);
	} },
	{ template: 'ich.html', name: 'what was kept about me', world: 'told', brief: true, go: async (page, url) => {
		await signIn(page, url, 'paul');
		await page.goto(`${url}/-/melden?module=verstaendlich`);
		await submit(page, 'main form:has(input[name=token])');
		await page.goto(`${url}/-/ich`);
		await page.locator('main summary').click();
		await page.locator('button[name=alles]').click();
		await page.waitForLoadState();
	} },
	{ template: 'ich.html', name: 'nothing is kept about me', go: as('adam', '/-/ich') },
	{ template: 'rueckmeldung.html', name: 'feedback', go: at('/-/rueckmeldung') },
	{ template: 'rueckmeldung.html', name: 'feedback, empty', go: say({ text: '' }), status: 422 },
	{ template: 'rueckmeldung.html', name: 'feedback, too long', go: say({ text: 'Wort '.repeat(900) }), status: 422 },
	{ template: 'rueckmeldung.html', name: 'barrier, empty', go: say({ kind: 'barrier', text: '' }), status: 422 },
	{ template: 'danke.html', name: 'thanks', go: say({ text: 'Danke dafür.' }) },
	{ template: 'danke.html', name: 'thanks for a barrier', go: say({ kind: 'barrier', text: 'Der Knopf ist zu klein.' }), brief: true },
	{ template: 'rueckmeldungen.html', name: 'feedback to clear', world: 'said', go: as('hanna', '/-/rueckmeldungen') },
	// (whoever wrote first does not stand first: the order is that of chance)
	{ template: 'rueckmeldungen.html', name: 'feedback of every kind', world: 'all said', chance: true, brief: true, go: as('hanna', '/-/rueckmeldungen') },
	{ template: 'rueckmeldungen.html', name: 'barriers only', world: 'all said', chance: true, brief: true, go: as('hanna', '/-/rueckmeldungen?art=barriere') },
	{ template: 'rueckmeldungen.html', name: 'feedback cleared', world: 'said', go: as('hanna', '/-/rueckmeldungen?gespeichert=1&offen=1'), brief: true },
	{ template: 'rueckmeldungen.html', name: 'no feedback', world: 'empty', go: as('hanna', '/-/rueckmeldungen') },
	{ template: 'berichte.html', name: 'figures', go: as('hanna', '/-/berichte') },
	{ template: 'berichte.html', name: 'figures of a department', go: as('hanna', '/-/berichte?fb=fb10'), brief: true },
	{ template: 'berichte.html', name: 'no figures yet', world: 'empty', go: as('hanna', '/-/berichte') },
	{ template: 'fehler.html', name: 'not allowed', go: as('lena', '/-/berichte'), status: 403 },
	{ template: 'fehler.html', name: 'no such page of the tracker', go: at('/-/gibt-es-nicht'), status: 404 },
	{ template: 'fehler.html', name: 'wrong method', status: 405, go: async (page, url) => {
		await page.goto(`${url}/-/rueckmeldung`);
		await page.locator('main form.report').evaluate((f) => f.setAttribute('action', 'ich'));
		return submit(page, 'main form.report', { text: 'x' });
	} },
	{ template: 'fehler.html', name: 'too large', status: 413, go: say({ text: 'x'.repeat(200_000) }) },
	{ template: 'fehler.html', name: 'incomplete', status: 400, go: say({ kind: 'gibt-es-nicht', text: 'x' }) },
	{ template: 'fehler.html', name: 'too many', script: true, world: 'crowded', status: 429, go: tooMany },
	{ template: 'fehler.html', name: 'busy', world: 'locked', once: true, status: 503, go: say({ text: 'x' }) },
];

// What each role has in its menu; the pages themselves are the same for all who may see them.
export const roles = { lena: 'learner', bea: 'companion', luisa: 'lead', hanna: 'hr', peer: 'process', vera: 'board', rita: 'council', tom: 'author', adam: 'admin' };
const roleKinds = Object.entries(roles).filter(([sub]) => !['lena', 'adam'].includes(sub))
	.map(([sub, role]) => ({ template: 'ich.html', name: `own data, role ${role}`, go: as(sub, '/-/ich'), brief: true }));

const german = [...siteKinds, ...[...trackerKinds, ...roleKinds].map((k) => ({ ...k, template: `tracker/${k.template}` }))];

// The same pages in the other languages of the starter site.
const other = (lang) => {
	const k = (template, name, go, more) => ({ template, name: `${name}, ${lang}`, go, lang: { en: 'en', ls: 'de-simple' }[lang], brief: true, ...more });

	return [
		k('home.html', 'home', at(`/${lang}/`)),
		k('journeys.html', 'journeys', at(`/${lang}/reisen/`)),
		k('journey.html', 'journey', at(`/${lang}/reisen/sicher/`)),
		k('modules.html', 'modules', at(`/${lang}/module/`)),
		k('module.html', 'module', at(`/${lang}/module/phishing/`)),
		k('my.html', 'my journey', at(`/${lang}/meine-reise/`)),
		k('page.html', 'page', at(`/${lang}/hilfe/`)),
		k('page.html', 'accessibility statement', at(`/${lang}/barrierefreiheit/`)),
		k('404.html', 'not found', at(`/${lang}/gibt-es-nicht/`), { status: 404 }),
		k('tracker/anmelden.html', 'sign in', at(`/${lang}/-/anmelden`)),
		k('tracker/abmelden.html', 'signed out', at(`/${lang}/-/abmelden`)),
		k('tracker/melden.html', 'report', as('lena', `/${lang}/-/melden?module=phishing`)),
		k('tracker/gemeldet.html', 'reported', as('lena', `/${lang}/-/gemeldet`)),
		k('tracker/ich.html', 'nothing is kept about me', as('adam', `/${lang}/-/ich`)),
		k('tracker/rueckmeldung.html', 'feedback', at(`/${lang}/-/rueckmeldung`)),
		k('tracker/danke.html', 'thanks', at(`/${lang}/-/danke?art=barrier&modul=phishing`)),
		k('tracker/rueckmeldungen.html', 'feedback to clear', as('hanna', `/${lang}/-/rueckmeldungen`), { world: 'said' }),
		k('tracker/berichte.html', 'figures', as('hanna', `/${lang}/-/berichte`)),
		k('tracker/fehler.html', 'no such page of the tracker', at(`/${lang}/-/gibt-es-nicht`), { status: 404 }),
	];
};

export const kinds = [...german, ...other('en'), ...other('ls')];
