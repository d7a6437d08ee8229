"""The daemon: sees, counts, judges, journals and tells."""
