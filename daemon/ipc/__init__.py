"""The local socket: events, commands, queries and telemetry."""
