// The accessibility tree of a page as text: what a screen reader is told, in its order. First the
// landmarks and the outline of headings, then every role with name and state. What changes from day
// to day or from run to run (days, ids, published figures) is written as a placeholder.

const state = ['level', 'checked', 'pressed', 'expanded', 'selected', 'required', 'invalid', 'disabled', 'readonly', 'multiline', 'live'];
// Roles without meaning of their own, and lines of text inside of text.
const silent = new Set(['generic', 'none', 'InlineTextBox', 'LayoutTable', 'LayoutTableRow', 'LayoutTableCell', 'LineBreak', 'ListMarker', 'MenuListPopup']);
const landmarks = new Set(['banner', 'navigation', 'main', 'contentinfo', 'region', 'complementary', 'form', 'search']);

const day = /\d{1,2}\. (Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember) \d{4}|\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}|\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4}/g;
const normal = (text, figures) => {
	const s = text.replace(/\s+/g, ' ').trim().replace(day, 'DAY').replace(/\b\d\d?[.:]\d\d( Uhr|(?=,|$))/g, 'TIME$1').replace(/\b\d\d:\d\d\b/g, 'TIME').replace(/\b[0-9a-f]{32}\b/g, 'HEX32')
		.replace(/\b[0-9a-f]{12,}\b/g, 'HEX').replace(/\b\d(\/|\. Quartal )20\d\d/g, 'QUARTER').replace(/\b20\d\d\b/g, 'YEAR').replace(/(\d{4}Q\d)-[0-9a-f]{8}\b/, 'DATA').replace(/, \d+ KB/g, ', N KB');

	return figures ? s.replace(/\b(unter |below )?\d+([,.]\d+)?\b/g, 'N') : s;
};

export async function tree(page, { figures = false } = {}) {
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('DOM.enable');
	const { nodes } = await cdp.send('Accessibility.getFullAXTree');
	// what Chromium does not tell in that tree: aria-current, and the language of a part
	const elements = new Map((await cdp.send('DOM.getFlattenedDocument', { depth: -1 })).nodes.map((n) => [n.backendNodeId,
		Object.fromEntries((n.attributes ?? []).flatMap((a, i, l) => (i % 2 ? [] : [[a, l[i + 1]]])))]));
	const byId = new Map(nodes.map((n) => [n.nodeId, n]));
	const lines = [], outline = [], places = [];
	const clean = (v) => normal(String(v ?? ''), figures);

	const visit = (node, depth, around) => {
		const role = node.role?.value ?? '', name = clean(node.name?.value);
		const kids = (d, a) => (node.childIds ?? []).map((id) => byId.get(id)).filter(Boolean).forEach((k) => visit(k, d, a));

		if (node.ignored || silent.has(role) || (role === 'StaticText' && (!name || around.includes(name)))) {
			if (role !== 'StaticText')
				kids(depth, around);
			return;
		}
		const { 'aria-current': current, lang } = elements.get(node.backendDOMNodeId) ?? {};
		const has = (node.properties ?? []).filter((p) => state.includes(p.name) && p.value.value !== false && p.value.value !== 'false' && p.value.value !== '' && !(p.name === 'level' && role !== 'heading'));
		const extra = has.map((p) => (p.value.value === true || p.value.value === 'true' ? p.name : `${p.name}=${p.value.value}`));
		for (const p of node.properties ?? [])
			if ((p.name === 'expanded' && p.value.value === false) || (p.name === 'pressed' && p.value.value === 'false'))
				extra.push(`${p.name}=false`);
		if (current)
			extra.push(`current=${current}`);
		if (lang)
			extra.push(`lang=${lang}`);
		if (node.value?.value !== undefined && node.value.value !== '' && role !== 'StaticText')
			extra.push(`value=${JSON.stringify(clean(node.value.value))}`);
		if (node.description?.value)
			extra.push(`description=${JSON.stringify(clean(node.description.value))}`);
		const line = `${role === 'StaticText' ? 'text' : role}${name ? ` ${JSON.stringify(name)}` : ''}${extra.length ? ` (${extra.join(', ')})` : ''}`;
		lines.push('  '.repeat(depth) + line);
		if (role === 'heading')
			outline.push('  '.repeat(Number(has.find((p) => p.name === 'level')?.value.value ?? 1)) + name);
		if (landmarks.has(role) && (name || role !== 'form')) // a form without a name is none
			places.push(`  ${role}${name ? ` ${JSON.stringify(name)}` : ''}`);
		kids(depth + 1, name);
	};
	visit(nodes[0], 0, '');
	await cdp.detach();
	return `landmarks\n${places.join('\n')}\n\nheadings\n${outline.join('\n')}\n\n${lines.join('\n')}\n`;
}
export { landmarks };
