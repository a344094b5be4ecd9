INSERT INTO audit(at, actor, action, object, hash) VALUES (?1, ?2, ?3, ?4, ?5)
