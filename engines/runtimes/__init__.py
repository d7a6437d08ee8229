"""Runtimes: what executes a graph."""
