/*
 * script.js - progress in this browser, questions, reporting. Every page works without it.
 *
 * Loaded in the head without defer, because the choice of light or dark has to stand before the
 * first paint; everything else waits for the document. No words are in here: they are copied from
 * <template> elements, so that each language has its own. ES2019, no library, works from file://.
 *
 * All that is kept is one key of localStorage, "lernreise":
 *
 *   { "format": 1,
 *     "theme": { "":         { "n": 3, "v": "dark" } },
 *     "seen":  { "phishing": { "n": 5, "at": "was-tun", "title": "Was tun?" } },   last heading read
 *     "done":  { "phishing": { "n": 7, "edition": 2 } },
 *     "quiz":  { "phishing/anhang": { "n": 6, "pick": ["b"], "asked": true, "right": true } },
 *     "told":  { "<uuid>": { "n": 8, "module": "phishing", "version": "…", "at": "2026-11-24T12:00:00+01:00",
 *                            "state": "waits" | "told" | "refused", "reason": "…" } },
 *     "words": { "<uuid>": { "n": 9, "body": { … } } } }                           feedback that waits
 *
 * Each entry carries n, a counter and not a clock: no time of learning is kept. The higher n wins,
 * so that two tabs, or a file from another device, unite without losing a tick. What was taken back
 * stays as { "n": 9, "off": true }. Only "forget all" removes entries.
 */
