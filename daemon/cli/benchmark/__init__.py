"""How well we count: labelled footage in, an accuracy table out. What ``spotter benchmark`` is made of."""
