-- Facts: who completed which module, in which version of its text, on which day. Days are days
-- since 1970-01-01 in the site's time zone. The dictionaries keep a fact below 64 bytes.

-- One row per person who ever reported something. The pseudonym is HMAC-SHA-256 under a key that
-- lies outside of this database; erased with the person's last fact.
CREATE TABLE person (
	id        INTEGER PRIMARY KEY,
	pseudonym BLOB NOT NULL UNIQUE CHECK (length(pseudonym) = 16)
) STRICT;

-- Every module that a catalogue ever named, with the days it was first and last seen there:
-- published figures have a cell for each module of their period.
CREATE TABLE module (
	id         INTEGER PRIMARY KEY,
	name       TEXT NOT NULL UNIQUE,
	first_seen INTEGER NOT NULL,
	last_seen  INTEGER NOT NULL
) STRICT;

-- Every version of a module that a catalogue ever named: facts about old versions stay valid.
CREATE TABLE version (
	id      INTEGER PRIMARY KEY,
	module  INTEGER NOT NULL REFERENCES module(id),
	name    TEXT NOT NULL, -- git object id of the file
	edition INTEGER NOT NULL,
	UNIQUE (module, name)
) STRICT;

-- The record. The primary key is the whole fact, so that the same fact sent twice is one row.
-- verb: 0 completed, 1 passed, 2 revoked (takes the same person, module, version and day out of
-- every count; both rows stay). Personal: voluntary ones until erased by the person, mandatory
-- ones until replaced plus 3 years.
CREATE TABLE fact (
	person   INTEGER NOT NULL REFERENCES person(id),
	module   INTEGER NOT NULL REFERENCES module(id),
	version  INTEGER NOT NULL REFERENCES version(id),
	day      INTEGER NOT NULL,
	verb     INTEGER NOT NULL CHECK (verb IN (0, 1, 2)),
	recorded INTEGER NOT NULL, -- the day it was recorded; decides the period of figures
	PRIMARY KEY (person, module, version, day, verb)
) STRICT, WITHOUT ROWID;

-- Each catalogue that was taken over: shows when the set of modules changed, and a shrunken one.
CREATE TABLE catalogue (
	id       INTEGER PRIMARY KEY,
	day      INTEGER NOT NULL,
	revision TEXT NOT NULL,      -- commit of the site
	modules  INTEGER NOT NULL,   -- how many it named
	digest   BLOB NOT NULL CHECK (length(digest) = 32) -- SHA-256 of catalogue.json
) STRICT;

-- Small facts about the store itself.
CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value ANY NOT NULL
) STRICT, WITHOUT ROWID;
