-- Days and sizes of all catalogues that were taken over, oldest first.
SELECT day, modules FROM catalogue ORDER BY id
