DELETE FROM voice WHERE day < ?1
