INSERT INTO figure_period(period, first, last, closed, digest) VALUES (?1, ?2, ?3, ?4, ?5)
