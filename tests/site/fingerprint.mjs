// Names and hashes of everything below a folder, as one text to compare.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export function fingerprint(dir) {
	return readdirSync(dir, { recursive: true }).map(String).sort().map((f) => {
		const file = path.join(dir, f);

		return statSync(file).isFile() ? `${f} ${createHash('sha1').update(readFileSync(file)).digest('hex')}` : f;
	}).join('\n');
}
