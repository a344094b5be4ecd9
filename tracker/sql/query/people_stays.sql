-- Who works where from when to when; without names.
SELECT p.iss, p.sub, s.unit, s.from_day, s.to_day FROM person p JOIN stay s ON s.person = p.id
