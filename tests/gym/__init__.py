"""Renders an athlete in a gym: the bundled clip, and scenes for tests. See README.md beside this file."""
