-- Feedback, without any link to who sent it: the row's key is random, so that not even the order
-- of arrival is kept, and the only time is the day.
CREATE TABLE voice (
	id         BLOB PRIMARY KEY CHECK (length(id) = 16), -- random, made here
	kind       INTEGER NOT NULL CHECK (kind IN (0, 1, 2, 3)), -- feedback, pulse, barrier, assessment
	module     TEXT, -- id of the module, or
	page       TEXT, -- of another page
	heading    TEXT,
	question   TEXT,
	answer     TEXT, -- JSON: text, number or list of texts
	text       TEXT, -- free text; 90 days after it was dealt with it is emptied
	department TEXT, -- child of the root unit, when the sender named a unit
	day        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Against doubles: a hash of the id that the client chose, without a link to the row above; 7 days.
CREATE TABLE voice_seen (
	hash  BLOB PRIMARY KEY CHECK (length(hash) = 32),
	until INTEGER NOT NULL -- day after which it is deleted
) STRICT, WITHOUT ROWID;

-- Editorial: what a person in charge made of a feedback text. Only `cleared` is seen by others.
CREATE TABLE clearing (
	voice   BLOB PRIMARY KEY REFERENCES voice(id) ON DELETE CASCADE,
	status  INTEGER NOT NULL CHECK (status IN (0, 1, 2, 3)), -- open, in work, done, rejected
	cleared TEXT, -- the text as others may see it, NULL: not cleared
	answer  TEXT, -- public answer
	day     INTEGER NOT NULL -- of the last change
) STRICT, WITHOUT ROWID;
