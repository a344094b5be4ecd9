INSERT INTO voice(id, kind, module, page, heading, question, answer, text, department, day)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
