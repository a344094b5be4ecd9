INSERT INTO stay(person, unit, from_day, to_day) VALUES (?1, ?2, ?3, ?4)
