-- Facts of module ?1 (its number) in whose place a newer one, not revoked itself, came before the day ?2.
-- Person by person: a search each is cheaper than reading every fact.
SELECT f.person, f.version, f.day, f.verb FROM person p
CROSS JOIN fact f ON f.person = p.id AND f.module = ?1
WHERE EXISTS (
	SELECT 1 FROM fact newer WHERE newer.person = f.person AND newer.module = ?1
		AND newer.verb <> 2 AND newer.day > f.day AND newer.day < ?2
		AND NOT EXISTS (
			SELECT 1 FROM fact gone WHERE gone.person = newer.person AND gone.module = ?1
				AND gone.version = newer.version AND gone.day = newer.day AND gone.verb = 2))
LIMIT ?3
