-- What a person in charge has cleared for everyone: texts with their answers, and mended barriers.
SELECT v.kind, coalesce(v.module, ''), coalesce(v.page, ''), coalesce(v.heading, ''),
	coalesce(c.cleared, ''), coalesce(c.answer, ''), c.day
FROM clearing c JOIN voice v ON v.id = c.voice
WHERE (v.kind = 0 AND c.cleared IS NOT NULL AND c.cleared <> '') OR (v.kind = 2 AND c.status = 2)
ORDER BY c.day, v.id
