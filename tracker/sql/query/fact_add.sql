INSERT INTO fact(person, module, version, day, verb, recorded) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT DO NOTHING
