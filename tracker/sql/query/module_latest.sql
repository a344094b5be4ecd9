-- What the catalogue before this one named, and all others of its day.
SELECT name FROM module WHERE last_seen = (SELECT max(last_seen) FROM module) ORDER BY name
