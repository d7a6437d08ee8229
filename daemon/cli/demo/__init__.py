"""The demonstration: daemon, broker and link on the bundled clip."""
