SELECT id, person, created, used FROM session WHERE created > ?1 AND used > ?2
