// A disk that may lose power: what has been synced stays, what has not may be there, be missing,
// be torn at 512 bytes or be garbage. Names (create, rename, remove) are kept by the sync of their
// folder; those not synced survive up to some point of their order, as in a journalling file system.

import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync, chmodSync } from 'node:fs';
import path from 'node:path';

const SECTOR = 512;

// Small, seeded, good enough to choose (mulberry32).
export function random(seed) {
	let a = seed >>> 0;

	const next = () => {
		a = (a + 0x6d2b79f5) >>> 0;
		let t = Math.imul(a ^ (a >>> 15), a | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	next.below = (n) => Math.floor(next() * n);
	return next;
}

function applied(content, op) {
	if (op.op === 'truncate') {
		if (op.size <= content.length)
			return content.subarray(0, op.size);
		return Buffer.concat([content, Buffer.alloc(op.size - content.length)]);
	}
	if (op.op === 'extend')
		return op.size <= content.length ? content : Buffer.concat([content, Buffer.alloc(op.size - content.length)]);
	const offset = op.offset ?? content.length;
	const end = offset + op.data.length;
	const next = Buffer.alloc(Math.max(content.length, end));

	content.copy(next);
	op.data.copy(next, offset);
	return next;
}

// What may be left of one unsynced write: some of its sectors, old or garbage in the others.
function torn(op, rnd, garbage) {
	const parts = [];

	for (let at = 0; at < op.data.length;) {
		const size = Math.min(SECTOR - ((op.offset + at) % SECTOR), op.data.length - at);

		if (rnd() < 0.5)
			parts.push({ ...op, offset: op.offset + at, data: op.data.subarray(at, at + size) });
		else if (garbage && rnd() < 0.5)
			parts.push({ ...op, offset: op.offset + at, data: Buffer.from({ length: size }, () => rnd.below(256)) });
		at += size;
	}
	return parts;
}

export const fates = ['none', 'all', 'prefix', 'subset', 'torn', 'garbage'];

function survivors(pending, fate, rnd) {
	switch (fate) {
	case 'none':
		return [];
	case 'all':
		return pending;
	case 'prefix':
		return pending.slice(0, rnd.below(pending.length + 1));
	case 'subset':
		return pending.filter(() => rnd() < 0.5);
	default:
		return pending.flatMap((op) => (op.op === 'write' && op.offset !== null
			? torn(op, rnd, fate === 'garbage') : rnd() < 0.5 ? [op] : []));
	}
}

export class Disk {
	constructor(root) {
		this.root = root;
		this.now = new Map();     // path -> file, as the running program sees it
		this.durable = new Map(); // path -> file, as after a power cut
		this.names = [];          // changes of names that no sync of their folder has kept yet
	}

	step(s) {
		const file = this.now.get(s.path);

		switch (s.op) {
		case 'create':
			if (!file)
				this.name({ ...s, file: { synced: Buffer.alloc(0), pending: [], mode: s.mode } });
			break;
		case 'mkdir':
			this.name({ ...s, file: { folder: true } });
			break;
		case 'rename':
		case 'remove':
			if (file)
				this.name({ ...s, file });
			break;
		case 'chmod':
			if (file)
				file.mode = s.mode;
			break;
		case 'write':
		case 'truncate':
		case 'extend':
			file?.pending.push(s);
			break;
		case 'sync':
			if (s.path === this.root || file?.folder)
				this.keepNames(s);
			else if (file)
				this.keepBytes(file, s.since);
			break;
		}
	}

	name(change) {
		this.names.push(change);
		Disk.rename(this.now, change);
	}

	static rename(map, { op, path: from, to, file }) {
		if (op === 'create' || op === 'mkdir') {
			map.set(from, file);
			return;
		}
		if (op === 'rename')
			map.set(to, map.get(from) ?? file);
		map.delete(from);
	}

	keepNames({ path: folder, since }) {
		const kept = (c) => path.dirname(c.path) === folder && c.at < since;

		for (const c of this.names.filter(kept))
			Disk.rename(this.durable, c);
		this.names = this.names.filter((c) => !kept(c));
	}

	keepBytes(file, since) {
		const rest = [];

		for (const op of file.pending) {
			if (op.done < since && rest.length === 0)
				file.synced = applied(file.synced, op);
			else
				rest.push(op);
		}
		file.pending = rest;
	}

	// Writes one possible state after a power cut now into the empty folder `to`; gives its fate.
	crash(to, rnd) {
		const fate = fates[rnd.below(fates.length)];
		const names = new Map(this.durable);

		for (const c of this.names.slice(0, fate === 'none' ? 0 : rnd.below(this.names.length + 1)))
			Disk.rename(names, c);
		const folders = new Set([this.root]);

		for (const [name, file] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
			const at = path.join(to, path.relative(this.root, name));

			// What lies in a folder whose own name was lost is lost with it.
			if (name === this.root || !folders.has(path.dirname(name)))
				continue;
			if (file.folder) {
				folders.add(name);
				mkdirSync(at);
				continue;
			}
			// Each file draws its own fate half of the time: syncs of one do not keep the other.
			const own = rnd() < 0.5 ? fate : fates[rnd.below(fates.length)];
			const content = survivors(file.pending, own, rnd).reduce(applied, file.synced);
			const fd = openSync(at, 'w', file.mode);

			if (content.length > 0)
				writeSync(fd, content);
			ftruncateSync(fd, content.length);
			closeSync(fd);
			chmodSync(at, file.mode);
		}
		return fate;
	}
}
