/* fill_words.c - dates, spans and levels in the words of the interface, and what a module page adds. */
#include "generator/fill.h"

/* The `i`th (from 0) of the words in the interface text `key`; "" when there are fewer. */
static struct str
word_of(const struct fill *f, const char *key, int i)
{
	struct str rest = fill_text(f, key, ""), word = STR("");

	for (; i >= 0; i--)
		rest = str_cut(rest, ' ', &word);
	return word;
}

/* "2. November 2026": the text "date" with {d}, {m} and {y}; YYYY-MM-DD when the theme has none. */
struct str
fill_date(const struct fill *f, struct date d)
{
	struct str pattern = fill_text(f, "date", ""), month = word_of(f, "month_names", (int)d.month - 1), out;
	struct buf b = { 0 };
	char iso[11];

	if (d.year == 0)
		return STR("");
	if (pattern.n == 0 || month.n == 0) {
		date_format(d, iso);
		return arena_copy(f->arena, str_of(iso));
	}
	for (size_t i = 0; i < pattern.n; i++) {
		struct str rest = str_from(pattern, i);

		if (str_starts(rest, STR("{d}")))
			buf_addf(&b, "%u", d.day);
		else if (str_starts(rest, STR("{m}")))
			buf_add(&b, month);
		else if (str_starts(rest, STR("{y}")))
			buf_addf(&b, "%d", d.year);
		else {
			buf_add_char(&b, pattern.p[i]);
			continue;
		}
		i += 2;
	}
	out = arena_copy(f->arena, buf_str(&b));
	buf_release(&b);
	return out;
}

/* "12 Monate": one and many are the two words of the texts "days", "weeks" … */
static struct str
span_words(const struct fill *f, struct span s)
{
	static const char *const key[] = { "", "span_days", "span_weeks", "span_months", "span_years" };
	struct str word;

	if (s.unit == SPAN_NONE)
		return STR("");
	word = word_of(f, key[s.unit], s.n == 1 ? 0 : 1);
	if (word.n == 0)
		word = str_of(span_names[s.unit]);
	return arena_printf(f->arena, "%lld %.*s", (long long)s.n, STR_FMT(word));
}

static struct str
level_words(const struct fill *f, int level)
{
	static const char *const key[] = { "", "level_basic", "level_intermediate", "level_advanced",
		"level_highly_advanced" };

	return level == LEVEL_NONE ? STR("") : fill_text(f, key[level], level_names[level]);
}

void
fill_review(const struct fill *f, struct view_page *v)
{
	const struct meta *meta = &f->page->main->meta;
	struct date next;

	if (meta->owner.n > 0)
		v->owner = site_unit_name(f->m->site, meta->owner);
	v->licence = f->record && f->record->meta.licence.n > 0 ? f->record->meta.licence : meta->licence;
	v->reviewed = fill_date(f, meta->reviewed);
	if (meta->reviewed.year == 0 || meta->review_every == 0)
		return;
	next = date_add_months(meta->reviewed, (int)meta->review_every);
	v->review_next = fill_date(f, next);
	v->stale = date_to_days(next) <= date_to_days(f->m->day);
}

static struct template_list
competences(const struct fill *f, const struct schema_list *ids)
{
	struct view_competence *v = ARENA_ARRAY(f->arena, struct view_competence, ids->n + 1);
	const struct str *id = ids->item;

	for (size_t i = 0; i < ids->n; i++) {
		const struct tsv_row *row = tsv_find(&f->m->site->competences, id[i]);

		/* the table has names in the default language only */
		v[i] = (struct view_competence){ .id = id[i], .name = row ? row->cell[COMPETENCE_NAME] : STR(""),
			.lang = f->language == 0 ? STR("") : f->m->site->language[0] };
	}
	return (struct template_list){ v, ids->n };
}

/* A translation gives reasons of its own by repeating the rules; it changes nothing else about them. */
static struct template_list
mandatory(const struct fill *f, const struct schema_list *rules, const struct schema_list *words)
{
	struct view_mandatory *v = ARENA_ARRAY(f->arena, struct view_mandatory, rules->n + 1);
	const struct mandatory *rule = rules->item, *told = words->n == rules->n ? words->item : rule;

	for (size_t i = 0; i < rules->n; i++)
		v[i] = (struct view_mandatory){ told[i].reason, span_words(f, rule[i].every), span_words(f, rule[i].due) };
	return (struct template_list){ v, rules->n };
}

static void
module_journeys(const struct fill *f, struct view_module *v)
{
	const struct page *p = f->page;
	struct view_journey *journey;
	struct view_link *other;

	if (p->n_journey == 0)
		return;
	journey = ARENA_NEW(f->arena, struct view_journey);
	fill_journey(f, &f->m->page[p->journey[0]], p, journey);
	v->journey = journey;
	other = ARENA_ARRAY(f->arena, struct view_link, p->n_journey);
	for (size_t i = 1; i < p->n_journey; i++) {
		const struct page *j = &f->m->page[p->journey[i]];
		const struct record *r = page_record(j, f->language);

		other[i - 1] = (struct view_link){ .url = fill_here(f, j->address), .title = r->meta.title,
			.description = r->meta.description,
			.lang = r->language == f->language ? STR("") : f->m->site->language[r->language] };
	}
	v->other_journeys = (struct template_list){ other, p->n_journey - 1 };
}

/* Facts come from the default language's file, words from the one that is shown. */
void
fill_module(const struct fill *f, struct view_module *v)
{
	const struct meta *fact = &f->page->main->meta, *words = &f->record->meta;

	v->id = f->page->id;
	v->version = (struct str){ f->page->main->object, SOURCE_ID };
	v->edition = fact->edition;
	v->edition_reason = words->edition_reason;
	v->minutes = fact->duration;
	v->level = level_words(f, fact->level);
	v->is_basic = fact->level == LEVEL_BASIC;
	v->goals = (struct template_list){ words->goals.item, words->goals.n };
	v->has_goals = v->goals.n > 0;
	v->competences = competences(f, &fact->competences);
	v->audience = fill_audience(f, &fact->audience);
	v->requires = fill_links(f, &fact->requires);
	v->recommends = fill_links(f, &fact->recommends);
	v->mandatory = mandatory(f, &fact->mandatory, &words->mandatory);
	v->is_mandatory = v->mandatory.n > 0;
	v->by_confirm = fact->completion.by == BY_CONFIRM;
	v->by_quiz = fact->completion.by == BY_QUIZ;
	v->by_tasks = fact->completion.by == BY_TASKS;
	v->by_attendance = fact->completion.by == BY_ATTENDANCE;
	v->at_least = fact->completion.at_least;
	for (size_t i = 0; i < f->record->n_question; i++) {
		const char *kind = f->record->question[i].kind;

		v->has_quiz = v->has_quiz || strcmp(kind, "quiz") == 0;
		v->has_feedback = v->has_feedback || strcmp(kind, "feedback") == 0;
	}
	module_journeys(f, v);
	v->has_related = v->competences.n + v->requires.n + v->recommends.n + v->other_journeys.n > 0;
}
