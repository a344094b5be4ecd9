DELETE FROM session WHERE iss = ?1 AND sub = ?2
