"""The running daemon: frame loop, commands, session, recovery and status."""
