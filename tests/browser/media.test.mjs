// A station with a film and a recording: axe finds nothing in any look, both players and their
// transcripts are reached by keyboard, and nothing scrolls sideways at 320 px (WCAG 1.2, 1.4.10, 2.1.1).

import { test } from 'node:test';
import { assert, buildSite, launch, open, sampleSite, startTracker } from './harness.mjs';
import { axe } from './look.mjs';

const name = 'content/modules/eins/index.md';
const files = {
	[name]: `${sampleSite[name]}
> [!VIDEO] So melden Sie eine E-Mail
>
> - [Film](film.mp4)
> - [Untertitel](film.de.vtt)
> - [Textfassung](film.txt)

> [!AUDIO] Ein Gespräch dazu
>
> - [Ton](ton.mp3)
> - [Textfassung](ton.txt)
`,
	'content/modules/eins/film.mp4': 'x', 'content/modules/eins/ton.mp3': 'x',
	'content/modules/eins/film.de.vtt': 'WEBVTT\n\n00:01.000 --> 00:04.000\nGuten Tag.\n',
	'content/modules/eins/film.txt': 'Guten Tag.\n', 'content/modules/eins/ton.txt': 'Guten Tag.\n',
};
const looks = { light: {}, dark: { colorScheme: 'dark' }, narrow: { viewport: { width: 320, height: 640 } }, forced: { forcedColors: 'active' } };

test('a station with film and recording', async (t) => {
	const { out } = await buildSite(t, { files }), tracker = await startTracker(t, { site: out }), browser = await launch(t);

	for (const [look, options] of Object.entries(looks)) {
		const page = await open(browser, options);

		await page.goto(`http://127.0.0.1:${tracker.port}/module/eins/`);
		assert.deepEqual(await axe(page, { contrast: !options.forcedColors }), [], look);
		assert.deepEqual(page.trouble.filter((m) => !/media|film|ton/.test(m)), [], look);
		assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${look}: nothing scrolls sideways`);
		const reached = new Set();

		for (let i = 0; i < 60; i++) {
			await page.keyboard.press('Tab');
			reached.add(await page.evaluate(() => document.activeElement.localName === 'a' ? document.activeElement.textContent.trim() : document.activeElement.localName));
		}
		for (const what of ['video', 'audio', 'Textfassung'])
			assert.ok(reached.has(what), `${look}: ${what} is reached by keyboard: ${[...reached].join(', ')}`);
		await page.context().close();
	}
});
