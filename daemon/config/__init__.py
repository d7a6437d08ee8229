"""Settings and exercises: TOML files, read, checked and found."""
