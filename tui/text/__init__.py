"""What is known, as lines, cells and tables of text: pure functions. Knows no terminal."""
