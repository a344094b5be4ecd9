// An author commits a change and the page shows it: by `make run`'s loop on a clone of this
// repository, with real git.

import { test } from 'node:test';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { assert, launch, lernreise, open, path, root, tempDir, tracker } from './harness.mjs';

test('a commit changes the page that make run serves; a bad one does not', { timeout: 120_000 }, async (c) => {
	const dir = path.join(tempDir(c, 'lr-author'), 'clone');
	const git = (...args) => execFileSync('git', ['-C', dir, '-c', 'user.name=Probe', '-c', 'user.email=probe@musterstadt.example',
		'-c', 'commit.gpgsign=false', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

	execFileSync('git', ['clone', '-q', root, dir]);
	// what is not committed yet counts, too: the site as it lies here
	for (const name of ['site.conf', 'content', 'themes', 'tools'])
		cpSync(path.join(root, name), path.join(dir, name), { recursive: true });
	git('add', '-A');
	git('commit', '-qm', 'probe: as it lies here', '--allow-empty');
	mkdirSync(path.join(dir, 'build'), { recursive: true });
	for (const [from, name] of [[lernreise, 'lernreise'], [tracker, 'lernreise-tracker'], [path.join(root, 'build/release/demo'), 'fill']])
		cpSync(from, path.join(dir, 'build', name), { dereference: true });

	const run = spawn(path.join(dir, 'tools/run.sh'), [], { cwd: dir, env: { ...process.env, LISTEN: '127.0.0.1:0', DEMO_FILL: path.join(dir, 'build/fill') }, stdio: ['ignore', 'pipe', 'pipe'] });
	let out = '';
	run.stdout.on('data', (d) => (out += d));
	run.stderr.on('data', (d) => (out += d));
	const ended = new Promise((done) => run.on('close', done));
	c.after(() => run.kill('SIGTERM'));
	const until = async (what, f, ms = 30_000) => {
		for (const end = Date.now() + ms; Date.now() < end;) {
			const r = await f();
			if (r)
				return r;
			await new Promise((r) => setTimeout(r, 100));
		}
		assert.fail(`${what}: ${out}`);
	};
	const url = await until('an address is printed', () => /(http:\/\/127\.0\.0\.1:\d+)/.exec(out)?.[1]);

	const b = await launch(c);
	const page = await open(b);
	const file = path.join(dir, 'content/modules/phishing/index.md');
	const text = readFileSync(file, 'utf8');
	const commit = (more) => {
		writeFileSync(file, `${text.trimEnd()}\n\n${more}\n`);
		git('commit', '-qam', 'content: probe');
	};
	await page.goto(`${url}/module/phishing/`);
	commit('Ein neuer Satz von einer Autorin.');
	await until('the page shows the commit', async () => {
		await page.reload();
		return (await page.getByRole('main').innerText()).includes('Ein neuer Satz von einer Autorin.');
	});
	commit('Ein Satz mit [totem Link](fehlt.md).');
	await until('the failed build is told', () => /phishing\/index\.md:\d+:\d+/.test(out));
	await page.reload();
	assert.ok((await page.getByRole('main').innerText()).includes('Ein neuer Satz von einer Autorin.'), 'the old page stays');
	commit('Wieder ein guter Satz.');
	await until('the page shows the next good commit', async () => {
		await page.reload();
		return (await page.getByRole('main').innerText()).includes('Wieder ein guter Satz.');
	});

	// Ctrl-C ends all of it
	run.kill('SIGINT');
	assert.equal(await ended, 0, out);
	await assert.rejects(fetch(`${url}/healthz`));
	assert.ok(existsSync(path.join(dir, 'build/demo/site/manifest')));
});
