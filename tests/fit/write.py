"""Writes a fitted model as the module that the core imports."""

from pathlib import Path

from daemon.core.evidence.model import Additive, Model

TARGET = Path("daemon/core/evidence/weights.py")
_HEAD = '''"""What each part of the evidence weighs: written by ``python -m tests.fit --write``, not by hand.

Each term is its slope, its bends (knot and change of slope), what it is for a usual rep, and the value that nine in ten
reps are on the better side of.
"""

from daemon.core.evidence.model import Additive, Calibration, Model, Spread, Term

'''


def module(model: Model) -> str:
    """Returns the module's text."""
    parts = f"OWN = {_additive(model.own)}\nAMONG = {_additive(model.among)}\nCALIBRATION = {model.calibration}\n"
    parts += f"SPREAD = {model.spread}\n"
    flat = f"FLAT = {_additive(model.flat)}\n" if model.flat is not None else "FLAT = None\n"
    return f"{_HEAD}{parts}{flat}MODEL = Model(OWN, AMONG, CALIBRATION, SPREAD, FLAT)\n"


def _additive(part: Additive) -> str:
    lines = [f"Additive(\n    {part.bias},\n    {{\n"]
    for name, term in part.terms.items():
        bends = "".join(f"({knot}, {bend}), " for knot, bend in term.bends)
        bends = f"({bends.rstrip()})" if len(term.bends) == 1 else f"({bends.rstrip(', ')})"
        lines.append(f'        "{name}": Term({term.slope}, {bends}, {term.usual}, {term.edge}),\n')
    return "".join([*lines, "    },\n)"])
