INSERT INTO successor(module, successor, since) VALUES (?1, ?2, ?3)
ON CONFLICT (module) DO UPDATE SET successor = excluded.successor, since = excluded.since
WHERE successor <> excluded.successor
