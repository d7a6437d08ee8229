import os
import re
import socket
from pathlib import Path

import msgspec
import pytest

from daemon.config import settings
from daemon.errors import ConfigError

EXAMPLE = Path(settings.__file__).parents[2] / "configs" / "spotter.toml"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "spotter.toml"
    path.write_text(text)
    return path


def test_an_empty_file_gives_a_working_box(tmp_path: Path) -> None:
    loaded = settings.load(write(tmp_path, ""))
    assert loaded == settings.Settings()
    assert loaded.set.exercise == "squat"


def test_the_example_file_shows_the_defaults() -> None:
    assert settings.load(EXAMPLE) == settings.Settings()


def test_the_example_file_shows_every_key(tmp_path: Path) -> None:
    uncommented = re.sub(r"(?m)^# (\w+ = )", r"\1", EXAMPLE.read_text()).replace("tls = false", "tls = true")
    shown = settings.toml_file.tomllib.loads(uncommented)
    settings.load(write(tmp_path, uncommented))
    for table in msgspec.structs.fields(settings.Settings):
        assert sorted(shown[table.name]) == sorted(field.name for field in msgspec.structs.fields(table.type))


def test_a_given_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        settings.load(tmp_path / "no.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        settings.load(tmp_path)


def test_a_key_that_is_no_longer_used_breaks_no_file_and_is_warned_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path, '[set]\ndwell_s = "long"\nrest_s = 60')
    assert settings.load(path) == settings.load(path) == settings.Settings(set=settings.Set(rest_s=60))
    assert caplog.messages == [f"{path}: set.dwell_s is no longer used: remove it"]


def test_without_any_file_the_defaults_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.paths, "config_folders", lambda given=None: [])
    assert settings.load() == settings.Settings()


def test_etc_is_found_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings.paths, "SYSTEM_CONFIG", tmp_path)
    write(tmp_path, "[box]\nid = 'garage'")
    assert settings.load().box.id == "garage"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[camera]\nstal_s = 1", "unknown key camera.stal_s: did you mean stall_s?"),
        ("[camera]\nstall_s = 0", "camera.stall_s = 0: expected a number from 0.2 to 60"),
        ("[engine]\nthreads = 0", "engine.threads = 0: expected a whole number from 1 to 64"),
        ("[engine]\nthreads = 'many'", "engine.threads: expected a whole number from 1 to 64, or 'auto'"),
        ("[engine]\nthreads = '2'", "engine.threads: expected a whole number from 1 to 64, or 'auto'"),
        ("[mqtt]\nport = 70000", "mqtt.port = 70000: expected a whole number from 1 to 65535"),
        ("[mqtt]\npassword = 'hunter2'", "unknown key mqtt.password: did you mean password_file?"),
        ("[mqtt]\nbase = 'gym/#'", "mqtt.base: expected a topic without + and #"),
        ("[mqtt]\nca_file = 'x.pem'", "mqtt: ca_file is used with tls only"),
        ("[box]\nid = 'My Box'", "box.id: expected at most 40 of the characters a-z, 0-9, _ and -"),
        ('[box]\nid = "a\\n"', "box.id: expected at most 40"),
        (
            '[mqtt]\nhost = "mqtt://127.0.0.1"',
            "mqtt.host: expected the name or address of the broker alone, without a scheme",
        ),
        ('[mqtt]\nhost = "hub.local:1883"', "mqtt.host: expected the name or address of the broker alone"),
        ('[mqtt]\nhost = "192.168.1.5:1883"', "mqtt.host: expected the name or address of the broker alone"),
        ('[mqtt]\nhost = "[::1]"', "mqtt.host: expected the name or address of the broker alone"),
        ('[mqtt]\nhost = "me:hunter2@hub"', "mqtt.host: expected the name or address of the broker alone"),
        ('[mqtt]\nhost = "hub/mqtt"', "mqtt.host: expected the name or address of the broker alone"),
        ('[mqtt]\nhost = " hub"', "mqtt.host: expected the name or address of the broker alone"),
        ('[mqtt]\nhost = "hub\\n"', "mqtt.host: expected the name or address of the broker alone"),
        ('[mqtt]\nhost = "hub..local"', "mqtt.host: expected the name or address of the broker alone"),
        ('[mqtt]\nhost = "192.168.1.256"', "mqtt: host = '192.168.1.256' looks like an IP address and is none"),
        ('[mqtt]\nhost = "fe80::1::2"', "mqtt: host = 'fe80::1::2' looks like an IP address and is none"),
        ('[mqtt]\nusername = "a\\nb"', "mqtt.username: expected 1 to 1000 characters on one line"),
        ('[mqtt]\nusername = ""', "mqtt.username: expected 1 to 1000 characters on one line"),
        ('[mqtt]\nbase = "a\\u007f"', "mqtt.base: expected a topic without"),
        ('[mqtt]\npassword_file = "a\\nb"', "mqtt.password_file: expected a path, on one line"),
        ('[journal]\npath = "a\\tb"', "journal.path: expected a path, on one line"),
        ('[camera]\nsource = "rtsp://cam/\\u001b[2J"', "camera.source: expected 1 to 1000 characters on one line"),
        (f"[socket]\npath = '/{'a' * 120}'", "at most 107"),
    ],
)
def test_a_wrong_key_or_value_is_named(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(expected)) as caught:
        settings.load(write(tmp_path, text))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "host",
    ["hub", "hub.local", "hub.local.", "my_hub", "10.0.0.1", "::1", "fe80::1%eth0", "::ffff:10.0.0.1", "münchen.de"],
)
def test_a_name_or_address_alone_is_a_host(tmp_path: Path, host: str) -> None:
    assert settings.load(write(tmp_path, f'[mqtt]\nhost = "{host}"')).mqtt.host == host


