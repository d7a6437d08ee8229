"""The files that other applications read and write."""
