-- Whom import ?1 does not name; their stays and sessions go with them.
DELETE FROM person WHERE import <> ?1
