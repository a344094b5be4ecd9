SELECT coalesce(max(import), 0) + 1 FROM person
