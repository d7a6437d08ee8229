"""The daemon's commands and queries: the arguments of each verb, by what it is about."""

from daemon.ipc.verbs import athletes, box, journal, plans, sets

__all__ = ["athletes", "box", "journal", "plans", "sets"]
