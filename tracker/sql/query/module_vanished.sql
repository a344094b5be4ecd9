-- Modules that the newest catalogue does not name any more, with the day one last did.
SELECT name, last_seen FROM module WHERE last_seen < (SELECT max(last_seen) FROM module) ORDER BY name
