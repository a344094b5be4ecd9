-- The day recorded is never one of a period that is closed: should the clock be behind it, the fact
-- counts in the next one instead of in none.
INSERT INTO fact(person, module, version, day, verb, recorded)
VALUES (?1, ?2, ?3, ?4, ?5, (
	SELECT max(day) FROM (SELECT ?6 AS day UNION ALL SELECT last + 1 FROM figure_period) AS days))
ON CONFLICT DO NOTHING
