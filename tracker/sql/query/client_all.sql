SELECT name, key, secret, scope, created, revoked FROM client ORDER BY name
