SELECT id FROM person WHERE pseudonym = ?1
