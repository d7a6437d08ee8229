"""``spotter support-bundle``: what support needs, and nothing that belongs to the family."""

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from daemon.cli.commands import doctor, support_bundle
from daemon.cli.doctor import finding
from daemon.cli.main import main
from daemon.config import paths
from daemon.core.facts import Correction
from daemon.events import IMPORTED_BOOT, SetImported
from daemon.journal import backup
from daemon.journal.writer import JournalWriter
from daemon.support import archive
from daemon.system.clock import SystemClock
from tests.boxes import Box
from tests.fakes.workout import Lifter
from tests.support.encodings import forms

PARTS = ("README.txt", "doctor.txt", "events.jsonl", "health.json", "log.txt", "settings.json", "system.json")
SECRETS = {
    "athlete": "Renée Vögelin",
    "athlete whose name is a word of ours": "Max Light",
    "athlete of two letters": "Jo",
    "box": "attic-of-the-vogelins",
    "camera's password": "Sw0rdf!sh/42",
    "camera's user": "kameramann",
    "camera's host": "garage-cam.fritz.box",
    "broker's password": "correct horse battery",
    "broker's host": "hub.vogelin.lan",
    "broker's user": "hausmeister",
    "page's name": "trainingskeller.vogelin.example",
    "phone": "renees-telefon",
    "proof of a phone": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "token of a page": "Zk3vQ8s_wYtR1pLmN0aBcDeF5gHiJkLo",
    "environment": "hunter2-im-Keller",
    "host": "vogelhaus",
    "account": "rvoegelin",
    "person of the account": "Renée Anneliese Vögelin",
    "Wi-Fi": "Vogelnest 5GHz",
    "Wi-Fi password": "zwitscher-zwitscher",
    "own exercise": "reneespresse",
    "reason of a correction": "Knie von Onkel Theo",
    "note of another application": "Physio bei Frau Okonkwo",
    "plan": "Theos Ehrgeiz",
    "file": "/home/rvoegelin/Videos/Geburtstag.mp4",
    "address": "192.168.178.31",
    "address of six": "2001:db8:85a3::8a2e:370:7334",
    "card": "a4:5e:60:c2:19:7b",
    "mail": "renee@voegelin-familie.de",
}
"""What is planted. The words of some are Spotter's own: only where they were planted tells that they are names."""

KEY = b"\x04" + bytes(30)
PUBLISHER = hashlib.sha1(b"\x99\0" + bytes([len(KEY)]) + KEY, usedforsecurity=False).hexdigest().upper()
"""A key of the family's own, and its fingerprint (RFC 4880, 12.2)."""


def test_nothing_of_the_family_is_in_it(home: "Home") -> None:
    found = home.bundle()
    assert sorted(found) == sorted(PARTS)
    everything = "\n".join([*found, *found.values()]).lower()
    leaks = {what: form for what, secret in SECRETS.items() for form in forms(secret) if _has(everything, form)}
    assert leaks == {}
    for word in ("Renée", "Vögelin", "Light", "Max", "horse", "Okonkwo", "Theo", "Geburtstag", "rvoegelin", "fritz"):
        assert not _has(everything, word), word


@pytest.mark.parametrize("damage", ["of a newer Spotter", "gone"])
def test_a_journal_that_cannot_be_opened_tells_its_names_all_the_same(
    home: "Home", tmp_path: Path, damage: str
) -> None:
    journal = tmp_path / "state/journal.db"
    backup.back_up(journal, "now")
    if damage == "gone":
        journal.unlink()
    else:
        with journal.open("r+b") as file:
            file.seek(60)  # user_version
            file.write(b"\x00\x00\x00\x63")
    found = home.bundle()
    assert "not to be had" in found["events.jsonl"]
    everything = "\n".join(found.values()).lower()
    assert not [form for secret in SECRETS.values() for form in forms(secret) if _has(everything, form)]


@pytest.mark.parametrize("file", ["root/var/lib/spotter-web/paired.json", "state/other.json", "log.jsonl"])
def test_a_file_that_leads_too_deep_does_not_keep_a_bundle_from_being_made(
    home: "Home", tmp_path: Path, file: str
) -> None:
    (tmp_path / file).write_text("[" * 100_000, encoding="utf-8")
    assert "Traceback" not in "".join(home.bundle().values())


def test_what_is_no_name_stays(home: "Home") -> None:
    found = home.bundle()
    assert "spotter-link err the broker does not answer" in found["log.txt"]
    assert "2026-11-27T03:00:00.000Z spotter info watching rtsp://***" in found["log.txt"]
    assert '"host": "***"' in found["settings.json"]
    assert '"source": "rtsp://***"' in found["settings.json"]
    assert "mqtt.host" in json.loads(found["settings.json"])["changed"]
    events = [json.loads(line) for line in found["events.jsonl"].splitlines()]
    assert [each["event_type"] for each in events[:3]] == ["set_started", "rep", "rep_corrected"]
    assert events[1]["athlete"] == events[0]["athlete"] == "athlete-1"
    assert events[1]["exercise"] == "squat"
    assert events[1]["tempo"]["eccentric_s"] > 0
    assert "does not answer" in found["health.json"]
    assert json.loads(found["system.json"])["versions"]["spotter"]
    assert json.loads(found["system.json"])["update_keys"] == [PUBLISHER]


