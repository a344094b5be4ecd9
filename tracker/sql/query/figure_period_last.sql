-- The last day of the last closed period; 0 before the first.
SELECT coalesce(max(last), 0) FROM figure_period
