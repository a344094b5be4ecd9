-- What counts for cells by unit, recorded in the days ?1..?2: person, module (the successor of a
-- replaced one), day recorded; one person's rows stand together. Revoked ones are out.
SELECT p.pseudonym, coalesce(s.successor, m.name), f.recorded
FROM fact f
JOIN person p ON p.id = f.person
JOIN module m ON m.id = f.module
LEFT JOIN successor s ON s.module = m.name AND s.since <= ?2
WHERE f.recorded BETWEEN ?1 AND ?2
AND f.verb IN (0, 1)
AND NOT EXISTS (
	SELECT 1 FROM fact r
	WHERE r.person = f.person AND r.module = f.module AND r.version = f.version
	AND r.day = f.day AND r.verb = 2)
ORDER BY f.person
