INSERT INTO clearing(voice, status, cleared, day) SELECT id, ?2, ?3, ?4 FROM voice WHERE id = ?1
ON CONFLICT (voice) DO UPDATE SET status = ?2, cleared = ?3, day = ?4
