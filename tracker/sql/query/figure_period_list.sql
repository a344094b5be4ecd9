-- All closed periods in the order of time; of two that end together, the shorter one first.
SELECT period, first, last, closed, digest FROM figure_period ORDER BY last, first DESC
