DELETE FROM session WHERE person = (SELECT id FROM person WHERE iss = ?1 AND sub = ?2)
