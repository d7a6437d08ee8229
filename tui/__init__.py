"""The dashboard: a terminal application that holds no state of its own."""
