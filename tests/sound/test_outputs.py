"""Which loudspeaker is taken on a board, a desktop, and where there is none."""

from pathlib import Path

import pytest

from daemon.errors import SoundError
from daemon.sound import outputs

CARDS = """\
 0 [HDA            ]: tegra-hda - NVIDIA Jetson Orin Nano HDA
                      NVIDIA Jetson Orin Nano HDA at 0x3518000 irq 123
 1 [APE            ]: tegra-ape - NVIDIA Jetson Orin Nano APE
                      Unknown-Unknown-Unknown
"""
CAMERA = """\
 2 [C920           ]: USB-Audio - HD Pro Webcam C920
                      HD Pro Webcam C920 at usb-3610000.usb-2.1, high speed
"""
LOUDSPEAKER = """\
 3 [UACDemoV10     ]: USB-Audio - UACDemoV1.0
                      Jieli Technology UACDemoV1.0 at usb-3610000.usb-2.2, full speed
"""


def machine(root: Path, cards: str, *ways: str) -> Path:
    folder = root / "proc/asound"
    for way in ways:
        (folder / way).mkdir(parents=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cards").write_text(cards, encoding="utf-8")
    return root


@pytest.fixture
def jetson(tmp_path: Path) -> Path:
    return machine(tmp_path, CARDS + CAMERA, "card0/pcm3p", "card0/pcm7p", "card1/pcm0p", "card1/pcm0c", "card2/pcm0c")


def test_a_usb_loudspeaker_is_taken_before_all_others(jetson: Path) -> None:
    machine(jetson, CARDS + CAMERA + LOUDSPEAKER, "card3/pcm0p")
    found = outputs.find(None, jetson, {})
    assert found.device == "plughw:CARD=UACDemoV10,DEV=0"
    assert found.title == "UACDemoV1.0 (plughw:CARD=UACDemoV10,DEV=0)"


def test_without_one_the_system_chooses_and_a_cameras_microphone_is_no_loudspeaker(jetson: Path) -> None:
    assert outputs.find(None, jetson, {}).device == "default"


def test_every_way_out_is_listed(jetson: Path) -> None:
    assert [device.name for device in outputs.devices(jetson)] == [
        "plughw:CARD=HDA,DEV=3",
        "plughw:CARD=HDA,DEV=7",
        "plughw:CARD=APE,DEV=0",
    ]
    assert outputs.devices(jetson)[1].node == "/dev/snd/pcmC0D7p"


def test_the_settings_name_goes_before_everything(jetson: Path) -> None:
    environ = {"PULSE_SERVER": "unix:/run/pulse"}
    assert outputs.find("plughw:CARD=HDA,DEV=3", jetson, environ).device == "plughw:CARD=HDA,DEV=3"
    assert outputs.find("hw:0,3", jetson, environ).device == "hw:0,3"


def test_a_card_that_is_not_there_is_told_with_the_nearest(jetson: Path) -> None:
    with pytest.raises(SoundError, match=r"CARD=HDMI,DEV=3: no such sound card .*did you mean plughw:CARD=HDA,DEV=3\?"):
        outputs.find("plughw:CARD=HDMI,DEV=3", jetson, {})


def test_a_desktops_own_sound_is_used_in_its_session(tmp_path: Path) -> None:
    (tmp_path / "pulse").mkdir()
    (tmp_path / "pulse/native").touch()
    found = outputs.find(None, tmp_path, {"XDG_RUNTIME_DIR": str(tmp_path)})
    assert found.sink.startswith("pulsesink")
    assert found.device is None


def test_a_machine_without_sound_is_told_what_to_plug_in(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="no sound device: plug a USB loudspeaker in"):
        outputs.find(None, tmp_path, {})
