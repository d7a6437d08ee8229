"""The steps of the first boot, done in a terminal or by options."""
