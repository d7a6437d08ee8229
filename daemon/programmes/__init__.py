"""Programmes: a template and what was done make dated sessions, each change with its reason. Pure."""
