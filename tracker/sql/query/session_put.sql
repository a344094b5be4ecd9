INSERT INTO session(id, person, created, used) VALUES (?1, ?2, ?3, ?4)
