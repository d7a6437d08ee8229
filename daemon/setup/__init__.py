"""The first boot: its steps, what is done of them, and what a person said about them."""
