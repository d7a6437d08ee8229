"""Plans: what is to be done, as blocks of steps, and the fold that leads through them."""
