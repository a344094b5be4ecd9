#include "generator/pack.h"

void
pack_bytes(struct pack *k, void *p, size_t n)
{
	if (k->out) {
		buf_add(k->out, (struct str){ p, n });
		return;
	}
	if (k->bad || n > k->in.n) {
		k->bad = true;
		memset(p, 0, n);
		return;
	}
	memcpy(p, k->in.p, n);
	k->in = str_from(k->in, n);
}

void
pack_count(struct pack *k, size_t *n)
{
	uint64_t v = *n;

	pack_bytes(k, &v, sizeof(v));
	if (!k->out && v > k->in.n) {
		k->bad = true;
		v = 0;
	}
	*n = (size_t)v;
}

void
pack_str(struct pack *k, struct str *s)
{
	size_t n = s->n;

	pack_count(k, &n);
	if (k->out) {
		buf_add(k->out, *s);
		buf_add(k->out, (struct str){ "", 1 });
		return;
	}
	if (k->bad || n + 1 > k->in.n || k->in.p[n] != '\0') {
		k->bad = true;
		*s = STR("");
		return;
	}
	*s = (struct str){ k->in.p, n };
	k->in = str_from(k->in, n + 1);
}
