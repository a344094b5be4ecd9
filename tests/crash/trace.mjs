// Reads what strace saw of a tracker: file operations, syncs and answers, in the order in which
// they began and ended. strace runs with -f -xx, so every string is hexadecimal.

export const traced = 'openat,open,creat,close,dup,dup2,dup3,lseek,read,pread64,write,pwrite64,writev,pwritev,' +
	'ftruncate,truncate,fallocate,fsync,fdatasync,sync_file_range,rename,renameat,renameat2,' +
	'unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,fchmod,chmod,sendto,sendmsg';

const bytes = (quoted) => Buffer.from(quoted.replaceAll('\\x', ''), 'hex');
const strings = (args) => [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?/g)].map((m) => {
	if (m[2])
		throw new Error('strace cut a string: raise -s');
	return bytes(m[1]);
});
const numbers = (args) => args.replace(/"[^"]*"/g, '""').split(',').map((a) => a.trim());

// One system call as { pid, name, args, result }; `begin` and `end` are its places in the trace.
export function parse(text, base = 0) {
	const open = new Map();
	const calls = [];
	const lines = text.split('\n');

	for (const [number, line] of lines.entries()) {
		const at = base + number;

		let m = /^(\d+)\s+(\w+)\((.*) <unfinished \.\.\.>$/.exec(line);
		if (m) {
			open.set(m[1], { pid: m[1], name: m[2], args: m[3], begin: at });
			continue;
		}
		m = /^(\d+)\s+<\.\.\. (\w+) resumed>(.*)\)\s+= (-?\d+|\?)/.exec(line);
		if (m && open.has(m[1])) {
			const call = open.get(m[1]);

			open.delete(m[1]);
			calls.push({ ...call, args: call.args + m[3], end: at, result: Number(m[4]) });
			continue;
		}
		m = /^(\d+)\s+(\w+)\((.*)\)\s+= (-?\d+|\?)/.exec(line);
		if (m)
			calls.push({ pid: m[1], name: m[2], args: m[3], begin: at, end: at, result: Number(m[4]) });
	}
	// A call that the end of the process cut off may have done its work or not.
	for (const call of open.values())
		calls.push({ ...call, end: base + lines.length, result: NaN });
	return { calls, lines: base + lines.length };
}

// The trace of one process as steps of a disk: { at, op, … }, sorted by place.
// Paths outside `root` are left out; answers become { op: 'answer', text }. Places begin at `base`.
export function steps(text, root, base = 0) {
	const { calls, lines } = parse(text, base);
	const files = new Map(); // descriptor -> { path, offset, append } or null (something else)
	const out = [];
	const inside = (path) => path === root || path.startsWith(`${root}/`);
	const put = (at, op, more) => out.push({ at, op, ...more });
	const path = (buffer) => buffer.toString('utf8').replace(/\/+$/, '');

	// Effects on descriptors count when a call ends, effects on the disk from when it begins.
	for (const c of calls.sort((a, b) => a.end - b.end)) {
		const failed = c.result < 0;
		const args = numbers(c.args);
		const fd = Number(args[0]);
		const file = files.get(fd);
		const name = c.name;

		if (failed)
			continue;
		if (name === 'openat' || name === 'open' || name === 'creat') {
			const p = path(strings(c.args)[0]);
			const flags = c.args;

			files.set(c.result, inside(p) ? { path: p, offset: 0, append: /O_APPEND/.test(flags) } : null);
			if (inside(p) && /O_CREAT/.test(flags))
				put(c.begin, 'create', { path: p, mode: parseInt(/, (0[0-7]+)$/.exec(flags)?.[1] ?? '0644', 8) });
			if (inside(p) && /O_TRUNC/.test(flags))
				put(c.begin, 'truncate', { path: p, size: 0, done: c.end });
		} else if (name === 'close') {
			files.delete(fd);
		} else if (name.startsWith('dup')) {
			files.set(c.result, file ?? null);
		} else if (name === 'lseek' && file) {
			file.offset = c.result;
		} else if (name === 'read' && file) {
			file.offset += c.result;
		} else if (/^(write|pwrite64|writev|pwritev)$/.test(name) && file) {
			const data = Buffer.concat(strings(c.args));
			const positioned = name.startsWith('p');
			const offset = positioned ? Number(args.at(-1)) : file.append ? null : file.offset;
			const n = Number.isNaN(c.result) ? data.length : c.result;

			put(c.begin, 'write', { path: file.path, offset, data: data.subarray(0, n), done: c.end });
			if (!positioned)
				file.offset += n;
		} else if (name === 'ftruncate' && file) {
			put(c.begin, 'truncate', { path: file.path, size: Number(args[1]), done: c.end });
		} else if (name === 'fallocate' && file) {
			if (!/KEEP_SIZE/.test(args[1]))
				put(c.begin, 'extend', { path: file.path, size: Number(args[2]) + Number(args[3]), done: c.end });
		} else if ((name === 'fsync' || name === 'fdatasync') && file && !Number.isNaN(c.result)) {
			put(c.end, 'sync', { path: file.path, since: c.begin });
		} else if (name === 'fchmod' && file) {
			put(c.begin, 'chmod', { path: file.path, mode: parseInt(args[1], 8) });
		} else if (name.startsWith('rename')) {
			const [from, to] = strings(c.args).map(path);

			if (inside(from))
				put(c.begin, 'rename', { path: from, to });
		} else if (name.startsWith('unlink') || name === 'rmdir') {
			const p = path(strings(c.args)[0]);

			if (inside(p))
				put(c.begin, 'remove', { path: p });
		} else if (name.startsWith('mkdir')) {
			const p = path(strings(c.args)[0]);

			if (inside(p))
				put(c.begin, 'mkdir', { path: p });
		} else if (/^(sendto|sendmsg|write|writev)$/.test(name) && !file && !Number.isNaN(c.result)) {
			const body = Buffer.concat(strings(c.args)).toString('latin1');

			if (body.includes('"recorded"'))
				put(c.begin, 'answer', { text: body });
		} else if (/^(truncate|link|linkat|chmod|sync_file_range)$/.test(name)) {
			if (strings(c.args).map(path).some(inside))
				throw new Error(`the disk model does not know ${name}`);
		}
	}
	out.push({ at: lines, op: 'end' });
	return out.sort((a, b) => a.at - b.at);
}
