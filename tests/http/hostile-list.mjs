// Some 200 malformed and hostile requests. Each hides a request for /<mark> in what only a reader with
// another idea of the body's end would take for one. `hidden`: the library accepts it in a way that a
// handler cannot see (DESIGN.md, "HTTP traps"); docs and packaging/nginx.conf say what follows.

export function hostile(key) {
	const list = [];
	let n = 0;

	const add = (name, make, more = {}) => {
		const mark = `versteckt-${++n}`;
		const inner = `GET /${mark} HTTP/1.1\r\nHost: x\r\n\r\n`;

		list.push({ name, mark, bytes: make(inner), hidden: false, ...more });
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
		add(`header name ${JSON.stringify(name)}`, post((k) => `${name}: ${/length/i.test(name) ? k : /host/i.test(name) ? 'y' : 'chunked'}\r\n`),
			{ hidden: /^ |\x00/.test(name) });
	for (const c of '()<>@,;\\"/[]?={}')
		add(`a header name with ${c}`, post((k) => `X${c}y: 1\r\nContent-Length: ${k}\r\n`));
	for (const c of ['\x00', '\x01', '\x07', '\x0b', '\x0c', '\x1f', '\x7f', '\x80', '\xff'])
		for (const where of ['name', 'value'])
			add(`byte ${JSON.stringify(c)} in a header's ${where}`, post((k) => `${where === 'name' ? `X${c}: 1` : `X: a${c}b`}\r\nContent-Length: ${k}\r\n`));
	// The end of the head or of a line said in another way: the library cannot tell a handler.
	for (const [what, headers] of [['bare LF', (k) => `Content-Length: ${k}\nX: y\r\n`], ['a folded value', () => 'Transfer-Encoding:\r\n chunked\r\n'],
		['a folded length', () => 'Content-Length:\r\n 5\r\n'], ['a bare CR', (k) => `X: a\rContent-Length: ${k}\r\n`], ['an empty name', (k) => `: x\r\nContent-Length: ${k}\r\n`],
		['no colon', (k) => `Content-Length ${k}\r\n`], ['a folded first header', (k) => ` X: y\r\nContent-Length: ${k}\r\n`]])
		add(what, post(headers), { hidden: true });
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
	for (const r of ['bytes=0-', 'bytes=-1', 'bytes=99-1', `bytes=${'0-1,'.repeat(500)}0-1`, 'bytes=18446744073709551615-'])
		add(`Range ${r.slice(0, 30)}`, (inner) => `GET /module/eins/ HTTP/1.1\r\nHost: x\r\nRange: ${r}\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`);
	return list;
}
