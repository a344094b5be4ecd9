-- The one fact ?1 to ?5, if a newer one before the day ?6 still is in its place.
DELETE FROM fact WHERE person = ?1 AND module = ?2 AND version = ?3 AND day = ?4 AND verb = ?5 AND EXISTS (
	SELECT 1 FROM fact newer WHERE newer.person = ?1 AND newer.module = ?2
		AND newer.verb <> 2 AND newer.day > ?4 AND newer.day < ?6)
