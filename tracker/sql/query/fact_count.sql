SELECT count(*) FROM fact
