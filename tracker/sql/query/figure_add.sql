INSERT INTO figure(measure, period, unit, item, value) VALUES (?1, ?2, ?3, ?4, ?5)
