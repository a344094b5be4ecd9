SELECT count(*) FROM figure_period WHERE period = ?1
