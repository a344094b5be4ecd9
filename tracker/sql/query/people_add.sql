INSERT INTO person(iss, sub, name, roles, audiences, import) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (iss, sub) DO UPDATE SET name = ?3, roles = ?4, audiences = ?5, import = ?6
RETURNING id
