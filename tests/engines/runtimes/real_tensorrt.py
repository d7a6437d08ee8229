"""Run in a process of its own, with the real TensorRT bindings on its path: prints their names and signatures as JSON.

Nothing is computed: the bindings' libraries are stubs. Usage: real_tensorrt.py NAME…
"""

import importlib
import json
import sys

trt = importlib.import_module("tensorrt_bindings")


def described(name: str) -> dict[str, str]:
    """Each attribute of a class, with its docstring, which begins with its signature."""
    thing = getattr(trt, name)
    names = [one for one in dir(thing) if not one.startswith("_")] + ["__init__"]
    told = {one: str(getattr(getattr(thing, one), "__doc__", "") or "") for one in names}
    return {**told, "__doc__": str(thing.__doc__ or "")}


json.dump({"version": trt.__version__, "classes": {name: described(name) for name in sys.argv[1:]}}, sys.stdout)
