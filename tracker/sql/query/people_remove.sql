DELETE FROM person WHERE iss = ?1 AND sub = ?2
