"""Who may open the page."""
