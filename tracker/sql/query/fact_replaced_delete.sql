-- The one fact ?1 to ?5, if a newer one before the day ?6, not revoked itself, still is in its place.
DELETE FROM fact WHERE person = ?1 AND module = ?2 AND version = ?3 AND day = ?4 AND verb = ?5 AND EXISTS (
	SELECT 1 FROM fact newer WHERE newer.person = ?1 AND newer.module = ?2
		AND newer.verb <> 2 AND newer.day > ?4 AND newer.day < ?6
		AND NOT EXISTS (
			SELECT 1 FROM fact gone WHERE gone.person = ?1 AND gone.module = ?2
				AND gone.version = newer.version AND gone.day = newer.day AND gone.verb = 2))
