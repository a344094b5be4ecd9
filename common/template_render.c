#include "common/template.h"

#include "common/template_code.h"

/* One frame while rendering: the item, and in a list how many follow. */
struct frame {
	const char *at;
	size_t left;
};

/* The place of a value, or NULL when an object on the way is missing. */
static const void *
ref_follow(const struct ref *r, const struct frame *frame)
{
	const char *p = frame[r->frame].at;

	for (unsigned i = 0; i < r->hops; i++) {
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a section that is entered has filled its frame */
		p = *(const char *const *)(const void *)(p + r->offset[i]);
		if (!p)
			return NULL;
	}
	return p + r->offset[r->hops];
}

static struct str
ref_text(const struct ref *r, const struct frame *frame)
{
	const struct str *s = ref_follow(r, frame);

	return s ? *s : (struct str){ NULL, 0 };
}

static int64_t
ref_number(const struct ref *r, const struct frame *frame)
{
	const int64_t *v = ref_follow(r, frame);

	return v ? *v : 0;
}

static bool
ref_bool(const struct ref *r, const struct frame *frame)
{
	const bool *v = ref_follow(r, frame);

	return v && *v;
}

static const struct template_list *
ref_list(const struct ref *r, const struct frame *frame)
{
	static const struct template_list none = { NULL, 0 };
	const struct template_list *l = ref_follow(r, frame);

	return l ? l : &none;
}

static const char *
ref_object(const struct ref *r, const struct frame *frame)
{
	const char *const *p = ref_follow(r, frame);

	return p ? *p : NULL;
}

static void
number_add(struct buf *out, int64_t v)
{
	char text[24];
	size_t at = sizeof(text);
	uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do {
		text[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (v < 0)
		text[--at] = '-';
	buf_add(out, (struct str){ text + at, sizeof(text) - at });
}

/* Whether a browser would find no scheme in `s`, or one of the four that are allowed (URL
 * standard, section 4.4). Anything odd before the colon is no allowed scheme. */
static bool
url_allowed(struct str s)
{
	static const char *const schemes[] = { "http", "https", "mailto", "tel" };
	size_t n = 0;

	while (n < s.n && s.p[n] != ':' && s.p[n] != '/' && s.p[n] != '?' && s.p[n] != '#')
		n++;
	if (n == s.n || s.p[n] != ':')
		return true;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (strlen(schemes[i]) == n && strncasecmp(schemes[i], s.p, n) == 0)
			return true;
	}
	return false;
}

static void
query_add(struct buf *out, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
			|| (c && strchr("-._~/:@", c));

		if (plain) {
			buf_add_char(out, (char)c);
		} else {
			char text[3] = { '%', hex[c >> 4], hex[c & 15] };

			buf_add(out, (struct str){ text, 3 });
		}
	}
}

static void
value_add(struct buf *out, const struct instr *op, const struct frame *frame)
{
	struct str s;

	if (op->op == OP_NUMBER) {
		number_add(out, ref_number(&op->ref, frame));
		return;
	}
	s = ref_text(&op->ref, frame);
	if (op->op == OP_HTML)
		buf_add(out, s);
	else if (op->op == OP_QUERY)
		query_add(out, s);
	else if (op->op == OP_URL && !url_allowed(s))
		buf_add_char(out, '#');
	else
		buf_add_html(out, s);
}

/* Whether to go on behind a section's beginning; fills the frame that the section pushes. */
static bool
section_enter(const struct instr *op, struct frame *frame)
{
	struct frame *own = &frame[op->push];
	const struct template_list *list;

	switch (op->op) {
	case OP_EACH:
	case OP_EACH_TEXT:
		list = ref_list(&op->ref, frame);
		*own = (struct frame){ list->item, list->n };
		return list->n > 0;
	case OP_WITH:
		*own = (struct frame){ ref_object(&op->ref, frame), 0 };
		return own->at != NULL;
	case OP_IF_TEXT:
		if (ref_text(&op->ref, frame).n == 0)
			return false;
		*own = (struct frame){ ref_follow(&op->ref, frame), 0 };
		return true;
	case OP_IF_BOOL: return ref_bool(&op->ref, frame);
	case OP_IF_NUMBER: return ref_number(&op->ref, frame) != 0;
	case OP_NOT_LIST: return ref_list(&op->ref, frame)->n == 0;
	case OP_NOT_OBJECT: return !ref_object(&op->ref, frame);
	case OP_NOT_TEXT: return ref_text(&op->ref, frame).n == 0;
	case OP_NOT_BOOL: return !ref_bool(&op->ref, frame);
	default: return ref_number(&op->ref, frame) == 0; /* OP_NOT_NUMBER */
	}
}

void
template_render(const struct template *t, const void *root, struct buf *out)
{
	struct frame frame[TEMPLATE_FRAMES] = { { root, 0 } };

	for (size_t i = 0; i < t->n;) {
		const struct instr *op = &t->code[i];

		if (op->op == OP_LITERAL) {
			buf_add(out, op->literal);
			i++;
		} else if (op->op < OP_EACH) {
			value_add(out, op, frame);
			i++;
		} else if (op->op == OP_NEXT) {
			struct frame *own = &frame[op->push];

			own->at += op->size;
			i = --own->left > 0 ? op->jump : i + 1;
		} else {
			i = section_enter(op, frame) ? i + 1 : op->jump;
		}
	}
}
