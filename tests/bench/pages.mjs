// `make bench-pages`: a page of 10 KB from the tracker's memory and from nginx, in turns, in one run.
// SECONDS_EACH=n (3), RUNS=n (3).

import { mkdirSync, writeFileSync, statSync } from 'node:fs';
import net from 'node:net';
import { buildSite, load, median, path, sampleSite, scratch, serve, startTracker, table, version } from './common.mjs';

const seconds = Number(process.env.SECONDS_EACH ?? 3), runs = Number(process.env.RUNS ?? 3);
const dir = scratch('bench-pages');
const site = await buildSite(null, { files: { 'content/modules/eins/index.md': sampleSite['content/modules/eins/index.md'] } });
// the page is a file of exactly 10 KB in both: what is compared is serving, not rendering
const page = path.join(site.out, 'public/module/eins/index.html');
const text = `<!DOCTYPE html><html lang="de"><title>Zehn</title><p>${'x'.repeat(10 * 1024)}`.slice(0, 10 * 1024);
writeFileSync(page, text);
const free = await new Promise((done) => { const s = net.createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); }); });

mkdirSync(path.join(dir, 'tmp'));
writeFileSync(path.join(dir, 'nginx.conf'), `daemon off; worker_processes 1; pid ${dir}/pid; error_log ${dir}/error.log;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=1000; types { text/html html; }
client_body_temp_path ${dir}/tmp; proxy_temp_path ${dir}/tmp; fastcgi_temp_path ${dir}/tmp; uwsgi_temp_path ${dir}/tmp; scgi_temp_path ${dir}/tmp;
server { listen 127.0.0.1:${free}; root ${site.out}/public; index index.html; } }
`);
const t = await startTracker(null, { site: site.out });
const nginx = await serve(['sh', '-c', `nginx -c ${dir}/nginx.conf & p=$!; sleep 0.5; echo ready; read -r x; kill $p; wait $p`], /(ready)/);

const results = { nginx: [], tracker: [] };
for (let i = 0; i < runs; i++) {
	results.nginx.push(await load(free, 64, seconds, 0, 'get', '/module/eins/'));
	results.tracker.push(await load(t.port, 64, seconds, 0, 'get', '/module/eins/'));
}
const of = (name, k) => median(results[name].map((r) => r[k]));
console.log(`a page of ${statSync(page).size} bytes, 64 connections, ${runs} runs of ${seconds} s, medians; ${version('nginx', '-v') || 'nginx'}`);
table([['', 'per second', 'p50 µs', 'p99 µs', 'of nginx'], ...Object.keys(results).map((n) => [n, of(n, 'rate'), of(n, 'p50'), of(n, 'p99'),
	(of(n, 'rate') / of('nginx', 'rate')).toFixed(2)])]);
if (results.tracker.some((r) => r.refused + r.unavailable + r.lost > 0))
	throw new Error(`the tracker refused: ${JSON.stringify(results.tracker)}`);
await nginx.stop();
await t.stop();
process.exit(0);
