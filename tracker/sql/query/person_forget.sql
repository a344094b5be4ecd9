DELETE FROM person WHERE pseudonym = ?1
	AND NOT EXISTS (SELECT 1 FROM fact WHERE fact.person = person.id)
