DELETE FROM session WHERE created <= ?1 OR used <= ?2
