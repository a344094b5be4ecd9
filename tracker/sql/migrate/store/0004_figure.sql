-- Published figures. They are primary data: drawn once, when their period is closed, and never
-- computed again. Nothing here can be brought back to a person, so nothing is ever deleted.

-- A module that took the place of an earlier one: facts of the earlier id count for it in periods
-- that end on or after `since`.
CREATE TABLE successor (
	module    TEXT PRIMARY KEY, -- the earlier id
	successor TEXT NOT NULL,
	since     INTEGER NOT NULL  -- day a catalogue first said so
) STRICT, WITHOUT ROWID;

-- Every period that was closed. Its row and its figures are written in one transaction.
CREATE TABLE figure_period (
	period TEXT PRIMARY KEY,    -- '2026Q4', '2026H2', '2026'
	first  INTEGER NOT NULL,    -- its first and last day
	last   INTEGER NOT NULL CHECK (last > first),
	closed INTEGER NOT NULL CHECK (closed > last), -- the day it was closed: "as of"
	digest BLOB NOT NULL CHECK (length(digest) = 32) -- SHA-256 of its figures, see manifest.h
) STRICT, WITHOUT ROWID;

CREATE TABLE figure (
	measure TEXT NOT NULL,    -- a name in figures.tsv
	period  TEXT NOT NULL REFERENCES figure_period(period) DEFERRABLE INITIALLY DEFERRED,
	unit    TEXT NOT NULL,    -- department or unit, '' for the whole city
	item    TEXT NOT NULL,    -- module, '' for all of them
	value   INTEGER NOT NULL, -- with its noise, so it may be below 0
	PRIMARY KEY (measure, period, unit, item)
) STRICT, WITHOUT ROWID;

-- What was published stays published as it was, whatever code comes later.
CREATE TRIGGER figure_no_update BEFORE UPDATE ON figure
BEGIN SELECT RAISE(ABORT, 'published figures are never changed'); END;
CREATE TRIGGER figure_no_delete BEFORE DELETE ON figure
BEGIN SELECT RAISE(ABORT, 'published figures are never deleted'); END;
CREATE TRIGGER figure_no_late_one BEFORE INSERT ON figure
WHEN EXISTS (SELECT 1 FROM figure_period p WHERE p.period = NEW.period)
BEGIN SELECT RAISE(ABORT, 'the period is closed'); END;
CREATE TRIGGER figure_period_no_update BEFORE UPDATE ON figure_period
BEGIN SELECT RAISE(ABORT, 'closed periods are never changed'); END;
CREATE TRIGGER figure_period_no_delete BEFORE DELETE ON figure_period
BEGIN SELECT RAISE(ABORT, 'closed periods are never opened again'); END;
