SELECT at, actor, action, object, hash FROM audit ORDER BY id
