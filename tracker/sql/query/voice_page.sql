SELECT voice.id, kind, module, page, heading, question, voice.answer, text, department, voice.day,
	coalesce(clearing.status, 0), clearing.cleared
FROM voice LEFT JOIN clearing ON clearing.voice = voice.id
WHERE (?3 = 0 OR coalesce(clearing.status, 0) IN (0, 1)) AND (?4 = 0 OR kind = 2)
ORDER BY voice.day DESC, voice.id LIMIT ?1 OFFSET ?2
