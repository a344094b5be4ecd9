-- Facts that no rule of the record could have made: a version of another module, a person nobody
-- is, a day far ahead of the day it was recorded.
SELECT count(*) FROM fact f
LEFT JOIN version v ON v.id = f.version AND v.module = f.module
LEFT JOIN person p ON p.id = f.person
WHERE v.id IS NULL OR p.id IS NULL OR f.day > f.recorded + 1
