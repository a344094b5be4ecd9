INSERT INTO catalogue(day, revision, modules, digest) VALUES (?1, ?2, ?3, ?4)
