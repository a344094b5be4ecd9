DELETE FROM fact WHERE person = (SELECT id FROM person WHERE pseudonym = ?1)
	AND module = (SELECT id FROM module WHERE name = ?2) AND day = ?3
