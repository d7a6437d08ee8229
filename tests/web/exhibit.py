"""The page at a box that is only played: any state of it, whenever a test wants it."""

import dataclasses
import time
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from daemon.config.exercise_list import AUTO_ENTRY, Entry, Exercises
from daemon.config.plan_list import PlanEntry, Plans
from daemon.core.facts import Reason
from daemon.core.plan.outlook import Outlook
from daemon.core.plan.plan import Kind
from daemon.core.plan.plan_facts import Phase
from daemon.events import Rep, RepRejected
from daemon.ipc.codec import Outline
from tests.fakes.browser import Page
from tests.link.box import FakeBox

SQUAT = Entry(name="squat", title="Squat", joints=(23, 24, 25, 26, 27, 28))
PLANK = Entry(name="plank", title="Plank", unit="seconds")
PLANS = [
    PlanEntry(name="broken", title="broken", error="block[0].kind: 'hurry' is none of sets, tabata, emom"),
    PlanEntry(name="emom", title="Five-minute EMOM", blocks=("every 1:00, 5 times: 15 squat",), about_s=310.0),
]
"""The plans of the box: one cannot be begun."""
EMOM = Outlook(
    name="emom",
    title="Five-minute EMOM",
    kind=Kind.EMOM,
    phase=Phase.WORK,
    block=1,
    blocks=1,
    round=3,
    rounds=5,
    step=1,
    steps=1,
    exercise="squat",
    reps=0,
    target=15,
    left_s=41.2,
    phase_s=18.8,
    block_left_s=161.2,
    next="plank",
    held=False,
)
"""In the third minute of it, at work."""


@dataclass(frozen=True)
class Exhibit:
    """A box, its page's address with a token, and a browser's page.

    Attributes:
        link: What the code of a pairing says.
    """

    box: FakeBox
    link: str
    page: Page

    def open(self, width: int = 360, height: int = 640, *, dark: bool = True) -> Page:
        """Pairs and shows the set's screen."""
        self.box.exercises = lambda: Exercises(exercises=[AUTO_ENTRY, PLANK, SQUAT], chosen="squat")
        self.box.plans = lambda: Plans(plans=PLANS)
        self.page.size(width, height, dark=dark)
        self.page.go(self.link)
        self.page.wait("""document.querySelectorAll('#exercise option:not([value=""])').length === 3""")
        while self.page.run("document.querySelector('#trouble') !== null"):
            self.box.show(state="idle")  # is not kept for those who do not listen yet
            time.sleep(0.05)
        return self.page

    def trained(self) -> None:
        """A set that has everything: reps, unsure ones, no-reps, one taken back; it goes on."""
        box = self.box
        box.record(*box.begin(), self.rep(1), self.rep(2), self.rep(3), box.undoes())
        box.record(self.rep(3, confidence=0.6), self.no_rep())
        self.show()
        self.page.wait("document.querySelectorAll('.bars .no').length && document.querySelector('#stop') !== null")

    def show(self, **changed: Any) -> None:  # noqa: ANN401 - the struct checks them
        seen = {"set": self.box.set, "person": True, "view_ok": True, "phase": "bottom", "target_reps": 12}
        self.box.show(**(seen | {"signal": 0.7, "outline": standing()} | changed))

    def lead(self, **changed: Any) -> None:  # noqa: ANN401 - the class checks them
        """Shows ``EMOM``, with some of it changed."""
        plan = dataclasses.replace(EMOM, **changed)
        if plan.phase is Phase.WORK:
            self.show(plan=plan, pace=23.6)
        else:
            self.show(plan=plan, state="ended", set=None, rest_s=4.0)

    def rep(self, n: int, confidence: float = 0.95) -> Rep:
        return replace(self.box.rep(n), confidence=confidence, score=91.2, score_pm=7.7)

    def no_rep(self) -> RepRejected:
        end = self.box.clock.monotonic()
        measured = {"reason": Reason.SHALLOW, "value": 0.3, "limit": 0.6, "unit": "depth"}
        return RepRejected(**self.box.envelope(end), exercise="squat", start=end - 2, end=end, **measured)


def standing(moved: float = 0.0) -> Outline:
    """Somebody who stands, all joints seen."""
    return Outline(
        xy=[each for joint in range(33) for each in (0.5 + 0.01 * (joint % 3) + moved, 0.1 + 0.025 * joint)],
        score=[1.0] * 33,
        aspect=1.78,
    )
