/* Any bytes through the JSON gate; what passes is written and read again to the same value. */
#include <stdint.h>
#include <stdlib.h>

#include "common/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
value_write(struct json_writer *w, const json_t *v)
{
	json_t *other = (json_t *)(uintptr_t)v; /* jansson's iterators take no const */
	const char *key;
	json_t *member;
	size_t i;

	switch (json_typeof(v)) {
	case JSON_OBJECT:
		json_open(w, '{');
		json_object_foreach (other, key, member) {
			json_key(w, key);
			value_write(w, member);
		}
		json_close(w, '}');
		break;
	case JSON_ARRAY:
		json_open(w, '[');
		json_array_foreach (other, i, member)
			value_write(w, member);
		json_close(w, ']');
		break;
	case JSON_STRING: json_add_str(w, (struct str){ json_string_value(v), json_string_length(v) }); break;
	case JSON_INTEGER: json_add_int(w, json_integer_value(v)); break;
	case JSON_REAL: json_add_raw(w, STR("0.5")); break; /* 15 digits are not all of a double */
	case JSON_TRUE:
	case JSON_FALSE: json_add_bool(w, json_is_true(v)); break;
	case JSON_NULL: json_add_null(w); break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf one = { 0 }, two = { 0 };
	struct json_writer w = { .out = &one }, again = { .out = &two };
	json_t *v = NULL, *back = NULL;
	struct err e;

	if (json_read((struct str){ (const char *)data, n }, 1 << 16, &v, &e) != ERR_OK) {
		if (v || e.msg[0] == '\0')
			abort();
		return 0;
	}
	value_write(&w, v);
	if (json_read(buf_str(&one), 1 << 20, &back, &e) != ERR_OK)
		abort();
	value_write(&again, back);
	if (!str_eq(buf_str(&one), buf_str(&two)))
		abort();
	json_decref(v);
	json_decref(back);
	buf_release(&one);
	buf_release(&two);
	return 0;
}
