-- The rows before the first that is young enough: one with a wrong clock does not take others along.
DELETE FROM audit WHERE id < coalesce((SELECT min(id) FROM audit WHERE at >= ?1), 9223372036854775807)
