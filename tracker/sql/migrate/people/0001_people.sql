-- Names, units and roles: imported, never typed in here. In a file of its own, apart from the
-- record of learning; nothing but a key outside of both connects them.
CREATE TABLE person (
	id        INTEGER PRIMARY KEY,
	iss       TEXT NOT NULL,
	sub       TEXT NOT NULL,
	name      TEXT NOT NULL,
	roles     TEXT NOT NULL, -- space separated
	audiences TEXT NOT NULL, -- space separated
	UNIQUE (iss, sub)
) STRICT;

-- In which unit a person works from when to when.
CREATE TABLE stay (
	person   INTEGER NOT NULL REFERENCES person(id) ON DELETE CASCADE,
	unit     TEXT NOT NULL,
	from_day INTEGER NOT NULL, -- 0: always
	to_day   INTEGER,          -- NULL: open
	PRIMARY KEY (person, unit, from_day)
) STRICT, WITHOUT ROWID;
