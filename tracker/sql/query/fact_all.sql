SELECT person.pseudonym, fact.verb, module.name, version.name, version.edition, fact.day
FROM fact
JOIN person ON person.id = fact.person
JOIN module ON module.id = fact.module
JOIN version ON version.id = fact.version
ORDER BY person.pseudonym, fact.module, fact.version, fact.day, fact.verb
