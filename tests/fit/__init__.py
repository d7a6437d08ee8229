"""Fits what each part of the evidence weighs; see ``python -m tests.fit --help``."""
