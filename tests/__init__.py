"""The tests and their helpers: a package, so that no library that installs a folder called tests stands before it."""
