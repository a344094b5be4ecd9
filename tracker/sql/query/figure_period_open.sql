-- The first day that lies in no closed period; 1 before the first is closed.
SELECT coalesce(max(last), 0) + 1 FROM figure_period
