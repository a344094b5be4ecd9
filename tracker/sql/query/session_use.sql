UPDATE session SET used = ?2 WHERE id = ?1
