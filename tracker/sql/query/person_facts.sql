SELECT DISTINCT module.name, fact.day FROM fact JOIN module ON module.id = fact.module
WHERE fact.person = (SELECT id FROM person WHERE pseudonym = ?1)
