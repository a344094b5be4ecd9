DELETE FROM fact WHERE module = (SELECT id FROM module WHERE name = ?1) AND EXISTS (
	SELECT 1 FROM fact AS newer WHERE newer.person = fact.person AND newer.module = fact.module
		AND newer.verb <> 2 AND newer.day > fact.day AND newer.day < ?2)
