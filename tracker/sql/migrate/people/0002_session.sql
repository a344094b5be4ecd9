-- Sessions move here from store.db: who is signed in belongs to names, not to the record. A session
-- points at its person and goes with it, so that a cookie of somebody who was removed is dead even
-- when the same account is imported again.

-- AUTOINCREMENT: the number of a removed person is never another one's. `import` tells the people
-- whom the newest people.csv names from those whom it does not name any more.
CREATE TABLE person_new (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	iss       TEXT NOT NULL,
	sub       TEXT NOT NULL,
	name      TEXT NOT NULL,
	roles     TEXT NOT NULL, -- space separated
	audiences TEXT NOT NULL, -- space separated
	import    INTEGER NOT NULL,
	UNIQUE (iss, sub)
) STRICT;
INSERT INTO person_new(id, iss, sub, name, roles, audiences, import)
	SELECT id, iss, sub, name, roles, audiences, 0 FROM person;

CREATE TABLE stay_new (
	person   INTEGER NOT NULL REFERENCES person_new(id) ON DELETE CASCADE,
	unit     TEXT NOT NULL,
	from_day INTEGER NOT NULL, -- 0: always
	to_day   INTEGER,          -- NULL: open
	PRIMARY KEY (person, unit, from_day)
) STRICT, WITHOUT ROWID;
INSERT INTO stay_new(person, unit, from_day, to_day) SELECT person, unit, from_day, to_day FROM stay;

-- The child first: dropping a parent deletes its children.
DROP TABLE stay;
DROP TABLE person;
ALTER TABLE person_new RENAME TO person;
ALTER TABLE stay_new RENAME TO stay;

-- Signed-in browsers; the cookie's value is only kept as its hash. Deleted at sign-out, after 30
-- minutes without a request or 8 hours, and with the person.
CREATE TABLE session (
	id      BLOB PRIMARY KEY CHECK (length(id) = 32), -- SHA-256 of the cookie
	person  INTEGER NOT NULL REFERENCES person(id) ON DELETE CASCADE,
	created INTEGER NOT NULL, -- seconds since 1970, UTC
	used    INTEGER NOT NULL  -- the same; written every few minutes only
) STRICT, WITHOUT ROWID;
CREATE INDEX session_person ON session(person);
