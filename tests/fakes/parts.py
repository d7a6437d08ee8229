"""The parts of the default engine on runtimes of a test's choice."""

from engines import families, registry
from engines.ports import Parts, Runtime
from tests.fakes.pictures import NoStages


def blazepose_parts(detector: Runtime, landmarks: Runtime) -> Parts:
    """Returns BlazePose full's."""
    return families.parts(registry.find(registry.DEFAULT), detector, landmarks, NoStages())
