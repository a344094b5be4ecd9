-- The day the first catalogue was taken over; no row value before that.
SELECT min(first_seen) FROM module
