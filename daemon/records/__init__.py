"""Records: the most that an athlete ever did in one set of an exercise, told once, with what they replace. Pure."""
