"""Model families: what goes into their networks and how their outputs are read."""
