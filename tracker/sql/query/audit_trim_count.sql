SELECT count(*) FROM audit WHERE at < ?1
