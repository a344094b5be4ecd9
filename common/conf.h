/* conf.h - site.conf and tracker.conf: one table each reads, checks, explains. */
#ifndef COMMON_CONF_H
#define COMMON_CONF_H

#include "common/schema.h"

/* Which form the style advice expects; the order is that of the names in the table. */
enum conf_gender { GENDER_NEUTRAL, GENDER_STAR, GENDER_COLON, GENDER_PAIR, GENDER_NONE };

/* site.conf, defaults filled in. */
struct site_conf {
	struct str title, organisation;
	struct str url;               /* absolute, http or https, ends with / */
	struct schema_list languages; /* of struct str: at least one, no doubles; the first is the default */
	struct str time_zone;         /* one that this system knows */
	bool is_public;
	struct str theme;
	bool tracker;
	struct str edit_url; /* empty, or http(s) with "{path}" in it */
	struct {
		struct str journeys, modules, news, events, projects, glossary; /* all different */
	} paths;
	struct {
		struct str name, email;
	} contact;
	struct schema_list audiences; /* of struct schema_pair: id and name; "all" is among them */
	struct {
		int gender; /* enum conf_gender */
	} style;
};

/* tracker.conf, defaults filled in. */
struct tracker_conf {
	struct {
		int64_t shown_from;       /* figures below read "unter …"; at least 10 */
		double epsilon_max;       /* sum over all measures; at most 3.5 */
		int64_t close_after_days; /* days from the end of a period to its closing */
	} reporting;
	struct {
		struct schema_list trusted; /* of struct str: addresses, networks, "unix" */
		int header;                 /* enum conf_proxy_header */
	} proxy;
	struct {
		int64_t sign_in, feedback, denied; /* per minute and address */
		int64_t events;                    /* facts per second and client */
	} limits;
};

enum conf_proxy_header { PROXY_X_FORWARDED_FOR, PROXY_FORWARDED, PROXY_X_REAL_IP };

/* The tables, for `--help-config` (schema_print_help, schema_print_json). */
extern const struct schema_key site_conf_keys[], tracker_conf_keys[];

/*
 * Read `text`, the bytes of `file`, into *out; text is copied into `arena`. Every mistake becomes
 * a stop finding. Returns whether there was none; otherwise *out holds what could be read.
 */
bool conf_read_site(struct arena *arena, struct str text, struct str file, struct findings *all,
	struct site_conf *out);
bool conf_read_tracker(struct arena *arena, struct str text, struct str file, struct findings *all,
	struct tracker_conf *out);

#endif
