INSERT INTO client(name, key, secret, scope, created) VALUES (?1, ?2, ?3, ?4, ?5)