def test_what_can_never_work_is_told_with_every_other_mistake(tmp_path: Path) -> None:
    path = write(tmp_path, '[mqtt]\nhost = "mqtt://hub:1883"\nusername = "a\\n"\nport = 0\n[camera]\nsource = ""\n')
    with pytest.raises(ConfigError) as caught:
        settings.load(path)
    assert [line.split(":")[1].split(" = ")[0].strip() for line in caught.value.lines] == [
        "mqtt.host",
        "mqtt.username",
        "mqtt.port",
        "camera.source",
    ]


@pytest.mark.parametrize(("text", "threads"), [("", "auto"), ("threads = 'auto'", "auto"), ("threads = 4", 4)])
def test_threads_are_a_number_or_auto(tmp_path: Path, text: str, threads: object) -> None:
    assert settings.load(write(tmp_path, f"[engine]\n{text}\n")).engine.threads == threads


@pytest.mark.parametrize("kind", ["a pipe", "a folder", "a device", "a socket"])
def test_what_is_no_file_is_no_password_file(tmp_path: Path, kind: str) -> None:
    with pytest.raises(
        ConfigError, match=r"no file: correct mqtt\.password_file|cannot be read.*correct mqtt\.password_file"
    ):
        settings.password(settings.Mqtt(password_file=no_file(tmp_path, kind)))


@pytest.mark.parametrize("kind", ["a pipe", "a folder", "a device", "a socket"])
def test_what_is_no_file_is_no_settings_file(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ConfigError, match=rf"{kind}, and no file: name a TOML file"):
        settings.toml_file.read(no_file(tmp_path, kind), settings.Settings)


def no_file(folder: Path, kind: str) -> Path:
    path = folder / "x"
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a folder":
        path.mkdir()
    elif kind == "a device":
        return Path("/dev/zero")
    else:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
    return path


def test_settings_may_come_from_a_pipe_of_the_shell(tmp_path: Path) -> None:
    out, into = os.pipe()
    os.write(into, b'[box]\nid = "pipe"\n')
    os.close(into)
    assert settings.load(Path(f"/dev/fd/{out}")).box.id == "pipe"
    os.close(out)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hunter2\nhunter3\n", "more than one line, or a control character: write nothing but"),
        ("hunter2\x00", "more than one line, or a control character: write nothing but"),
        ("hunter2" * 1000, "larger than 4096 bytes; is this the right file?"),
    ],
)
def test_a_password_file_with_more_than_the_password_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(expected)) as caught:
        settings.password(mqtt_with(tmp_path / "pw", text))
    assert "hunter2" not in str(caught.value)


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path, "[camra]\n[mqtt]\nport = 0\nhost = 5\n[gpio]\nboard = 'thr'\nlamp = 7\n[heat]\nhot_fps = 30\n"
    )
    with pytest.raises(ConfigError) as caught:
        settings.load(path)
    assert [line.removeprefix(f"{path}: ") for line in caught.value.lines] == [
        "unknown key camra: did you mean camera?",
        "mqtt.port = 0: expected a whole number from 1 to 65535",
        "mqtt.host = 5: expected a text in quotes, got a whole number",
        "gpio.board: unknown value 'thr': did you mean thor?",
        "heat: hot_fps is above warm_fps: hotter must not be faster",
    ]
    assert str(caught.value) == f"{path}: unknown key camra: did you mean camera? (and 4 more)"


def test_the_box_id_stays_and_hides_the_machine_id(tmp_path: Path) -> None:
    secret = tmp_path / "machine-id"
    secret.write_text("0123456789abcdef0123456789abcdef\n")
    first = settings.default_box_id(secret)
    assert first == settings.default_box_id(secret)
    assert re.fullmatch("spotter-[0-9a-f]{6}", first)
    assert first[-6:] not in secret.read_text()
    secret.write_text("another")
    assert settings.default_box_id(secret) != first


def test_a_machine_without_an_id_has_a_box_id_too(tmp_path: Path) -> None:
    assert re.fullmatch("spotter-[0-9a-f]{6}", settings.default_box_id(tmp_path / "absent"))


def mqtt_with(path: Path, text: str, mode: int = 0o600) -> settings.Mqtt:
    path.write_text(text)
    path.chmod(mode)
    return settings.Mqtt(password_file=path)


def test_the_password_comes_from_its_own_file(tmp_path: Path) -> None:
    assert settings.password(mqtt_with(tmp_path / "pw", " pass word \n")) == " pass word "
    assert settings.password(settings.Mqtt()) is None


def test_a_password_that_everybody_may_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="everybody may read the MQTT password: chmod o-r"):
        settings.password(mqtt_with(tmp_path / "pw", "hunter2", 0o644))


def test_an_empty_or_missing_password_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="empty"):
        settings.password(mqtt_with(tmp_path / "pw", "\n"))
    (tmp_path / "pw").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8") as caught:
        settings.password(settings.Mqtt(password_file=tmp_path / "pw"))
    assert caught.value.__cause__ is None
    with pytest.raises(ConfigError, match=r"cannot be read.*mqtt\.password_file"):
        settings.password(settings.Mqtt(password_file=tmp_path / "absent"))
