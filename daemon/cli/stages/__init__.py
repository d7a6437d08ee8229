"""``count --stages``: follows a count stage by stage, and writes what each of them saw."""
