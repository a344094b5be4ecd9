-- Every module that a catalogue named in the days ?1..?2 (the last one known is taken to be still in
-- force), in the order of names.
SELECT name FROM module
WHERE first_seen <= ?2
AND (last_seen >= ?1 OR last_seen = (SELECT max(last_seen) FROM module))
AND name NOT IN (SELECT module FROM successor WHERE since <= ?2)
ORDER BY name
