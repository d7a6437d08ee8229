"""The page's certificate: valid where phones ask for it, renewed, by an authority that can vouch for nothing else."""

import re
import stat
import subprocess
from pathlib import Path

import pytest

from daemon.config import settings
from tests.fakes.mosquitto import program
from tests.fakes.page_certificate import SCRIPT, PageCertificate


@pytest.fixture
def made(tmp_path: Path) -> PageCertificate:
    program("openssl")
    made = PageCertificate(tmp_path)
    (tmp_path / "spotter.toml").write_text("[camera]\n")
    made.make("gym.lan")
    return made


def openssl(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *words], capture_output=True, text=True, check=False, timeout=60)


def test_it_is_valid_for_the_boxs_names_and_as_long_as_a_phone_takes(made: PageCertificate) -> None:
    for name in ("localhost", "gym", "gym.local", "gym.lan"):
        found = openssl("verify", "-CAfile", str(made.authority), "-verify_hostname", name, str(made.certificate))
        assert found.returncode == 0, (name, found.stderr)
    text = openssl("x509", "-in", str(made.certificate), "-noout", "-text").stdout
    assert "192.0.2.7" in text
    assert "TLS Web Server Authentication" in text
    days = re.search(r"VALID_DAYS=(\d+)", SCRIPT.read_text())
    assert days is not None
    assert int(days[1]) <= 825


def test_its_authority_can_vouch_for_no_site_of_the_internet(made: PageCertificate) -> None:
    forged = (
        f"cd {made.folder}/tls && echo 'subjectAltName = DNS:bank.example' >forged.conf && "
        "openssl req -newkey rsa:2048 -nodes -config ca.conf -subj /CN=x -keyout x.key -out x.csr && "
        "openssl x509 -req -in x.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile forged.conf -out x.crt"
    )
    subprocess.run(["bash", "-euc", forged], check=True, capture_output=True, timeout=60)
    found = openssl("verify", "-CAfile", str(made.authority), f"{made.folder}/tls/x.crt")
    assert found.returncode != 0
    assert "permitted subtree violation" in found.stderr


def test_it_is_used_by_the_settings_and_its_key_is_not_for_everybody(made: PageCertificate) -> None:
    web = settings.load(made.folder / "spotter.toml").web
    assert (web.certificate, web.key, web.authority) == (made.certificate, made.key, made.authority)
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o640
    assert stat.S_IMODE((made.folder / "tls").stat().st_mode) == 0o700
    assert (made.folder / "systemctl").read_text() == "try-restart spotter-web.service\n"


def test_run_again_it_renews_the_certificate_and_keeps_authority_and_settings(made: PageCertificate) -> None:
    files = made.authority, made.folder / "spotter.toml"
    before, old = [file.read_bytes() for file in files], made.certificate.read_bytes()
    assert "Renewed" in made.make("gym.lan", address="192.0.2.8")
    assert [file.read_bytes() for file in files] == before
    assert made.certificate.read_bytes() != old


def test_another_name_needs_another_authority_and_that_is_said(made: PageCertificate) -> None:
    before = made.authority.read_bytes()
    assert "phones must trust it anew" in made.make("box.lan")
    assert made.authority.read_bytes() != before


def test_settings_with_a_web_section_are_left_alone_and_the_lines_are_shown(tmp_path: Path) -> None:
    program("openssl")
    made = PageCertificate(tmp_path)
    (tmp_path / "spotter.toml").write_text("[web]\nport = 8443\n")
    said = made.make()
    assert f'certificate = "{made.certificate}"' in said
    assert (tmp_path / "spotter.toml").read_text() == "[web]\nport = 8443\n"


def test_what_is_no_name_is_refused(tmp_path: Path) -> None:
    program("openssl")
    with pytest.raises(subprocess.CalledProcessError):
        PageCertificate(tmp_path).make("'a b'")
