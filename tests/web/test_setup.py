"""The first boot on the page: what a paired phone may do, what it may not, and what a stranger sees of it: nothing."""

from pathlib import Path

import pytest

from daemon.config import paths
from daemon.config.exercise_list import AUTO_ENTRY, Exercises
from daemon.core.placement import Check
from daemon.ipc import verbs
from daemon.runtime.first_boot import FirstBoot
from daemon.setup import notes
from daemon.setup.notes import Notes
from daemon.vision.preview import View
from tests.fakes import browser
from tests.link.box import FakeBox
from tests.web.exhibit import PLANK, SQUAT, Exhibit
from tests.web.phone import Phone
from tests.web.test_for_everyone import SIZES

needs_browser = pytest.mark.skipif(browser.PROGRAM is None, reason="no Chromium is installed: deploy/test installs it")
NAMES = ("plank", "squat")


@pytest.fixture
def new(box: FakeBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeBox:
    """A box that nobody has set up."""
    monkeypatch.setattr(paths, "SYSTEM_CONFIG", tmp_path)
    (tmp_path / "spotter.toml").touch()
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    box.first_boot = FirstBoot(box.settings, None, lambda: NAMES, lambda: "blazepose-full/onnx")
    return box


def kept(box: FakeBox) -> Notes:
    return notes.read(notes.path(box.settings))


def test_a_stranger_learns_and_changes_nothing(new: FakeBox, stranger: Phone) -> None:
    for path in ("/api/setup", "/api/placement"):
        assert stranger.get(path).status == 401
    assert stranger.post("/api/setup", {"name": "Mine"}).status == 401
    assert kept(new) == Notes()


def test_a_phone_gives_what_opens_nothing(new: FakeBox, phone: Phone, tmp_path: Path) -> None:
    found = phone.get("/api/setup").json["result"]
    assert {step["name"]: step["state"] for step in found["steps"]}["pair"] == "done"
    assert phone.post("/api/setup", {"name": "Garage gym"}).json["result"]["name"] == "Garage gym"
    assert phone.post("/api/setup", {"round": ["squat"], "done": "place", "later": "broker"}).status == 200
    assert kept(new) == Notes(name="Garage gym", round=("squat",), done=("place",), left_out=("broker",))
    assert (tmp_path / "spotter.toml").read_text() == ""


@pytest.mark.parametrize(
    "answer",
    [
        {"host": "evil.example"},
        {"mqtt": {"host": "evil.example"}},
        {"picture": False},
        {"done": "pair"},
        {"done": "broker"},
        {"phone": "mine"},
        {"name": ""},
        {"name": "x" * 41},
        {"name": "a\nb"},
        {"round": ["no-such-exercise"]},
        {"later": "no-such-step"},
    ],
)
def test_what_opens_the_box_cannot_be_said(new: FakeBox, phone: Phone, answer: dict[str, object]) -> None:
    told = phone.post("/api/setup", answer)
    assert told.status == 400, told.json
    assert kept(new) == Notes()


def test_the_picture_stays_in_the_box(new: FakeBox, phone: Phone) -> None:
    asked: list[verbs.box.Picture] = []

    def look(args: verbs.box.Picture) -> View:
        asked.append(args)
        return View(
            width=None, height=None, rgb=None, light=0.5, checks=(Check(check="light", ok=True, says="bright"),)
        )

    new.picture = look
    answer = phone.get("/api/placement?pixels=true")
    assert answer.json["result"] == {"checks": [{"check": "light", "ok": True, "says": "bright"}]}
    assert asked == [verbs.box.Picture(pixels=False)]


class Placed:
    """A camera that stands well from the third look on."""

    def __init__(self) -> None:
        self.looks = 0

    def look(self, _: verbs.box.Picture) -> View:
        self.looks += 1
        check = Check(check="body", ok=self.looks > 2, says="feet cut off at the bottom" if self.looks <= 2 else "")
        return View(width=None, height=None, rgb=None, light=0.5, checks=(check,))


@pytest.mark.slow
@needs_browser
def test_the_first_phone_is_led_through_the_steps(new: FakeBox, exhibit: Exhibit) -> None:
    new.picture = Placed().look
    new.exercises = lambda: Exercises(exercises=[AUTO_ENTRY, PLANK, SQUAT], chosen="squat")
    page = exhibit.page
    page.size(360, 640)
    page.go(exhibit.link)
    page.wait("document.querySelector('main.setup h1')?.innerText === 'First boot'")
    assert page.run("[...document.querySelectorAll('main.setup h2')].length") == 9
    assert "sudo spotter setup broker" in page.text("#step-broker")
    assert page.run("document.querySelector('#step-broker form, #step-camera form, #step-pair form')") is None
    page.run("document.querySelector('#box-name').value = 'Garage gym'")
    page.click("#step-name form button")
    page.wait("document.querySelector('#step-name small').innerText === 'done'")
    page.click("#look")
    page.wait("document.querySelector('#step-place').innerText.includes('feet cut off')")
    page.wait("document.querySelector('#step-place small').innerText === 'done'")
    assert page.text("#look") == "Look through the camera"
    ticks = "[...document.querySelectorAll('#step-round .tick')].map((each) => each.innerText)"
    assert page.run(ticks) == ["Plank", "Squat"]
    page.click("#step-round .tick input[value=plank]")
    page.click("#step-round form > button")
    page.wait("document.querySelector('#step-round .more').innerText === 'squat'")
    page.click("#step-engine .later, #step-gpio .later")
    page.wait("document.querySelectorAll('#step-gpio small')[0].innerText === 'left for later'")
    page.go(f"{page.run('location.origin')}/#health")
    page.wait("document.querySelector('h1')?.innerText === 'Garage gym'")
    page.wait("/First boot: \\d steps are open/.test(document.querySelector('#first-boot')?.innerText)")
    page.click("#first-boot")
    page.wait("!!document.querySelector('main.setup')")
    assert kept(new).name == "Garage gym"
    assert kept(new).done == ("place",)
    assert kept(new).round == ("squat",)


LATE = """
const ask = fetch;
window.asked = 0;
window.fetch = async (path, options) => {
  const found = await ask(path, options);
  if (path === "/api/setup" && options.method === "GET") {
    await new Promise((resolve) => setTimeout(resolve, 500));
    asked += 1;
  }
  return found;
};
"""
"""How the first boot stands comes half a second late."""


@pytest.mark.slow
@needs_browser
def test_how_it_stood_before_an_answer_is_not_shown_after_it(new: FakeBox, exhibit: Exhibit) -> None:
    page = exhibit.page
    page.before_load(LATE)
    page.go(exhibit.link)
    page.wait("!!document.querySelector('#box-name')")
    assert page.run("asked") < 2, "the page asks again as it goes to the screen, and that answer is still to come"
    page.run("document.querySelector('#box-name').value = 'Garage gym'")
    page.click("#step-name form button")
    page.wait("asked === 2 && document.querySelector('#step-name small').innerText === 'done'")


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_the_steps_are_whole_on_every_screen(new: FakeBox, exhibit: Exhibit, size: str, dark: bool) -> None:  # noqa: FBT001 - a case
    page = exhibit.page
    page.size(*SIZES[size], dark=dark)
    page.go(exhibit.link)
    page.wait("!!document.querySelector('main.setup #step-engine')")
    for probe in ("cutOff", "small", "contrast"):
        assert (probe, page.run(f"probes.{probe}()")) == (probe, [])
    assert page.run("document.documentElement.scrollWidth") <= SIZES[size][0]
