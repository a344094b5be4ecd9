SELECT measure, unit, item, value FROM figure WHERE period = ?1 ORDER BY measure, unit, item
