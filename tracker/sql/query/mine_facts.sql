SELECT module.name, version.name, version.edition, fact.day, fact.recorded, fact.verb
FROM fact
JOIN module ON module.id = fact.module
JOIN version ON version.id = fact.version
WHERE fact.person = (SELECT id FROM person WHERE pseudonym = ?1)
ORDER BY fact.day DESC, module.name, fact.verb
