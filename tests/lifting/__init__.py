"""Trains and measures the lifter: which network, on what, and how much nearer to the truth it comes."""
