// Some 300 malformed and hostile requests. Each hides a request for /<mark> in what only a reader with
// another idea of the body's end would take for one. `silent`: the library ends the connection without
// an answer before any code of ours is asked (docs/operators.md, "Malformed requests").

export function hostile(key) {
	const list = [];
	let n = 0;

	const add = (name, make, more = {}) => {
		const mark = `versteckt-${++n}`;
		const inner = `GET /${mark} HTTP/1.1\r\nHost: x\r\n\r\n`;

		list.push({ name, mark, bytes: make(inner), silent: /^line "(?:GET"| GET|GET\\t|\\r\\r)/.test(name), ...more });
	};
	const post = (headers) => (inner) => `POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n` +
		`Authorization: Bearer ${key}\r\n${headers(inner.length)}\r\n${inner}`;
	const lengths = ['-1', '+5', '0x5', '5.0', '5e0', '5 5', '5,5', '5;5', 'five', '', ' ', '"5"', '٥', '5\t5', '1_0', '0 0', 'NaN',
		'99999999999999999999', '18446744073709551616', '-0', '5\v', '0b1', '5, 6'];

	for (const v of lengths)
		add(`Content-Length: ${JSON.stringify(v)}`, post(() => `Content-Length: ${v}\r\n`));
	for (const [a, b] of [['0', 'N'], ['N', '0'], ['5', 'N'], ['N', 'N'], ['0', '0'], ['N', '-1'], ['', 'N']])
		add(`Content-Length ${a} and ${b}`, post((k) => `Content-Length: ${a.replace('N', k)}\r\nContent-Length: ${b.replace('N', k)}\r\n`));
	for (const te of ['chunked', 'identity', 'gzip', 'chunked, identity', 'identity, chunked', 'xchunked', 'chunked;q=1', ' chunked', 'CHUNKED', 'chun\tked',
		'"chunked"', '', ',', 'chunked,', 'deflate, chunked', 'chunked chunked', 'trailers', 'cow'])
		for (const cl of [true, false])
			add(`Transfer-Encoding: ${JSON.stringify(te)}${cl ? ' with a length' : ''}`,
				post((k) => `${cl ? `Content-Length: ${k}\r\n` : ''}Transfer-Encoding: ${te}\r\n`));
	for (const name of ['Content-Length ', 'Content-Length\t', ' Content-Length', 'Content-Length_', 'Content-Length-X', 'Content_Length', 'Content-Length\v',
		'Content-Length\x00', 'Content Length', 'Content-Length:', 'content-length ', 'Transfer-Encoding ', 'Transfer-Encoding\t', 'Transfer-Encoding_', 'Transfer-Encoding-X',
		'Transfer_Encoding', ' Transfer-Encoding', 'Host ', 'Host\t', 'Host_'])
		add(`header name ${JSON.stringify(name)}`, post((k) => `${name}: ${/length/i.test(name) ? k : /host/i.test(name) ? 'y' : 'chunked'}\r\n`));
	for (const c of '()<>@,;\\"/[]?={}')
		add(`a header name with ${c}`, post((k) => `X${c}y: 1\r\nContent-Length: ${k}\r\n`));
	for (const c of ['\x00', '\x01', '\x07', '\x0b', '\x0c', '\x1f', '\x7f', '\x80', '\xff'])
		for (const where of ['name', 'value'])
			add(`byte ${JSON.stringify(c)} in a header's ${where}`, post((k) => `${where === 'name' ? `X${c}: 1` : `X: a${c}b`}\r\nContent-Length: ${k}\r\n`));
	// The end of the head or of a line said in another way.
	for (const [what, headers] of [['bare LF', (k) => `Content-Length: ${k}\nX: y\r\n`], ['a folded value', () => 'Transfer-Encoding:\r\n chunked\r\n'],
		['a folded length', () => 'Content-Length:\r\n 5\r\n'], ['a bare CR', (k) => `X: a\rContent-Length: ${k}\r\n`], ['an empty name', (k) => `: x\r\nContent-Length: ${k}\r\n`],
		['no colon', (k) => `Content-Length ${k}\r\n`], ['a folded first header', (k) => ` X: y\r\nContent-Length: ${k}\r\n`]])
		add(what, post(headers));
	for (const h of [['x', 'y'], ['x', 'x'], ['', ''], ['x, y'], ['x y'], ['x/y'], ['user@x'], ['x:99999'], ['[::1'], ['x\x00y']])
		add(`Host ${JSON.stringify(h)}`, (inner) => `GET /module/eins/ HTTP/1.1\r\n${h.map((v) => `Host: ${v}\r\n`).join('')}Content-Length: ${inner.length}\r\n\r\n${inner}`);
	add('no Host', (inner) => `GET /module/eins/ HTTP/1.1\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`);
	for (const line of ['GET', 'GET /', 'GET  / HTTP/1.1', 'GET / HTTP/1.1 x', 'GET / http/1.1', 'GET / HTTP/2.0', 'GET / HTTP/0.9', 'GET / HTTP/1.', 'GET / HTTP/11', 'GET / HTTP/1.10',
		'GET\t/\tHTTP/1.1', ' GET / HTTP/1.1', 'G\x00T / HTTP/1.1', 'GET /\x00 HTTP/1.1', 'GET /\xff HTTP/1.1', 'GET * HTTP/1.1', 'GET / / HTTP/1.1', 'GET http://y/ HTTP/1.1', 'GET //y/ HTTP/1.1',
		'GET /.. HTTP/1.1', 'GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1', 'GET /%00 HTTP/1.1', 'GET /% HTTP/1.1', 'GET /%zz HTTP/1.1', 'GET /\\..\\ HTTP/1.1', 'GET ? HTTP/1.1',
		'CONNECT y:80 HTTP/1.1', 'TRACE / HTTP/1.1', 'OPTIONS * HTTP/1.1', 'PRI * HTTP/2.0', 'get / HTTP/1.1', '{} / HTTP/1.1', `${'A'.repeat(5000)} / HTTP/1.1`])
		add(`line ${JSON.stringify(line.slice(0, 40))}`, (inner) => `${line}\r\nHost: 127.0.0.1\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`);
	for (let c = 1; c < 0x20; c++)
		if (c !== 0x0a && c !== 0x0d)
			add(`byte ${c} in the target`, (inner) => `GET /a${String.fromCharCode(c)}b HTTP/1.1\r\nHost: x\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`);
	for (const e of ['100-continue', '100-Continue, x', 'tee', ''])
		add(`Expect: ${JSON.stringify(e)}`, post((k) => `Expect: ${e}\r\nContent-Length: ${k}\r\n`));
	for (const u of ['h2c', 'websocket'])
		add(`Upgrade: ${u}`, post((k) => `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${u}\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: ${k}\r\n`));
	// Lengths and codings in places where only some look.
	const body = (line, headers, text) => (inner) => `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers(inner.length)}\r\n${text ? text(inner) : inner}`;
	const cl = (k) => `Content-Length: ${k}\r\n`;
	for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'PUT', 'PATCH', 'FOO']) {
		add(`${method} with a body`, body(`${method} /module/eins/`, cl));
		add(`${method} with a chunked body`, body(`${method} /module/eins/`, () => 'Transfer-Encoding: chunked\r\n', (i) => `0\r\n\r\n${i}`));
	}
	for (const [what, text] of [['an extension', (i) => `5;${i.replace(/\r\n/g, '')}\r\nhello\r\n0\r\n\r\n`], ['a long extension', () => `5;${'a'.repeat(60_000)}\r\nhello\r\n0\r\n\r\n`],
		['a size beyond 64 bits', (i) => `fffffffffffffffff\r\n${i}`], ['a size of 2^64 - 1', (i) => `ffffffffffffffff\r\n${i}`], ['a negative size', (i) => `-1\r\n${i}`], ['a size with 0x', (i) => `0x5\r\n${i}`],
		['bare LF', (i) => `5\nhello\n0\n\n${i}`], ['a trailer', (i) => `0\r\nContent-Length: 5\r\n\r\n${i}`], ['no CR LF behind data', (i) => `5\r\nhello0\r\n\r\n${i}`], ['an empty size', (i) => `\r\n${i}`],
		['a space before the size', (i) => ` 0\r\n\r\n${i}`], ['a NUL in the size', (i) => `0\0\r\n\r\n${i}`]])
		add(`chunked with ${what}`, (inner) => post(() => 'Transfer-Encoding: chunked\r\n')('') + text(inner));
	for (const [line, headers] of [['POST /api/v1/events HTTP/1.0', 'Transfer-Encoding: chunked\r\n'], ['POST /api/v1/events HTTP/1.0', ''], ['GET / HTTP/1.0', 'Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n']])
		add(`${line} ${headers.trim()}`, (inner) => `${line}\r\nHost: x\r\n${headers}\r\n${inner}`);
	add('Transfer-Encoding on a line of its own', post(() => 'Transfer-Encoding\r\n : chunked\r\n'));
	add('Transfer-Encoding behind a bare CR', post((k) => `Content-Length: ${k}\r\nX: y\rTransfer-Encoding: chunked\r\n`));
	add('Content-Length behind NUL LF', post((k) => `X: y\0\nContent-Length: ${k}\r\n`));
	add('a NUL line behind the headers', post((k) => `Content-Length: ${k}\r\n\0: y\r\n`));
	for (const c of ['Content-Length', 'close, Content-Length', 'Host', 'Transfer-Encoding', 'keep-alive, close', 'TE'])
		add(`Connection: ${c}`, body('GET /module/eins/', (k) => `Connection: ${c}\r\n${cl(k)}`));
	for (const h of ['X-HTTP-Method-Override: DELETE', 'X-Original-URL: /-/ich', 'X-Rewrite-URL: /-/ich', 'X-Forwarded-Host: y', 'Forwarded: for="', 'Max-Forwards: 0', 'TE: trailers, chunked', 'Trailer: Content-Length',
		'Content-Encoding: gzip', 'Content-Range: bytes 0-1/2', 'Proxy-Authorization: Basic x', 'HTTP2-Settings: x', 'Sec-WebSocket-Key: x', 'Date: x\x80', 'If-None-Match: "', 'If-None-Match: W/"', `If-None-Match: ${'"a",'.repeat(1000)}`,
		'If-Modified-Since: x', 'Accept-Encoding: br;q=9, gzip;q=-1, ;;;,,', `Accept-Encoding: ${','.repeat(3000)}`, 'Accept: */*;q=', `Accept: ${'text/html,'.repeat(500)}`, 'Cookie: __Host-lernreise', 'Cookie: =;=;=', `Cookie: ${'__Host-lernreise=a;'.repeat(300)}`])
		add(`${h.slice(0, 40)}`, body('GET /module/eins/', (k) => `${h}\r\n${cl(k)}`));
	for (const h of ['Content-Type: text/plain', 'Authorization: Bearer x:y', 'Cookie: a=b'])
		add(`${h} twice`, post((k) => `${h}\r\n${h}\r\n${cl(k)}`));
	for (const a of ['', 'Bearer', 'Bearer ', `Bearer ${'a'.repeat(4000)}:b`, 'Bearer :', 'Bearer ::', 'bearer a:b', 'Basic YTpi', 'Bearer a b', 'Bearer \xff:\xff', 'Negotiate x', ',,,'])
		add(`Authorization: ${a.slice(0, 20)}`, (inner) => `POST /api/v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: ${a}\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`);
	// Ways to name a file that is not meant.
	for (const p of ['/%c0%ae%c0%ae/etc/passwd', '/%c0%af', '/%e0%80%af', '/%f0%80%80%af', '/%ed%a0%80', '/%f4%90%80%80', '/%252e%252e/', '/%2e/', '/%2E%2E/', '/..%2f', '/%2f%2e%2e', '/..;/', '/.;/', '/%5c..%5c', '/..\\',
		'/%u002e', '/./', '/module/../../tracker/answers.json', '/tracker/answers.json', '/../tracker/settings.json', '//etc/passwd', '///', '/%0d%0aSet-Cookie:x=y', '/%7f', '/%', '/%a', '/%%', '/a#b', '/\x7f', '/`', '/<script>', '/"',
		'/-/anmelden?weiter=//y.example', '/-/anmelden?weiter=%0d%0aSet-Cookie:%20x=y', '/-/anmelden?weiter=/%5cy.example', '/-/anmelden?weiter=%00', '/-/anmelden?%00=%00', '/-/anmelden?weiter=%ff', '/-/berichte?zeit=%00&fb=../..', '/-/berichte.csv?tabelle=../../x', '/-/danke?art=%3Cscript%3E&modul=..',
		`/-/melden?module=${'a'.repeat(5000)}`, '/en/-/', '/-/', '/-', '/api/', '/api/v1/', '/api/v1/events/', '/API/V1/EVENTS', '/healthz/', '/healthz?x', '/metrics%00', '/en/healthz', `/${'a/'.repeat(4000)}`, `/${'%41'.repeat(3000)}`])
		add(`path ${p.slice(0, 50)}`, body(`GET ${p}`, cl));
	for (const line of ['GET /', 'GET / HTTP', 'GET / HTTP/', 'GET / HTTP/1.1\x0b', 'GET / HTTP/1,1', 'GET / HTTP /1.1', 'GET / HTTPS/1.1', 'GET / HTTP/-1.1', 'GET / HTTP/1.1.1', '\r\r\nGET / HTTP/1.1', 'gET / HTTP/1.1', 'GET\x0b/ HTTP/1.1', 'GET\xa0/ HTTP/1.1',
		'POST http://x:0/api/v1/events HTTP/1.1', 'GET http://%00/ HTTP/1.1', 'GET http:// HTTP/1.1', 'GET http://x@y/ HTTP/1.1', 'GET x:80 HTTP/1.1', 'OPTIONS http://x HTTP/1.1', 'GET ../ HTTP/1.1', 'GET %2f HTTP/1.1'])
		add(`line ${JSON.stringify(line)}`, (inner) => `${line}\r\nHost: 127.0.0.1\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`);
	add('the preface of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64');
	add('a TLS hello', () => '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03' + 'a'.repeat(200) + '\r\n\r\n', { silent: true });
	add('many headers', body('GET /', (k) => `${'X: y\r\n'.repeat(70)}${cl(k)}`));
	add('very many headers', body('GET /', (k) => `${'X: y\r\n'.repeat(5000)}${cl(k)}`));
	add('a very long header', body('GET /', (k) => `X: ${'y'.repeat(70_000)}\r\n${cl(k)}`));
	add('a very long name', body('GET /', (k) => `${'y'.repeat(70_000)}: x\r\n${cl(k)}`));
	add('a very long target', body(`GET /${'y'.repeat(70_000)}`, cl));
	add('a very long method', body(`${'y'.repeat(70_000)} /`, cl));
	for (const e of ['100-continue, 100-continue', '200-ok', '100-continue;q=1', '\x80'])
		add(`Expect: ${JSON.stringify(e)}`, post((k) => `Expect: ${e}\r\n${cl(k)}`));
	for (const r of ['bytes=0-', 'bytes=-1', 'bytes=99-1', `bytes=${'0-1,'.repeat(500)}0-1`, 'bytes=18446744073709551615-'])
		add(`Range ${r.slice(0, 30)}`, (inner) => `GET /module/eins/ HTTP/1.1\r\nHost: x\r\nRange: ${r}\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`);
	return list;
}
