SELECT f.unit, f.item, f.value FROM figure f WHERE f.measure = ?1 AND f.period = ?2 ORDER BY f.unit, f.item
