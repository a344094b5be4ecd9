UPDATE voice SET text = NULL WHERE text IS NOT NULL
	AND id IN (SELECT voice FROM clearing WHERE status IN (2, 3) AND day < ?1)
