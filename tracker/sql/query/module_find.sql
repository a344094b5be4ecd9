SELECT id FROM module WHERE name = ?1
