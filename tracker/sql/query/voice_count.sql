SELECT count(*) FROM voice
