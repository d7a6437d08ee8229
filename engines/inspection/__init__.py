"""Looks at network files that people bring: what they are, and whether Spotter can use them."""
