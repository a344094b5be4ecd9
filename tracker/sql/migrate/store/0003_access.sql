-- API clients. The secret is only kept as its hash: it is 32 random bytes, so that one round of
-- SHA-256 is enough.
CREATE TABLE client (
	name    TEXT PRIMARY KEY,
	key     TEXT NOT NULL UNIQUE, -- public half of the credential
	secret  BLOB NOT NULL CHECK (length(secret) = 32),
	scope   INTEGER NOT NULL CHECK (scope IN (0, 1)), -- events, reports
	created INTEGER NOT NULL, -- day
	revoked INTEGER           -- day, NULL while valid
) STRICT, WITHOUT ROWID;

-- Signed-in browsers; the cookie's value is only kept as its hash. Deleted at sign-out, after 30
-- minutes without a request or 8 hours.
CREATE TABLE session (
	id      BLOB PRIMARY KEY CHECK (length(id) = 32), -- SHA-256 of the cookie
	iss     TEXT NOT NULL,
	sub     TEXT NOT NULL,
	created INTEGER NOT NULL, -- seconds since 1970, UTC
	used    INTEGER NOT NULL  -- the same; written every few minutes only
) STRICT, WITHOUT ROWID;

-- Who looked at or changed what, as a chain: each hash covers the row and the hash before it.
-- Holds no pseudonym of a learner. Kept 24 months; trimming leaves the last hash as anchor in meta.
CREATE TABLE audit (
	id     INTEGER PRIMARY KEY,
	at     INTEGER NOT NULL, -- seconds since 1970, UTC
	actor  TEXT NOT NULL,    -- role and account, or "operator" for commands
	action TEXT NOT NULL,
	object TEXT NOT NULL,
	hash   BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
