SELECT iss, sub, name, roles, audiences, (SELECT unit FROM stay WHERE person = id AND from_day <= ?2
	AND (to_day IS NULL OR to_day >= ?2) ORDER BY from_day DESC LIMIT 1), id
FROM person WHERE id = ?1