def test_a_daemon_that_is_down_and_a_log_that_is_closed_are_told(home: "Home", tmp_path: Path) -> None:
    home.log([])
    home.config.write_text("mqtt.hots = 1\n", encoding="utf-8")
    (tmp_path / "state/journal.db").unlink()
    found = home.bundle()
    assert "not to be had: journalctl has no line" in found["log.txt"]
    assert "unknown key mqtt.***: did you mean host?" in found["settings.json"]
    assert "not to be had: there is no journal" in found["events.jsonl"]


def test_a_doctor_that_breaks_is_in_the_bundle(home: "Home", monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[finding.Finding]:
        yield finding.ok("python", "3.11")
        raise ZeroDivisionError(SECRETS["athlete"])

    monkeypatch.setattr(doctor, "findings", broken)
    found = home.bundle()["doctor.txt"]
    assert "ok    python       3.11" in found
    assert "ZeroDivisionError: *** ***" in found


def test_the_oldest_lines_give_way_to_the_limit(home: "Home", monkeypatch: pytest.MonkeyPatch) -> None:
    home.log([f"frames {n} {n * 7919 % 99991}" for n in range(3000)])
    monkeypatch.setattr(archive.fitted, "__defaults__", (14_000,))
    size, found = home.bundle_size()
    assert size <= 14_000
    log = found["log.txt"].splitlines()
    assert log[0] == "(older lines are left out: the bundle holds 5 MB)"
    assert "frames 2999 " in log[-1]


def test_the_file_is_the_caller_s_alone_and_replaces_none(
    home: "Home", tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.tar.gz"
    assert main(["support-bundle", "--config", str(home.config), str(out)]) == 0
    said = capsys.readouterr().out
    assert out.stat().st_mode & 0o777 == 0o600
    assert re.search(r"^  events.jsonl +[\d.]+ kB  the last 6 events, without names$", said, re.MULTILINE)
    assert main(["support-bundle", "--config", str(home.config), str(out)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert [each.name for each in tmp_path.glob(".spotter-support*")] == []


@pytest.mark.slow
def test_of_a_box_that_runs_health_and_events_come_from_the_daemon(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path = tmp_path_factory.mktemp("x")  # words of its name are hidden in the bundle
    box = Box(tmp_path)
    with box.config.open("a", encoding="utf-8") as file:
        file.write('camera.source = "test://?width=320&height=240&rate=30"\n')
    out = tmp_path / "out.tar.gz"
    monkeypatch.setattr(doctor, "findings", lambda *_: iter(()))  # its own test has it on a box that runs
    with box.running():
        box.ask("athlete", athlete="Max Light")
        box.ask("start", exercise="squat")
        box.ask("stop")
        assert main(["support-bundle", "--config", str(box.config), str(out)]) == 0
    found = unpacked(out)
    assert json.loads(found["health.json"])["engine"] == "blazepose-full/onnx"
    assert '"event_type":"set_started"' in found["events.jsonl"]
    assert not any(_has(text.lower(), "Light") for text in found.values())


def _has(text: str, form: str) -> bool:
    """Whether a text in small letters has it: a plain word by itself, as a word of ours may have it in its middle."""
    word = form.lower()
    if word not in text:
        return False
    return not word.isalpha() or re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text) is not None


def unpacked(file: Path) -> dict[str, str]:
    with tarfile.open(file) as tar:
        members = tar.getmembers()
        assert all(each.name.startswith("spotter-support/") and each.isfile() for each in members)
        opened = {each.name.split("/", 1)[1]: tar.extractfile(each) for each in members}
        return {name: file.read().decode() for name, file in opened.items() if file is not None}


class Home:
    """A home with names and secrets in every place that Spotter looks into."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "etc/spotter.toml"
        self._root = folder / "root"
        self._folder = folder
        self._number = 0
        user, password, host = (SECRETS[f"camera's {what}"] for what in ("user", "password", "host"))
        self.camera = f"rtsp://{user}:{password}@{host}/live"
        self._write_settings()
        self._write_machine()
        self._write_journal()

    def bundle(self) -> dict[str, str]:
        return self.bundle_size()[1]

    def bundle_size(self) -> tuple[int, dict[str, str]]:
        self._number += 1
        out = self._folder / f"bundle-{self._number}.tar.gz"
        assert main(["support-bundle", "--config", str(self.config), str(out)]) == 0
        return out.stat().st_size, unpacked(out)

    def log(self, says: list[str], unit: str = "spotter") -> None:
        """What ``journalctl`` gives from now on."""
        lines: list[dict[str, object]] = [
            {"__REALTIME_TIMESTAMP": str(1795748400_000000 + n), "MESSAGE": line, "PRIORITY": "6",
             "_SYSTEMD_UNIT": f"{unit}.service"}
            for n, line in enumerate(says)
        ]  # fmt: skip
        if says:
            away = {"PRIORITY": "3", "UNIT": "spotter-link.service", "MESSAGE": "the broker does not answer"}
            no_utf8 = {"MESSAGE": list(SECRETS["athlete"].encode())}
            lines = [{**lines[0], **away}, {**lines[0], **no_utf8}, *lines]
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (self._folder / "log.jsonl").write_text(text, encoding="utf-8")

    def _write_settings(self) -> None:
        self.config.parent.mkdir()
        (self.config.parent / "mqtt-password").write_text(SECRETS["broker's password"] + "\n", encoding="utf-8")
        (self.config.parent / "mqtt-password").chmod(0o600)
        (self.config.parent / "exercises").mkdir()
        (self.config.parent / f"exercises/{SECRETS['own exercise']}.toml").write_text("broken", encoding="utf-8")
        state = self._folder / "state"
        self.config.write_text(
            f"""
box.id = "{SECRETS["box"]}"
camera.source = "{self.camera}"
journal.path = "{state / "journal.db"}"
socket.path = "{state / "s.sock"}"
[mqtt]
host = "{SECRETS["broker's host"]}"
username = "{SECRETS["broker's user"]}"
password_file = "{self.config.parent / "mqtt-password"}"
[web]
names = ["{SECRETS["page's name"]}"]
[gpio]
exercises = ["{SECRETS["own exercise"]}"]
""",
            encoding="utf-8",
        )

    def _write_machine(self) -> None:
        self._file("etc/spotter/update-keys.gpg", "")
        owner = f"{SECRETS['athlete']} <{SECRETS['mail']}>".encode()
        keys = self._root / "etc/spotter/update-keys.gpg"
        keys.write_bytes(b"\x98" + bytes([len(KEY)]) + KEY + b"\xb4" + bytes([len(owner)]) + owner)
        self._file("etc/hostname", SECRETS["host"])
        person = f"{SECRETS['account']}:x:1000:1000:{SECRETS['person of the account']},,,:/home/x:/bin/sh"
        self._file("etc/passwd", person)
        wifi = f"[wifi]\nssid={SECRETS['Wi-Fi']}\n[wifi-security]\npsk={SECRETS['Wi-Fi password']}\n"
        self._file("etc/NetworkManager/system-connections/home.nmconnection", wifi)
        phone = {"username": SECRETS["phone"], "textname": SECRETS["athlete"], "roles": [{"rolename": "phone"}]}
        self._file("var/lib/mosquitto/spotter-dynsec.json", json.dumps({"clients": [phone]}))
        paired = {"name": SECRETS["phone"], "added": "2026-01-01T00:00:00Z", "proof": SECRETS["proof of a phone"]}
        self._file("var/lib/spotter-web/paired.json", json.dumps({"paired": [paired]}))
        coded = [form for secret in SECRETS.values() for form in sorted(forms(secret))]
        lines = [f"could not open {form}: permission denied" for form in coded]
        lines += [f"reading /dev/{form}/{form}.mp4 of {form}@{form} failed" for form in coded]
        self.log([f"watching {self.camera}", *lines])

    def _write_journal(self) -> None:
        paths.make(self._folder / "state")
        renee, light = Lifter(SECRETS["athlete"]), Lifter(SECRETS["athlete whose name is a word of ours"])
        undone = msgspec.structs.replace(renee.corrects(Correction.UNDONE), why=SECRETS["reason of a correction"])
        theirs = SetImported(
            id="imported-1", t="2026-01-31T06:30:00.000000Z", boot=IMPORTED_BOOT, t_mono=0.0, box=SECRETS["box"],
            set="imported-1", athlete=SECRETS["athlete of two letters"], exercise=SECRETS["own exercise"],
            name=SECRETS["own exercise"], source="hevy", reps=3, kept={"notes": SECRETS["note of another application"]},
        )  # fmt: skip
        writer = JournalWriter(self._folder / "state/journal.db", SystemClock())
        writer.append([renee.starts(), renee.lifts(), undone, light.starts(), light.ends(0), theirs])
        writer.close()

    def _file(self, name: str, text: str) -> None:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The machine's files are a folder's, its ``journalctl`` is a file's, and its doctor has seen the names too."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/journalctl").write_text(f"#!/bin/sh\ncat {tmp_path}/log.jsonl\n", encoding="utf-8")
    (tmp_path / "bin/journalctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("FAMILY_SECRET", SECRETS["environment"])
    monkeypatch.setenv("XDG_STATE_HOME", f"/home/{SECRETS['account']}/.local/state")
    monkeypatch.setattr(support_bundle, "Ground", lambda: finding.Ground(root=tmp_path / "root"))
    monkeypatch.setattr(paths, "SYSTEM_PAIRING", tmp_path / "root/var/lib/spotter-web")
    monkeypatch.setattr(
        doctor,
        "findings",
        lambda *_: iter([finding.fail("camera", f"{secret} is away", f"ping {secret}") for secret in SECRETS.values()]),
    )
    return Home(tmp_path)
