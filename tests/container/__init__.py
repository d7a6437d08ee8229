"""Scenarios on a real system, a Debian 12 in a container with systemd as PID 1: ``python -m tests.container``."""
