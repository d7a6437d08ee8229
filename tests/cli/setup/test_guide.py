"""``spotter setup`` in a real terminal: every step, bad answers, what is left out, Ctrl-C, and a second run."""

from pathlib import Path

import msgspec
import pytest

from daemon.cli import columns
from daemon.cli.main import main
from daemon.cli.setup import camera, engine, header
from daemon.cli.setup.camera import FoundCamera
from daemon.cli.setup.camera import find as find_cameras
from daemon.cli.setup.dialog import Dialog
from daemon.cli.setup.work import Work
from daemon.config import settings, settings_file
from daemon.core.placement import Check
from daemon.errors import AwayError, NotAllowedError, SpotterError
from daemon.setup import notes
from daemon.vision.preview import View
from tests.cli.setup.conftest import FirstBoot
from tests.fakes.frames import MemorySource
from tests.fakes.listener import wait_until
from tests.fakes.terminal import Terminal


def seen(_: Work, __: str, **___: object) -> object:
    """What a daemon answers to ``picture``."""
    check = Check(check="distance", ok=True, says="")
    view = View(width=2, height=2, rgb=bytes(range(12)), light=0.5, checks=(check,))
    return msgspec.msgpack.decode(msgspec.msgpack.encode(view))


@pytest.fixture(autouse=True)
def camera_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera, "find", lambda: [FoundCamera("test://?frames=30", "a ball")])


def away(_: Work, verb: str, **__: object) -> object:
    raise AwayError(f"no daemon answers {verb}")


def test_the_whole_guide_once_and_then_it_asks_nothing(box: FirstBoot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Work, "ask_daemon", seen)
    # The terminal's child is forked: where an earlier test let GStreamer run, its threads are missing there. A real
    # picture is read by ``test_every_answer_can_be_an_option``.
    monkeypatch.setattr(camera, "open_source", lambda *_: MemorySource.of_noise(1, size=(640, 480)))
    (box.folder / "active").write_text("spotter.service\n")
    with box.run() as terminal:
        terminal.answer("What is it called", "Garage gym")
        terminal.answer("Time zone", "Europe/Berlim")
        terminal.until("did you mean Europe/Berlin?")
        terminal.answer("Time zone", "berlin")
        terminal.answer("Which one [test://?frames=30]", "1")
        terminal.answer("gives a picture of 640x480", "90")
        terminal.answer("By how many degrees", "0")
        terminal.answer("does it stand well", "yes")
        terminal.answer("or all [all]", "sqat, push up")
        terminal.answer("did you mean squat?", "squat, push_up")
        terminal.answer("wired to the header [no]", "")
        terminal.answer("Which one [own]", "-")
        terminal.answer("What is the phone called", "anna")
        terminal.until("anna is paired")
        terminal.answer("then press Enter", "")
        terminal.until("Not done yet: broker. Go on at any time: sudo spotter setup STEP")
        assert terminal.end() == 0
    assert "█" in terminal.text
    assert "\x1b[97;40m" in terminal.raw  # the code's own colours
    chosen = settings.load(box.file)
    assert chosen.box.name == "Garage gym"
    assert (chosen.camera.source, chosen.camera.turn) == ("test://?frames=30", 90)
    assert chosen.gpio.exercises == ("squat", "push_up")
    assert (box.folder / "zone").read_text() == "Europe/Berlin"
    assert box.text.startswith("# mine\n\n[journal]\n")
    assert "# kept" in box.text
    assert "systemctl restart spotter.service" in box.called

    with box.run() as again:
        assert again.end() == 0
    assert "]: " not in again.text
    assert "left for later: sudo spotter setup broker" in again.text
    assert again.text.count("done: ") == 8


