DELETE FROM voice_seen WHERE until < ?1
