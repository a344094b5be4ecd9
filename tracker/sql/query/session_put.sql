INSERT INTO session(id, iss, sub, created, used) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (id) DO UPDATE SET used = ?5
