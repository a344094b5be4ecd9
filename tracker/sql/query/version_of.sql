SELECT name, id FROM version WHERE module = ?1 ORDER BY name
