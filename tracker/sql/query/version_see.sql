INSERT INTO version(module, name, edition) VALUES (?1, ?2, ?3)
ON CONFLICT (module, name) DO UPDATE SET edition = ?3
RETURNING id
