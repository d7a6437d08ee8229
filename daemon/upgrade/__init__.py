"""Changes the version that runs, and returns to the one before where the new one does not get healthy.

What ``deploy/activate`` runs is of the standard library alone, on the system's Python: it must work where a version's
packages do not.
"""
