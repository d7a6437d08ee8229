"""Double progression: what a finished plan proposes for the next time. Pure; nothing is applied unasked."""