def test_a_step_that_fails_is_said_and_the_guide_goes_on(box: FirstBoot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Work, "ask_daemon", away)
    monkeypatch.setattr(camera, "find", lambda: [FoundCamera("v4l2:///dev/video99", "gone")])
    with box.run() as terminal:
        terminal.answer("What is it called", "Gym")
        terminal.answer("Time zone", "Europe/Vienna")
        terminal.answer("Which one", "1")
        terminal.until("not done: ")
        terminal.until("sudo spotter setup camera")
        terminal.until("place it later, on the dashboard")
        for question in ("or all", "wired to the header", "Which one", "phone called"):
            terminal.answer(question, "-")
        assert terminal.end() == 1
    assert "camera" not in box.text
    assert set(box.notes.left_out) == {"round", "gpio", "broker", "pair"}


def test_ctrl_c_leaves_a_valid_file_with_what_was_answered(box: FirstBoot) -> None:
    with box.run() as terminal:
        terminal.answer("What is it called", "Gym")
        terminal.until("Time zone")
        terminal.interrupt()
        terminal.until("What was answered is kept")
        assert terminal.end() == 130
    assert settings.load(box.file).box.name == "Gym"
    with box.run() as terminal:
        terminal.until("done: Gym")
        terminal.until("Time zone")
        terminal.interrupt()
        assert terminal.end() == 130


def test_a_terminal_that_is_closed_ends_it_as_ctrl_c_does(box: FirstBoot) -> None:
    with box.run("name") as terminal:
        terminal.answer("What is it called", "\x04")
        assert terminal.end() == 130
    assert "Traceback" not in terminal.text


def test_bad_answers_are_asked_again(box: FirstBoot) -> None:
    with box.run("name", "gpio") as terminal:
        terminal.answer("What is it called", "x" * 41)
        terminal.answer("1 to 40 characters", "Gym")
        terminal.answer("wired to the header", "perhaps")
        terminal.answer("answer yes or no", "no")
        assert terminal.end() == 0
    assert settings.load(box.file).gpio.enabled is False
    assert "gpio" not in box.notes.left_out


def test_every_answer_can_be_an_option(box: FirstBoot, capsys: pytest.CaptureFixture[str]) -> None:
    for step, *options in (
        ("name", "--name", "Gym"),
        ("clock", "--timezone", "Europe/Rome"),
        ("camera", "--source", "test://?frames=9", "--turn", "180"),
        ("place", "--placed"),
        ("round", "--exercises", "all"),
        ("gpio", "--gpio", "--button", "7", "--lamp", "15", "--beeper", "0"),
        ("engine",),
        ("pair", "--phone", "anna"),
    ):
        assert main(["setup", step, *options, *box.options]) == 0, capsys.readouterr()
    assert main(["setup", "broker", "--later", *box.options]) == 0
    capsys.readouterr()
    assert main(["setup", "--list", "--json", *box.options]) == 0
    found = {line["name"]: line["state"] for line in map(msgspec.json.decode, capsys.readouterr().out.splitlines())}
    assert found.pop("gpio") == "open"  # set, and nobody has pressed it
    assert found.pop("broker") == "left_out"
    assert set(found.values()) == {"done"}
    assert len(found) == 7


def test_a_script_without_the_answer_hears_which_option_is_missing(
    box: FirstBoot, capsys: pytest.CaptureFixture[str]
) -> None:
    for step, option in (("name", "--name"), ("camera", "--source"), ("broker", "--broker"), ("pair", "--phone")):
        assert main(["setup", step, *box.options]) == 2
        assert option in capsys.readouterr().err
    assert main(["setup", *box.options]) == 2
    assert "--list" in capsys.readouterr().err
    assert main(["setup", "camra", *box.options]) == 2
    assert "did you mean camera?" in capsys.readouterr().err


def test_a_wrong_option_changes_nothing(box: FirstBoot, capsys: pytest.CaptureFixture[str]) -> None:
    before = box.text
    for words in (
        ("name", "--name", " "),
        ("name", "--name", "caf\udce9"),
        ("clock", "--timezone", "Mars/Olympus"),
        ("camera", "--source", "nothing://here"),
        ("camera", "--source", "missing.mp4"),
        ("round", "--exercises", "squat,squat"),
        ("gpio", "--gpio", "--button", "7", "--lamp", "7", "--beeper", "0"),
        ("broker", "--broker", "other"),
        ("pair", "--phone", "no name"),
    ):
        assert main(["setup", *words, *box.options]) != 0, words
        error = capsys.readouterr().err
        assert error.count("\n") == 1, error
    assert box.text == before


