INSERT INTO module(name, first_seen, last_seen) VALUES (?1, ?2, ?2)
ON CONFLICT (name) DO UPDATE SET last_seen = max(last_seen, ?2), first_seen = min(first_seen, ?2)
RETURNING id
