#include "generator/report.h"

#include "generator/a11y/rules.h"
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

/* Where rules are. */
static const struct section {
	const char *title, *intro;
	size_t n;
	void (*get)(size_t i, struct report_rule *out);
} sections[] = {
	{ "Regeln für jede HTML-Seite",
		"`lernreise check` sieht jede Seite an, die ein Bau schreiben würde, und die Seiten des Trackers; "
		"`lernreise check-html DATEI…` jede andere. Die Kennungen sind die der ACT-Regeln des W3C "
		"(<https://www.w3.org/WAI/standards-guidelines/act/rules/>).", RULES, html_rule },
	{ "Regeln für Texte in Markdown",
		"`lernreise check` liest jede Datei unter `content/`, bevor daraus eine Seite wird. Eine Ausnahme "
		"steht mit der Kennung der Regel unter `exceptions` im Kopf der Datei und wird gezählt.",
		TEXT_RULES, text_rule },
};

enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

bool
report_rule_find(const char *id, struct report_rule *out)
{
	for (size_t s = 0; s < SECTIONS; s++) {
		for (size_t i = 0; i < sections[s].n; i++) {
			sections[s].get(i, out);
			if (strcmp(out->id, id) == 0)
				return true;
		}
	}
	return false;
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
	fprintf(to, "%s\n\n", severity[r->severity]);
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
		"und hält nichts auf. Ein *Rat* betrifft nur den Stil.\n", to);
	for (size_t s = 0; s < SECTIONS; s++) {
		fprintf(to, "\n## %s\n\n%s\n", sections[s].title, sections[s].intro);
		for (size_t i = 0; i < sections[s].n; i++) {
			sections[s].get(i, &r);
			rule_print(&r, to);
		}
	}
}
