SELECT digest FROM catalogue ORDER BY id DESC LIMIT 1