def test_pins_are_lit_and_pressed_before_they_are_kept(box: FirstBoot, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.fakes.pins import VARIABLE, DrivenFactory, Finger  # noqa: PLC0415 - gpiozero loads slowly

    finger = Finger(box.folder / "pins")
    monkeypatch.setenv(VARIABLE, str(box.folder / "pins"))
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    monkeypatch.setattr(header, "_ON_S", 0.01)
    (box.folder / "active").write_text("spotter.service\n")

    def pins() -> None:
        from gpiozero import Device  # noqa: PLC0415 - as above

        Device.pin_factory = DrivenFactory()

    with Terminal("setup", "gpio", *box.options, before=pins) as terminal:
        terminal.answer("wired to the header", "yes")
        terminal.answer("Header pin of the button", "")
        terminal.answer("Header pin of the lamp", "15")
        terminal.answer("Header pin of the beeper", "0")
        terminal.answer("did it", "again")
        terminal.answer("did it", "yes")
        terminal.until("Press the button now")
        finger.press()
        terminal.until("pressed")
        assert terminal.end() == 0
    assert finger.log().count("BOARD15 1") == 6
    gpio = settings.load(box.file).gpio
    assert (gpio.enabled, gpio.button, gpio.lamp, gpio.beeper) == (True, 7, 15, 0)
    assert "gpio" in box.notes.done
    stopped, started = (box.called.index(f"systemctl {verb} spotter.service") for verb in ("stop", "start"))
    assert stopped < started


def test_a_lamp_that_nobody_sees_is_not_kept(box: FirstBoot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    monkeypatch.setattr(header, "_ON_S", 0.01)
    (box.folder / "active").write_text("spotter.service\n")
    with box.run("gpio", "--button", "0", "--lamp", "15", "--beeper", "0", "--gpio") as terminal:
        terminal.answer("did it", "no")
        terminal.until("lamp at pin 15 was driven and nobody noticed")
        assert terminal.end() == 1
    assert "gpio" not in box.text
    assert box.called[-1] == "systemctl start spotter.service"


def test_cameras_are_found_with_their_names(tmp_path: Path) -> None:
    for number, name, index in ((0, "vi-output, imx219 9-0010", "0"), (2, "USB Camera", "0"), (3, "USB Camera", "1")):
        folder = tmp_path / f"sys/class/video4linux/video{number}"
        folder.mkdir(parents=True)
        (folder / "name").write_text(f"{name}\n")
        (folder / "index").write_text(f"{index}\n")
    assert find_cameras(tmp_path) == [
        FoundCamera("csi://0", "imx219 9-0010"),
        FoundCamera("v4l2:///dev/video2", "USB Camera"),
    ]


def test_a_file_that_is_not_ours_says_sudo(
    box: FirstBoot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    assert main(["setup", "name", "--name", "Gym", *box.options]) == 77
    assert "use sudo" in capsys.readouterr().err


def test_who_may_not_read_the_notes_sees_what_the_settings_tell(
    box: FirstBoot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["setup", "name", "--name", "Gym", *box.options]) == 0
    capsys.readouterr()

    def closed(_: Path) -> None:
        raise NotAllowedError("the daemon's alone")

    monkeypatch.setattr(notes, "read", closed)
    assert main(["setup", "--list", "--json", *box.options]) == 0
    found = {line["name"]: line for line in map(msgspec.json.decode, capsys.readouterr().out.splitlines())}
    assert found["name"]["state"] == "done"
    assert (found["place"]["state"], found["place"]["says"]) == ("unknown", "root alone can see it")


def test_a_read_only_disk_is_said_before_anything_is_asked(
    box: FirstBoot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_file, "is_read_only", lambda _: True)
    assert main(["setup", "name", "--name", "Gym", *box.options]) == 77
    assert "is read-only" in capsys.readouterr().err


def test_broken_settings_are_named_before_anything_is_asked(box: FirstBoot, capsys: pytest.CaptureFixture[str]) -> None:
    box.file.write_text("[camera]\nsorce = 1\n")
    assert main(["setup", "name", "--name", "Gym", *box.options]) == 78
    assert "did you mean source?" in capsys.readouterr().err
    assert box.text == "[camera]\nsorce = 1\n"


def test_a_terminal_that_goes_away_starts_the_daemon_again(box: FirstBoot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    monkeypatch.setattr(header, "_ON_S", 0.01)
    (box.folder / "active").write_text("spotter.service\n")
    with box.run("gpio", "--button", "0", "--lamp", "15", "--beeper", "0", "--gpio") as terminal:
        terminal.until("did it")
        assert box.called[-1] == "systemctl stop spotter.service"
    terminal.wait()
    assert box.called[-1] == "systemctl start spotter.service"
    assert "gpio" not in box.text


def test_a_setup_that_is_killed_leaves_no_daemon_stopped(box: FirstBoot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    monkeypatch.setattr(header, "_ON_S", 0.01)
    (box.folder / "active").write_text("spotter.service\n")
    with box.run("gpio", "--button", "0", "--lamp", "15", "--beeper", "0", "--gpio") as terminal:
        terminal.until("did it")
        assert box.called[-1] == "systemctl stop spotter.service"
        terminal.kill()
    wait_until(lambda: box.called[-1] == "systemctl start spotter.service")
    assert "gpio" not in box.text


def test_a_daemon_that_cannot_be_stopped_is_said_and_nothing_is_tried(
    box: FirstBoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    systemctl = box.folder / "programs/systemctl"
    systemctl.write_text(f"{systemctl.read_text()}test $1 != stop || {{ echo Access denied >&2; exit 4; }}\n")
    (box.folder / "active").write_text("spotter.service\n")
    monkeypatch.setattr(camera, "open_source", lambda *_: pytest.fail("the camera is opened"))
    with pytest.raises(SpotterError, match=r"systemctl stop spotter\.service: Access denied: journalctl"):
        camera._tried(Work(box.file, Dialog({}, terminal=False)), "test://")
    assert "systemctl start spotter.service" not in box.called


def test_a_daemon_that_does_not_start_again_is_said(box: FirstBoot, monkeypatch: pytest.MonkeyPatch) -> None:
    systemctl = box.folder / "programs/systemctl"
    systemctl.write_text(f"{systemctl.read_text()}test $1 != start || {{ echo Job failed; exit 1; }}\n")
    (box.folder / "active").write_text("spotter.service\n")
    monkeypatch.setattr(camera, "open_source", lambda *_: MemorySource.of_noise(1, size=(64, 48)))
    with pytest.raises(SpotterError, match=r"systemctl start spotter\.service: Job failed: journalctl -u spotter"):
        camera._tried(Work(box.file, Dialog({}, terminal=False)), "test://")


def test_a_camera_on_the_network_is_reached_only_where_the_person_says_so(
    box: FirstBoot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    drop_in = tmp_path / "spotter.service.d" / "spotter-rtsp.conf"
    monkeypatch.setattr(camera, "RTSP_FILE", drop_in)
    monkeypatch.setattr(camera, "_tried", lambda *_: "640x480")
    (box.folder / "installed").touch()
    stream = ("camera", "--source", "rtsp://cam.lan/1", "--turn", "0", *box.options)
    assert main(["setup", *stream]) == 2  # nobody was asked
    assert "rtsp" not in box.text  # or it would not be asked again
    assert main(["setup", *stream, "--no-network"]) == 0
    assert not drop_in.exists()
    assert main(["setup", *stream, "--network"]) == 0
    assert "PrivateNetwork=no" in drop_in.read_text()
    assert "systemctl daemon-reload" in box.called


@pytest.mark.parametrize(("term", "sign"), [("xterm-256color", "\x1b[38;2;"), ("linux", "@@")])
def test_the_picture_is_shown_as_the_terminal_can(
    box: FirstBoot, monkeypatch: pytest.MonkeyPatch, term: str, sign: str
) -> None:
    def bright(_: Work, __: str, **___: object) -> dict[str, object]:
        return {"width": 4, "height": 2, "rgb": b"\xff" * 24, "checks": []}

    monkeypatch.setattr(Work, "ask_daemon", bright)
    monkeypatch.setenv("TERM", term)
    with box.run("place") as terminal:
        terminal.answer("does it stand well", "later?")
        terminal.answer("Enter or yes", "-")
        assert terminal.end() == 0
    assert sign in terminal.raw
    assert box.notes.left_out == ("place",)


def test_a_clock_that_only_root_may_set_says_the_command(
    box: FirstBoot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (box.folder / "programs" / "timedatectl").write_text(
        '#!/bin/sh\n[ "$1" = show ] || { echo refused; exit 1; }\necho Timezone=Etc/UTC\necho NTPSynchronized=no\n'
    )
    assert main(["setup", "clock", "--timezone", "Europe/Rome", *box.options]) == 1
    assert "sudo timedatectl set-timezone Europe/Rome" in capsys.readouterr().err
    assert "clock" not in box.notes.done
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert main(["setup", "clock", "--timezone", "UTC", *box.options]) == 1
    assert "only root may set it" in capsys.readouterr().err


def test_a_machine_without_a_time_service_is_told_which_and_is_not_asked_again(
    box: FirstBoot, capsys: pytest.CaptureFixture[str]
) -> None:
    (box.folder / "programs" / "timedatectl").write_text(
        "#!/bin/sh\ncase $1 in show) echo Timezone=Europe/Rome; echo NTPSynchronized=no ;;\n"
        "    set-ntp) echo Failed to set ntp: NTP not supported; exit 1 ;;\nesac\n"
    )
    assert main(["setup", "clock", "--timezone", "Europe/Rome", *box.options]) == 0
    assert "apt install systemd-timesyncd" in capsys.readouterr().out
    assert main(["setup", "--list", *box.options]) == 0
    assert "done   clock   Europe/Rome; no time server set the clock" in capsys.readouterr().out


def test_the_engine_s_service_is_followed_line_by_line(
    box: FirstBoot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    built = box.folder / "built"
    monkeypatch.setattr(engine, "look", lambda _: ("blazepose-full on TensorRT", built.exists()))
    monkeypatch.setattr(engine.device, "is_expected", lambda: True)
    monkeypatch.setattr(engine, "_LOOK_S", 0.05)
    (box.folder / "installed").touch()
    (box.folder / "active").write_text("spotter-engine.service\n")
    (box.folder / "programs" / "journalctl").write_text(
        f'#!/bin/sh\nn=$(cat "{box.folder}/n" 2>/dev/null || echo 0); n=$((n + 1)); echo $n >"{box.folder}/n"\n'
        'i=1; while [ $i -le $n ]; do echo "step $i"; i=$((i + 1)); done\n'
        f'if [ $n -ge 3 ]; then : >"{box.folder}/active"; touch "{built}"; fi\n'
    )
    (box.folder / "programs" / "journalctl").chmod(0o755)
    assert main(["setup", "engine", *box.options]) == 0
    said = capsys.readouterr().out
    assert [said.count(f"step {n}") for n in (1, 2, 3)] == [1, 1, 1]
    assert "blazepose-full on TensorRT" in said
    assert "systemctl start --no-block spotter-engine.service" in box.called
    built.unlink()
    (box.folder / "programs" / "journalctl").write_text("#!/bin/sh\necho not accurate enough\n")
    assert main(["setup", "engine", *box.options]) == 69
    assert "journalctl -u spotter-engine" in capsys.readouterr().err


def test_what_is_longer_than_the_terminal_is_broken_between_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(columns, "terminal", lambda: 40)
    Dialog({}, terminal=True).say("the kernel knows no camera: plug one in, or set it up with jetson-io")
    assert capsys.readouterr().out == (
        "    the kernel knows no camera: plug one\n    in, or set it up with jetson-io\n"
    )
