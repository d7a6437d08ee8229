"""Pose engines: models, the runtimes that execute them, and how they are fetched and converted."""
