/* role.h - who may do what: the roles of DESIGN.md and the scopes of API clients, as bits. */
#ifndef TRACKER_ROLE_H
#define TRACKER_ROLE_H

#include "common/str.h"

enum role {
	ROLE_ANYONE = 0,         /* no sign-in needed */
	ROLE_LEARNER = 1 << 0,   /* everyone who is signed in */
	ROLE_COMPANION = 1 << 1, /* questions and published figures of the own unit */
	ROLE_LEAD = 1 << 2,      /* published figures of the own unit; names for mandatory modules only */
	ROLE_HR = 1 << 3,        /* published figures everywhere; names for mandatory modules; clears texts */
	ROLE_PROCESS = 1 << 4,   /* report on process management */
	ROLE_BOARD = 1 << 5,     /* published figures, board report */
	ROLE_COUNCIL = 1 << 6,   /* data catalogue, audit summary, configuration history */
	ROLE_AUTHOR = 1 << 7,    /* published figures and feedback of own modules */
	ROLE_ADMIN = 1 << 8,     /* operations, no learning data */
	ROLE_CLIENT_EVENTS = 1 << 16, /* API client that reports facts */
	ROLE_CLIENT_REPORTS = 1 << 17 /* API client that reads figures */
};

/* The bit of a role's name as people.csv has it ("learner", "hr" …), or 0. */
unsigned role_of_name(struct str name);

/* The names of people's roles, from "learner" on; ends with NULL. */
extern const char *const role_names[];

#endif
