"""Who trains here: what the box knows of each athlete, and the household's board of the week."""
