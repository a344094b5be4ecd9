SELECT count(*) FROM voice LEFT JOIN clearing ON clearing.voice = voice.id
WHERE coalesce(clearing.status, 0) IN (0, 1)
