INSERT INTO voice_seen(hash, until) VALUES (?1, ?2) ON CONFLICT DO NOTHING
