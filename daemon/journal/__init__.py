"""The journal: every event, on disk before anyone is told."""
