INSERT INTO person(iss, sub, name, roles, audiences) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (iss, sub) DO UPDATE SET name = ?3, roles = ?4, audiences = ?5
RETURNING id
