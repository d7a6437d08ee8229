"""The page for phones and tablets."""
