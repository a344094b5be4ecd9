#include "generator/report.h"

#include "generator/a11y/rules.h"
#include "generator/fix/fix.h"
#include "generator/site_rules/site_rules.h"
#include "generator/text/text_rules.h"

static void
html_rule(size_t i, struct report_rule *out)
{
	const struct rule *r = &rules[i];

	*out = (struct report_rule){ r->id, r->name, r->criterion, r->severity, r->why, r->remedy };
}

static void
text_rule(size_t i, struct report_rule *out)
{
	const struct text_rule *r = &text_rules[i];

	*out = (struct report_rule){ r->id, r->name, r->criterion, r->severity, r->why, r->remedy };
}

static void
base_rule(size_t i, struct report_rule *out)
{
	const struct report_rule *all;

	report_base_rules(&all);
	*out = all[i];
}

static size_t
html_count(void)
{
	return RULES;
}

static size_t
text_count(void)
{
	return TEXT_RULES;
}

static size_t
base_count(void)
{
	const struct report_rule *all;

	return report_base_rules(&all);
}

static size_t
theme_count(void)
{
	return THEME_RULES;
}

static size_t
whole_count(void)
{
	return SITE_RULES - THEME_RULES;
}

static void
theme_rule(size_t i, struct report_rule *out)
{
	*out = site_rules[i];
}

static void
whole_rule(size_t i, struct report_rule *out)
{
	*out = site_rules[THEME_RULES + i];
}

/* Where rules are. */
static const struct section {
	const char *title, *intro;
	size_t (*count)(void);
	void (*get)(size_t i, struct report_rule *out);
	bool acceptable; /* an author may accept findings on a page */
} sections[] = {
	{ "Regeln für jede HTML-Seite",
		"`lernreise check` sieht jede Seite an, die ein Bau schreiben würde, und die Seiten des Trackers; "
		"`lernreise check-html DATEI…` jede andere. Die Kennungen sind die der ACT-Regeln des W3C "
		"(<https://www.w3.org/WAI/standards-guidelines/act/rules/>).", html_count, html_rule, true },
	{ "Regeln für Texte in Markdown",
		"`lernreise check` liest jede Datei unter `content/`, auch die Texte in ihrem Kopf, bevor daraus eine "
		"Seite wird.", text_count, text_rule, true },
	{ "Regeln für Aufbau und Verweise",
		"Ohne das lässt sich keine Seite bauen; von diesen Regeln gibt es keine Ausnahme.", base_count, base_rule, false },
	{ "Regeln für Themes",
		"`lernreise check` sieht die Stylesheets jedes Themes unter `themes/` an, hell und dunkel, mit jedem "
		"wählbaren Farbschema, im Kontrastmodus, auf 320 px Breite und bei weniger Bewegung.\n\n"
		"Welche Farbe auf welcher steht, weiß die Prüfung aus Regeln, die `color` und `background` zusammen "
		"setzen, aus den Namen der KERN-Token (`--kern-color-…`) und aus Kommentaren im Stylesheet:\n\n"
		"```css\n/* contrast: --schrift, --link on --grund, --blatt; --auf-knopf on --knopf\n"
		"   gilt auch, wo eine Regel einem der Token einen anderen Wert gibt */\n"
		"/* contrast 3: --rahmen on --grund */\n```\n\n"
		"Die Zahl ist der verlangte Kontrast; ohne Zahl ist es der von Text, 4,5:1.",
		theme_count, theme_rule, false },
	{ "Regeln für die ganze Website und für Aufnahmen",
		"`lernreise check` vergleicht die Seiten miteinander, liest Untertitel und, wo `hunspell` installiert "
		"ist, die Wörter. Wörter, die richtig sind, aber in keinem Wörterbuch stehen, gehören in "
		"`content/woerter.txt`, eines je Zeile.",
		whole_count, whole_rule, true },
};

enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

bool
report_rule_find(const char *id, struct report_rule *out)
{
	for (size_t s = 0; s < SECTIONS; s++) {
		for (size_t i = 0; i < sections[s].count(); i++) {
			struct report_rule r;

			sections[s].get(i, &r);
			if (strcmp(r.id, id) != 0)
				continue;
			*out = r;
			return true;
		}
	}
	return false;
}

bool
report_rule_acceptable(const char *id)
{
	for (size_t s = 0; s < SECTIONS; s++) {
		for (size_t i = 0; sections[s].acceptable && i < sections[s].count(); i++) {
			struct report_rule r;

			sections[s].get(i, &r);
			if (strcmp(r.id, id) == 0)
				return true;
		}
	}
	return false;
}

const char *const *
report_acceptable(struct arena *arena)
{
	size_t n = 0, most = 0;
	const char **out;

	for (size_t s = 0; s < SECTIONS; s++)
		most += sections[s].count();
	out = ARENA_ARRAY(arena, const char *, most + 1);
	for (size_t s = 0; s < SECTIONS; s++) {
		for (size_t i = 0; i < sections[s].count(); i++) {
			struct report_rule r;

			sections[s].get(i, &r);
			if (sections[s].acceptable)
				out[n++] = r.id;
		}
	}
	return out;
}

/* Angle brackets stand for tags in our texts, not for HTML. */
static void
markdown_print(const char *text, FILE *to)
{
	for (const char *p = text; *p; p++) {
		if (*p == '<' || *p == '*' || *p == '_' || *p == '|')
			fputc('\\', to);
		fputc(*p, to);
	}
}

static void
rule_print(const struct report_rule *r, FILE *to)
{
	static const char *const severity[] = { "hält den Bau an", "Hinweis", "Rat" };

	fprintf(to, "\n### %s\n\n`%s` · ", r->name, r->id);
	if (r->criterion)
		fprintf(to, "%s · ", r->criterion);
	fprintf(to, "%s%s\n\n", severity[r->severity], fix_knows(r->id) ? " · behebbar mit `--fix`" : "");
	markdown_print(r->why, to);
	fputs("\n\n**Abhilfe:** ", to);
	markdown_print(r->remedy, to);
	fputc('\n', to);
}

void
report_rules_markdown(FILE *to)
{
	struct report_rule r;

	fputs("# Prüfungen auf Barrierefreiheit\n\n"
		"Diese Seite ist aus dem Programm erzeugt (`make docs`): Was hier steht, prüft es.\n\n"
		"Eine Regel, die *den Bau anhält*, verhindert auch das Veröffentlichen. Ein *Hinweis* steht im Bericht "
		"und hält nichts auf. Ein *Rat* betrifft nur den Stil.\n\n"
		"Was *behebbar mit `--fix`* ist, schreibt `lernreise check --fix` selbst um, soweit es eindeutig ist; der Rest "
		"bleibt ein Fund. Eine Ausnahme steht mit der Kennung der Regel und einem Grund unter `exceptions` im Kopf der "
		"Datei. Sie wird gezählt und steht in der Erklärung zur Barrierefreiheit.\n", to);
	for (size_t s = 0; s < SECTIONS; s++) {
		fprintf(to, "\n## %s\n\n%s\n", sections[s].title, sections[s].intro);
		for (size_t i = 0; i < sections[s].count(); i++) {
			sections[s].get(i, &r);
			rule_print(&r, to);
		}
	}
}
