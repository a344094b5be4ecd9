SELECT count(*) FROM figure_period WHERE closed = ?1
