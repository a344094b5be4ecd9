INSERT INTO person(pseudonym) VALUES (?1) RETURNING id
