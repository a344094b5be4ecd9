-- Cells and counts of city x module for the days ?1..?2: every module that a catalogue named in
-- them (the last one known is taken to be still in force), with how many people have at least one
-- completion recorded then. Revoked ones are out; what was reported for an earlier id counts for
-- its successor.
WITH named AS (
	SELECT name FROM module
	WHERE first_seen <= ?2
	AND (last_seen >= ?1 OR last_seen = (SELECT max(last_seen) FROM module))
	AND name NOT IN (SELECT module FROM successor WHERE since <= ?2)
), counted AS (
	SELECT coalesce(s.successor, m.name) AS name, count(DISTINCT f.person) AS people
	FROM fact f
	JOIN module m ON m.id = f.module
	LEFT JOIN successor s ON s.module = m.name AND s.since <= ?2
	WHERE f.recorded BETWEEN ?1 AND ?2
	AND f.verb IN (0, 1)
	AND NOT EXISTS (
		SELECT 1 FROM fact r
		WHERE r.person = f.person AND r.module = f.module AND r.version = f.version
		AND r.day = f.day AND r.verb = 2)
	GROUP BY 1
)
SELECT '' AS unit, named.name AS item, coalesce(counted.people, 0) AS people
FROM named LEFT JOIN counted ON counted.name = named.name
ORDER BY named.name