(function () {
	"use strict";

	const KEY = "lernreise";
	const SECTIONS = ["theme", "seen", "done", "quiz", "told", "words"];

	/* What is kept */

	let state = empty();
	let refused = false; // the browser does not let us keep anything

	function empty() {
		const s = { format: 1 };
		for (const name of SECTIONS) s[name] = {};
		return s;
	}

	const isObject = (x) => typeof x === "object" && x !== null && !Array.isArray(x);

	// Only what has our shape: someone else may have written there.
	function clean(raw) {
		const s = empty();
		if (!isObject(raw)) return s;
		for (const name of SECTIONS) {
			if (!isObject(raw[name])) continue;
			for (const key of Object.keys(raw[name])) {
				const entry = raw[name][key];
				if (isObject(entry) && Number.isSafeInteger(entry.n) && entry.n > 0) s[name][key] = entry;
			}
		}
		return s;
	}

	function parse(text) {
		try { return clean(JSON.parse(text)); } catch (e) { return empty(); }
	}

	function unite(a, b) {
		const s = empty();
		for (const name of SECTIONS) {
			Object.assign(s[name], a[name]);
			for (const key of Object.keys(b[name])) {
				const mine = s[name][key], other = b[name][key];
				// equal counters in two tabs: the same choice in both, whatever it is
				if (!mine || other.n > mine.n || (other.n === mine.n && JSON.stringify(other) > JSON.stringify(mine))) s[name][key] = other;
			}
		}
		return s;
	}

	function read() {
		try { return localStorage.getItem(KEY); } catch (e) { refused = true; return null; }
	}

	function write() {
		try { localStorage.setItem(KEY, JSON.stringify(state)); refused = false; } catch (e) { refused = true; }
	}

	const top = () => SECTIONS.reduce((m, name) => Object.keys(state[name]).reduce((k, key) => Math.max(k, state[name][key].n), m), 0);

	function keep(section, key, entry) {
		state = unite(parse(read()), state);
		state[section][key] = Object.assign({}, entry, { n: top() + 1 });
		write();
	}

	function get(section, key) {
		const entry = state[section][key];
		return entry && !entry.off ? entry : null;
	}

	const keys = (section) => Object.keys(state[section]).filter((key) => get(section, key));
	const isDone = (module) => get("done", module) !== null;

	function forget() {
		try {
			localStorage.removeItem(KEY);
			sessionStorage.removeItem(KEY);
		} catch (e) { refused = true; }
		state = empty();
	}

	/* Light or dark, before the first paint */

	function theme() {
		const choice = get("theme", "");
		const value = choice && (choice.v === "light" || choice.v === "dark") ? choice.v : "";
		if (value) document.documentElement.setAttribute("data-theme", value);
		else document.documentElement.removeAttribute("data-theme");
		return value;
	}

	state = parse(read());
	theme();

	/* Small helpers */

	const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
	const one = (selector, root) => (root || document).querySelector(selector);
	const show = (el, yes) => { if (el) el.hidden = !yes; };
	const fill = (text, values) => text.replace(/\{(\w+)\}/g, (m, name) => (name in values ? values[name] : m));

	function word(name) {
		const words = document.getElementById("words");
		return words ? document.importNode(one('[data-word="' + name + '"]', words.content), true) : document.createElement("p");
	}

	function say(region, node) {
		if (!region) return;
		region.textContent = "";
		if (node) region.appendChild(node);
	}

	// Random, version 4; crypto.randomUUID exists on https only.
	function uuid() {
		const b = crypto.getRandomValues(new Uint8Array(16));
		b[6] = (b[6] & 15) | 64;
		b[8] = (b[8] & 63) | 128;
		const hex = Array.from(b, (x) => (x + 256).toString(16).slice(1)).join("");
		return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
	}

	// Noon of today: a day is what counts, so no hour leaves this browser.
	function today() {
		const d = new Date();
		const two = (x) => String(x).padStart(2, "0");
		d.setHours(12, 0, 0, 0);
		const z = -d.getTimezoneOffset();
		return d.getFullYear() + "-" + two(d.getMonth() + 1) + "-" + two(d.getDate()) + "T12:00:00" +
			(z < 0 ? "-" : "+") + two(Math.floor(Math.abs(z) / 60)) + ":" + two(Math.abs(z) % 60);
	}

	// fetch with an end; resolves to { status, body }, status 0 when nothing came back
	function ask(method, url, body, token) {
		const stop = new AbortController();
		const timer = setTimeout(() => stop.abort(), 20000);
		const headers = { Accept: "application/json" };
		if (body) headers["Content-Type"] = "application/json";
		if (token) headers["X-Token"] = token;
		return fetch(url, { method: method, headers: headers, body: body ? JSON.stringify(body) : undefined, credentials: "same-origin", cache: "no-store", signal: stop.signal })
			.then((r) => r.json().catch(() => ({})).then((json) => ({ status: r.status, body: json })))
			.catch(() => ({ status: 0, body: {} }))
			.then((r) => { clearTimeout(timer); return r; });
	}

	/* Journeys: what lies behind, where one is, what is ahead */

	const trails = () => { const t = document.getElementById("trails"); return t ? all("ol[data-journey]", t.content) : []; };

	// Of stations (elements with data-module): how many are done, which one is next; begun says
	// that it has been opened, fresh that none has.
	function way(stations) {
		const ids = stations.map((el) => el.dataset.module);
		const done = ids.filter(isDone).length;
		let last = -1, n = 0;
		ids.forEach((id, i) => {
			const m = Math.max(get("seen", id) ? state.seen[id].n : 0, isDone(id) ? state.done[id].n : 0);
			if (m > n) { n = m; last = i; }
		});
		let here = last >= 0 && !isDone(ids[last]) ? last : -1;
		const begun = here >= 0;
		const open = (i) => !isDone(ids[i]) && !("optional" in stations[i].dataset);
		for (let k = 0; here < 0 && k < ids.length; k++) {
			const i = (last + 1 + k) % ids.length;
			if (open(i)) here = i;
		}
		return { done: done, total: ids.length, here: here, begun: begun, fresh: n === 0, n: n };
	}

	function paintRoute(box) {
		const stops = all(".stop[data-module]", box);
		const w = way(stops);
		stops.forEach((stop, i) => {
			const here = i === w.here;
			stop.classList.toggle("stop--done", isDone(stop.dataset.module));
			stop.classList.toggle("stop--here", here);
			show(one("[data-done]", stop), isDone(stop.dataset.module));
			show(one(".here", stop), here);
			show(one(".go", stop), here);
			all("[data-here]", stop).forEach((el) => show(el, !w.fresh));
			all("[data-start]", stop).forEach((el) => show(el, w.fresh));
		});
		show(one("[data-arrived]", box), w.here < 0);
		paintMeter(box, w);
	}

	function paintMeter(box, w) {
		const label = one("[data-say]", box);
		if (!label) return;
		label.textContent = fill(label.dataset.say, { n: w.done, m: w.total });
		const meter = one(".meter", box), bar = one("progress", box);
		if (bar) {
			bar.max = w.total;
			bar.value = w.done;
		}
		show(meter || label, w.done > 0 || !!meter);
	}

	function paintRail(rail) {
		all("li[data-module]", rail).forEach((li) => {
			li.classList.toggle("d", isDone(li.dataset.module));
			show(one("[data-done]", li), isDone(li.dataset.module));
		});
	}

	function strip(box, stations, w) {
		box.textContent = "";
		stations.forEach((el, i) => {
			const dot = document.createElement("span");
			dot.className = (isDone(el.dataset.module) ? "d " : "") + ("optional" in el.dataset ? "s " : "") + (i === w.here ? "h" : "");
			box.appendChild(dot);
		});
	}

	function addressOf(station, w) {
		const entry = w.begun && get("seen", station.dataset.module);
		return one("a", station).getAttribute("href") + (entry && entry.at ? "#" + entry.at : "");
	}

	// Home: back to where one stopped, to the heading.
	function paintResume(box) {
		const begun = trails().map((ol) => ({ ol: ol, stations: all("li", ol), w: way(all("li", ol)) })).filter((t) => !t.w.fresh);
		const t = begun.sort((a, b) => b.w.n - a.w.n)[0];
		const made = all("[data-made]", box);
		made.forEach((el) => el.remove());
		show(one("[data-first]", box), !t);
		show(one(".here", box), !!t);
		box.setAttribute("aria-labelledby", t ? "weiter-hier" : "weiter");
		if (!t) return;
		const parts = document.importNode(document.getElementById("resume").content, true);
		const station = t.w.here < 0 ? null : t.stations[t.w.here];
		const entry = station && t.w.begun ? get("seen", station.dataset.module) : null;
		const put = (name, text) => { one("[data-" + name + "]", parts).textContent = text; };

		box.className = "resume " + t.ol.className;
		put("journey-title", t.ol.dataset.title);
		const number = one("[data-number]", parts);
		number.textContent = station ? fill(number.textContent, { n: t.w.here + 1, m: t.w.total }) : "";
		put("title", station ? one("a", station).textContent : t.ol.dataset.title);
		show(one("[data-begun]", parts), !!entry);
		show(one("[data-at]", parts), !!(entry && entry.at && entry.title));
		put("heading", entry && entry.title ? entry.title : "");
		show(one("[data-next]", parts), !!station && !entry);
		show(one("[data-all]", parts), !station);
		one("[data-whole]", parts).setAttribute("href", t.ol.dataset.href);
		if (station) one("[data-go]", parts).setAttribute("href", addressOf(station, t.w));
		else one("[data-go]", parts).remove();
		strip(one(".strip", parts), t.stations, t.w);
		const line = one("[data-say]", parts);
		line.textContent = fill(line.dataset.say, { n: t.w.done, m: t.w.total });
		Array.from(parts.children).forEach((el) => { el.setAttribute("data-made", ""); box.appendChild(el); });
	}

	/* A station */

	function paintModule(article) {
		const id = article.dataset.module, done = get("done", id);
		const tick = one("[data-tick]", article);

		if (tick) {
			tick.setAttribute("aria-pressed", String(!!done));
			show(one("[data-off]", tick), !done);
			show(one("[data-on]", tick), !!done);
			show(one("[data-untick]", article), !!done);
		}
		show(one("[data-renewed]", article), !!done && done.edition < Number(article.dataset.edition));
		const score = one("[data-score]", article);
		if (score) {
			const s = scoreOf(article);
			score.textContent = fill(score.dataset.score, { n: s.right, m: s.total });
			show(score, s.total > 0);
		}
	}

	function scoreOf(article) {
		const quizzes = all("[data-quiz]", article);
		const right = quizzes.filter((q) => { const e = get("quiz", article.dataset.module + "/" + q.dataset.quiz); return e && e.right; }).length;
		return { right: right, total: quizzes.length };
	}

	function setDone(article, yes) {
		keep("done", article.dataset.module, yes ? { edition: Number(article.dataset.edition) || 1 } : { off: true });
		paint();
	}

	function module(article) {
		const id = article.dataset.module;
		const region = one(".finish [data-say]", article);
		const part = (name, values) => {
			const t = one(".finish template", article);
			const node = document.importNode(one("[data-say-" + name + "]", t.content), true);
			all("p", node).forEach((p) => { p.textContent = fill(p.textContent, values || {}); });
			say(region, node);
		};

		where(article);
		const tick = one("[data-tick]", article);
		if (tick) {
			show(one(".tick", article), true);
			tick.addEventListener("click", () => {
				const yes = !isDone(id);
				setDone(article, yes);
				part(yes ? (refused ? "unkept" : "ticked") : "unticked");
			});
			one("[data-untick]", article).addEventListener("click", () => {
				setDone(article, false);
				part("unticked");
				tick.focus();
			});
		}
		// enough questions answered: the tick comes by itself
		if (article.dataset.atLeast) article.addEventListener("lernreise:answered", () => {
			const s = scoreOf(article);
			if (isDone(id) || s.right * 100 < Number(article.dataset.atLeast) * s.total) return;
			setDone(article, true);
			part(refused ? "unkept" : "quiz");
		});

		const form = one("form[data-report]", article);
		if (form) reporting(article, form, part);
	}

	// Remembers the heading one is reading.
	function where(article) {
		const id = article.dataset.module;
		const heads = all(".prose h2[id], .prose h3[id]", article).filter((h) => !h.closest(".task"));
		const before = get("seen", id) || { at: "", title: "" };
		let at = before.at, title = before.title, timer = 0;

		const look = () => {
			timer = 0;
			let now = null;
			heads.forEach((h) => { if (h.getBoundingClientRect().top < window.innerHeight * .4) now = h; });
			const name = now ? now.id : "";
			if (name === at && get("seen", id)) return;
			at = name;
			title = now ? now.textContent : "";
			keep("seen", id, { at: at, title: title });
		};
		keep("seen", id, { at: at, title: title });
		window.addEventListener("scroll", () => { if (!timer) timer = setTimeout(look, 250); }, { passive: true });
		window.addEventListener("pagehide", () => { if (timer) look(); });
	}

	/* Questions: judged only when asked */

	function quiz(section) {
		const article = section.closest("[data-module]");
		const key = (article ? article.dataset.module : document.body.dataset.page) + "/" + section.dataset.quiz;
		const form = one("form", section), inputs = all("input", form), verdict = one("[data-verdict]", form);
		const check = one("[data-check]", form), again = one("[data-again]", form);
		const picks = () => inputs.filter((i) => i.checked);
		const because = (input) => one('.solution [data-option="' + input.value + '"] .because', section);

		const clear = () => {
			all(".said", form).forEach((el) => el.remove());
			inputs.forEach((i) => i.removeAttribute("aria-describedby"));
			say(verdict, null);
			show(again, false);
		};
		const judge = () => {
			const chosen = picks();
			const right = inputs.every((i) => i.checked === "right" in i.dataset);
			const name = right ? "right" : chosen.some((i) => !("right" in i.dataset)) ? "wrong" : "partly";
			const node = word(name), explain = one(".explain", section);

			clear();
			chosen.forEach((input) => {
				const said = document.createElement("div"), text = because(input), yes = "right" in input.dataset;
				said.className = yes ? "said yes" : "said";
				said.id = input.id + "-dazu";
				said.appendChild(word(yes ? "option-right" : "option-wrong"));
				if (text) said.appendChild(text.cloneNode(true));
				input.closest(".option").appendChild(said);
				input.setAttribute("aria-describedby", said.id);
			});
			if (right && explain) one("div", node).appendChild(explain.cloneNode(true));
			say(verdict, node);
			show(again, true);
			return right;
		};

		const saved = get("quiz", key);
		if (saved && Array.isArray(saved.pick)) {
			inputs.forEach((i) => { i.checked = saved.pick.indexOf(i.value) >= 0; });
			if (saved.asked && picks().length) judge();
		}
		form.addEventListener("change", () => {
			clear();
			const old = get("quiz", key);
			// once right stays right: practising again takes nothing away
			keep("quiz", key, { pick: picks().map((i) => i.value), asked: false, right: !!(old && old.right) });
		});
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			if (!picks().length) {
				clear();
				say(verdict, word("pick"));
				return;
			}
			const old = get("quiz", key);
			const right = judge();
			keep("quiz", key, { pick: picks().map((i) => i.value), asked: true, right: right || !!(old && old.right) });
			paint();
			section.dispatchEvent(new CustomEvent("lernreise:answered", { bubbles: true }));
		});
		again.addEventListener("click", () => {
			inputs.forEach((i) => { i.checked = false; });
			const old = get("quiz", key);
			keep("quiz", key, { pick: [], asked: false, right: !!(old && old.right) });
			clear();
			inputs[0].focus();
		});
		show(one("[data-js]", form), true);
		check.disabled = false;
	}

	/* Reporting a completion. What waits in localStorage is sent again only by the tab that reported
	 * it, or when someone asks for it: on a shared machine another person may be signed in. */

	const api = (name) => document.body.getAttribute("data-" + name) || "";

	function session(value) {
		try {
			if (value === undefined) return JSON.parse(sessionStorage.getItem(KEY)) || {};
			sessionStorage.setItem(KEY, JSON.stringify(value));
		} catch (e) { /* then it is asked for by hand */ }
		return {};
	}

	// Sends reports by id; resolves to "told", "refused", "waits" or "sign-in".
	function tell(ids) {
		return ask("GET", api("me")).then((me) => {
			if (me.status === 401 || me.status === 403) return "sign-in";
			if (me.status !== 200) return "waits";
			const events = ids.map((id) => { const e = get("told", id); return { id: id, verb: "completed", module: e.module, version: e.version, at: e.at }; });
			return ask("POST", api("events"), { events: events }, me.body.token).then((r) => {
				if (r.status === 401) return "sign-in";
				if (r.status === 0 || r.status === 429 || r.status >= 500) return "waits";
				const no = {};
				(r.body.refused || []).forEach((x) => { no[x.id] = x.reason; });
				const yes = r.body.recorded || [];
				ids.forEach((id) => {
					const e = get("told", id);
					if (yes.indexOf(id) >= 0) keep("told", id, { module: e.module, at: e.at, state: "told" });
					else keep("told", id, { module: e.module, at: e.at, state: "refused", reason: no[id] || r.body.reason || String(r.status) });
				});
				return ids.every((id) => get("told", id).state === "told") ? "told" : "refused";
			});
		});
	}

	function reporting(article, form, part) {
		const id = article.dataset.module;
		let busy = false;

		const send = (event) => {
			busy = true;
			return tell([event]).then((how) => {
				busy = false;
				const s = session();
				if (how === "sign-in" && s.then === event) {
					delete s.then; // came back without having signed in
					session(s);
					return;
				}
				if (how === "sign-in") {
					s.then = event;
					session(s);
					const back = location.pathname + location.search + "#fertig";
					location.assign(api("sign-in") + "?weiter=" + encodeURIComponent(back));
					return;
				}
				delete s.then;
				s.mine = (s.mine || []).filter((x) => x !== event).concat(how === "waits" ? [event] : []);
				session(s);
				const e = get("told", event);
				part(how, { reason: e && e.reason ? e.reason : "" });
			});
		};
		form.addEventListener("submit", (submit) => {
			if (!window.fetch || !/^http/.test(location.protocol)) return;
			submit.preventDefault();
			if (busy) return;
			const open = keys("told").filter((k) => { const e = get("told", k); return e.module === id && e.state === "waits" && e.version === article.dataset.version; });
			const event = open[0] || uuid();
			if (!open.length) keep("told", event, { module: id, version: article.dataset.version, at: today(), state: "waits" });
			if (!isDone(id)) setDone(article, true);
			send(event);
		});
		window.addEventListener("online", () => {
			(session().mine || []).filter((k) => { const e = get("told", k); return e && e.module === id && e.state === "waits"; }).forEach(send);
		});
		// back from signing in
		const then = session().then, waiting = then && get("told", then);
		if (waiting && waiting.module === id && waiting.state === "waits") send(then);
	}

	/* Feedback and barriers: nobody is behind them, so what waits may go whenever there is a connection */

	function sending(form) {
		const region = one("[role=status]", form), field = one("textarea", form);
		let id = uuid();

		form.noValidate = true;
		form.addEventListener("submit", (event) => {
			const box = field.closest(".field");
			all(".error", box).forEach((el) => el.remove());
			box.classList.remove("field--error");
			field.removeAttribute("aria-invalid");
			if (!field.value.trim()) {
				event.preventDefault();
				const error = word("empty");
				error.id = field.id + "-fehler";
				box.classList.add("field--error");
				box.insertBefore(error, field);
				field.setAttribute("aria-invalid", "true");
				field.setAttribute("aria-describedby", error.id + " " + field.id.replace(/text$/, "hinweis"));
				field.focus();
				return;
			}
			if (!window.fetch || !/^http/.test(location.protocol)) return;
			event.preventDefault();
			const body = { id: id };
			Array.from(new FormData(form)).forEach((pair) => { if (pair[1]) body[pair[0]] = pair[1]; });
			if (/^module\//.test(body.page || "")) {
				body.module = body.page.slice(7);
				delete body.page;
			}
			ask("POST", api("feedback"), body).then((r) => {
				if (r.status === 200 || r.status === 201) {
					say(region, word("thanks"));
				} else if (r.status === 0 || r.status === 429 || r.status >= 500) {
					keep("words", id, { body: body });
					say(region, word(refused ? "refused" : "waits"));
					if (refused) return;
				} else {
					say(region, word("refused"));
					return;
				}
				field.value = "";
				id = uuid();
			});
		});
	}

	function sendWords() {
		if (!api("feedback") || !window.fetch || !/^http/.test(location.protocol)) return;
		keys("words").forEach((id) => {
			ask("POST", api("feedback"), get("words", id).body).then((r) => {
				if (r.status && r.status !== 429 && r.status < 500) keep("words", id, { off: true });
			});
		});
	}

	// A link to the form opens it, and names the heading one was at.
	function barrier() {
		const form = document.getElementById("barriere");
		const open = () => {
			const box = form && form.closest("details");
			if (location.hash !== "#barriere" || !box) return;
			box.open = true;
			form.scrollIntoView();
		};
		const place = document.getElementById("barriere-ort"), article = one("article[data-module]");
		if (place && article) form.addEventListener("focusin", () => {
			const entry = get("seen", article.dataset.module);
			if (!place.value && entry && entry.at) place.value = entry.at;
		}, { once: true });
		window.addEventListener("hashchange", open);
		open();
	}

	/* Meine Reise */

	function my(box) {
		const js = one("[data-js]", box);
		const part = (name) => document.importNode(one('[data-part="' + name + '"]', one("template", js.parentNode).content), true);
		const titles = document.getElementById("titles");
		const link = (module) => {
			const a = titles && one('a[data-module="' + module + '"]', titles.content);
			return a ? document.importNode(a, true) : document.createTextNode(module);
		};

		show(js, true);
		one("[data-export]", box).addEventListener("click", () => {
			const a = document.createElement("a");
			a.href = URL.createObjectURL(new Blob([JSON.stringify(state, null, "\t")], { type: "application/json" }));
			a.download = "lernreise-" + today().slice(0, 10) + ".json";
			a.click();
			setTimeout(() => URL.revokeObjectURL(a.href), 10000);
			say(one("[data-say-take]", box), part("exported"));
		});
		one("[data-import]", box).addEventListener("change", (event) => {
			const file = event.target.files[0], reader = new FileReader();
			if (!file) return;
			reader.addEventListener("load", () => {
				const other = parse(reader.result);
				const good = SECTIONS.some((name) => Object.keys(other[name]).length);
				if (good) {
					state = unite(unite(parse(read()), state), other);
					write();
					paint();
				}
				say(one("[data-say-take]", box), part(good ? "imported" : "unreadable"));
				event.target.value = "";
			});
			reader.readAsText(file);
		});
		const sure = document.getElementById("wirklich"), go = one("[data-forget]", box);
		const ask2 = (yes) => {
			show(sure, yes);
			go.setAttribute("aria-expanded", String(yes));
			(yes ? one("[data-keep]", sure) : go).focus();
		};
		go.addEventListener("click", () => { say(one("[data-say-forget]", box), null); ask2(sure.hidden); });
		one("[data-keep]", box).addEventListener("click", () => ask2(false));
		sure.addEventListener("keydown", (event) => { if (event.key === "Escape") ask2(false); });
		one("[data-sure]", box).addEventListener("click", () => {
			forget();
			ask2(false);
			say(one("[data-say-forget]", box), part("forgotten"));
			paint();
		});
		one("[data-retry]", box).addEventListener("click", () => {
			const ids = keys("told").filter((id) => get("told", id).state === "waits").slice(0, 500);
			tell(ids).then((how) => {
				if (how === "sign-in") {
					location.assign(api("sign-in") + "?weiter=" + encodeURIComponent(location.pathname));
					return;
				}
				say(one("[data-say-retry]", box), part(how === "waits" ? "still-waiting" : "all-sent"));
				paint();
			});
		});
		box.paint = () => {
			const list = one("[data-ways]", box), known = {};
			list.textContent = "";
			trails().forEach((ol) => {
				const stations = all("li", ol), w = way(stations);
				stations.forEach((el) => { known[el.dataset.module] = true; });
				if (w.fresh) return;
				const li = part("way"), a = one("h3 a", li), line = one("[data-say]", li), on = one("[data-go]", li);
				li.className = ol.className;
				one(".mark", li).classList.add(ol.dataset.mark);
				a.textContent = ol.dataset.title;
				a.href = ol.dataset.href;
				line.textContent = fill(line.dataset.say, { n: w.done, m: w.total });
				strip(one(".strip", li), stations, w);
				if (w.here < 0) on.remove();
				else on.setAttribute("href", addressOf(stations[w.here], w));
				list.appendChild(li);
			});
			const singles = keys("seen").concat(keys("done")).filter((id, i, a) => !known[id] && a.indexOf(id) === i);
			const under = one("[data-singles] [data-list]", box);
			under.textContent = "";
			singles.forEach((id) => under.appendChild(document.createElement("li")).appendChild(link(id)));
			show(one("[data-singles]", box), singles.length > 0);
			show(one("[data-none]", box), !list.children.length && !singles.length);

			const told = keys("told"), reports = one("[data-reports]", box), rows = one("[data-list]", reports);
			rows.textContent = "";
			told.forEach((id) => {
				const e = get("told", id), li = document.createElement("li");
				li.appendChild(link(e.module));
				li.appendChild(document.createTextNode(", " + String(e.at).slice(0, 10).split("-").reverse().join(".") + ": "));
				li.appendChild(part({ told: "told", refused: "refused" }[e.state] || "waiting"));
				rows.appendChild(li);
			});
			show(reports, told.length > 0);
			show(one("[data-retry]", box), told.some((id) => get("told", id).state === "waits") && !!api("events"));
			all("[data-count]", box).forEach((el) => {
				const name = el.dataset.count;
				el.textContent = name === "told" ? told.length + keys("words").length : keys(name).length;
			});
			one("[data-raw]", box).textContent = JSON.stringify(state, null, 2);
		};
	}

	// A table that fits needs no stop of the keyboard.
	function tables() {
		all(".scroll[tabindex]").forEach((box) => {
			const fit = () => { box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1; };
			fit();
			window.addEventListener("resize", fit);
			// text that somebody spaces or enlarges makes the table wider, too
			if (window.ResizeObserver && box.firstElementChild) new ResizeObserver(fit).observe(box.firstElementChild);
		});
	}

	/* All of it */

	function paint() {
		all(".route").forEach((el) => paintRoute(el.closest("[data-journey]")));
		all(".rail").forEach(paintRail);
		all(".list li[data-module]").forEach((li) => show(one("[data-done]", li), isDone(li.dataset.module)));
		all(".trip[data-journey]").forEach((el) => {
			const ol = trails().find((t) => t.dataset.journey === el.dataset.journey);
			if (ol) paintMeter(el, way(all("li", ol)));
		});
		all(".resume").forEach(paintResume);
		all("article[data-module]").forEach(paintModule);
		all("[data-my]").forEach((el) => el.paint && el.paint());
		all(".theme input").forEach((input) => { input.checked = input.value === theme(); });
	}

	// Another tab has written, or forgotten everything.
	window.addEventListener("storage", (event) => {
		if (event.key !== KEY && event.key !== null) return;
		if (event.newValue === null) {
			state = empty();
		} else {
			const theirs = parse(event.newValue);
			state = unite(theirs, state);
			// both wrote at the same moment: what they lost is put back
			if (JSON.stringify(unite(theirs, theirs)) !== JSON.stringify(unite(state, theirs))) write();
		}
		theme();
		paint();
	});
	window.addEventListener("pageshow", (event) => {
		if (!event.persisted) return;
		state = parse(read());
		theme();
		paint();
	});

	document.addEventListener("DOMContentLoaded", () => {
		all(".theme").forEach((box) => {
			show(box, true);
			all("input", box).forEach((input) => input.addEventListener("change", () => {
				keep("theme", "", input.value ? { v: input.value } : { off: true });
				theme();
			}));
		});
		all("[data-my]").forEach(my);
		all("article[data-module]").forEach(module);
		all("[data-quiz]").forEach(quiz);
		all("form[data-send]").forEach(sending);
		barrier();
		tables();
		paint();
		sendWords();
		window.addEventListener("online", sendWords);
		const errors = one(".errors");
		if (errors) errors.focus();
	});
}());
