"""Whose packages a box takes: key files as publishers have them, kept as gpgv reads them, and never changed unasked."""

import base64
import os
import shutil
from pathlib import Path

import pytest

from daemon.cli.doctor import updates
from daemon.cli.doctor.finding import Ground, Verdict
from daemon.cli.main import main
from daemon.errors import PackageError
from daemon.upgrade import openpgp, package, trust
from tests.upgrade.publisher import Publisher, build

pytestmark = pytest.mark.skipif(
    any(shutil.which(name) is None for name in ("gpg", "gpgv", "dpkg-deb")), reason="needs gpg, gpgv and dpkg-deb"
)


@pytest.fixture(autouse=True)
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "update-keys.gpg"


def armored(publisher: Publisher, folder: Path) -> Path:
    """As a publisher has it on a page."""
    file = folder / f"{publisher.home.name}.asc"
    file.write_text(f"Our key:\n\n{publisher.run('gpg', '--armor', '--export')}\nThank you.\n")
    return file


def fingerprint(publisher: Publisher) -> str:
    """As gpg says it."""
    said = publisher.run("gpg", "--list-keys", "--with-colons").splitlines()
    return next(line.split(":")[9] for line in said if line.startswith("fpr:"))


def trust_file(file: Path, kept: Path, *options: str) -> int:
    return main(["update", "--trust", str(file), "--keys", str(kept), *options])


@pytest.mark.parametrize("form", ["armored", "binary"])
def test_a_publishers_key_is_named_by_its_fingerprint_and_kept_for_gpgv(
    form: str, publisher: Publisher, tmp_path: Path, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = publisher.keys if form == "binary" else armored(publisher, tmp_path)
    assert trust_file(file, kept) == 0
    assert f"signed by {fingerprint(publisher)} (publisher)" in capsys.readouterr().out
    assert kept.stat().st_mode & 0o777 == 0o644
    deb = build(tmp_path)
    publisher.sign(deb)
    with package.staged(deb, None) as (copy, signature):
        assert package.verify(copy, signature, kept) == fingerprint(publisher)


def test_another_key_is_refused_until_it_is_to_replace_the_first(
    publisher: Publisher, stranger: Publisher, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trust_file(publisher.keys, kept) == 0
    assert trust_file(publisher.keys, kept) == 0  # the same once more
    before = kept.read_bytes()
    assert trust_file(stranger.keys, kept) == 2
    said = capsys.readouterr().err
    assert fingerprint(publisher) in said
    assert fingerprint(stranger) in said
    assert "--replace" in said
    assert kept.read_bytes() == before
    assert trust_file(stranger.keys, kept, "--replace") == 0
    assert [key.fingerprint for key in trust.trusted(kept)] == [fingerprint(stranger)]


def test_a_file_of_two_keys_trusts_both(publisher: Publisher, stranger: Publisher, tmp_path: Path, kept: Path) -> None:
    both = tmp_path / "both.asc"
    both.write_text(armored(publisher, tmp_path).read_text() + armored(stranger, tmp_path).read_text())
    assert trust_file(both, kept) == 0
    assert [key.fingerprint for key in trust.trusted(kept)] == [fingerprint(publisher), fingerprint(stranger)]


def test_a_secret_key_is_not_taken(
    publisher: Publisher, tmp_path: Path, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = ("gpg", "--batch", "--yes", "--pinentry-mode", "loopback", "--passphrase", "", "--export-secret-keys")
    for name, form in (("secret.gpg", ()), ("secret.asc", ("--armor",))):
        file = tmp_path / name
        publisher.run(*secret[:3], *form, "--output", str(file), *secret[3:])
        assert trust_file(file, kept) == 65
        assert "holds a secret key, which belongs on the publisher's machine alone" in capsys.readouterr().err
        assert not kept.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "holds no public keys"),
        (b"hello\n", "holds no public keys"),
        (
            b"untrusted comment: minisign public key\nRWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\n",
            "minisign",
        ),
        (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDME", "is damaged or cut off"),
        (
            b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!!!\n-----END PGP PUBLIC KEY BLOCK-----\n",
            "is damaged or cut off",
        ),
        (b"-----BEGIN PGP SIGNATURE-----\n\nmDME\n-----END PGP SIGNATURE-----\n", "holds no public keys"),
        (b"\x98\x02\x03\x00", "it must be version 4"),
    ],
)
def test_what_is_no_public_key_is_said(
    content: bytes, says: str, tmp_path: Path, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    assert trust_file(file, kept) == 65
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert not kept.exists()


def test_a_changed_letter_and_a_cut_off_file_are_found(publisher: Publisher, tmp_path: Path) -> None:
    text = publisher.run("gpg", "--armor", "--export").encode()
    place = text.index(b"\n\n") + 30
    changed = text[:place] + (b"A" if text[place : place + 1] != b"A" else b"B") + text[place + 1 :]
    packets = publisher.keys.read_bytes()
    for spoilt in (changed, b"".join(text.splitlines(keepends=True)[:-3])):
        with pytest.raises(ValueError, match="damaged or cut off"):
            openpgp.packets_of(spoilt)
    for end in (1, 2, 10, len(packets) - 1):
        with pytest.raises(ValueError, match="damaged or cut off"):
            openpgp.keys_of(packets[:end])


def test_the_new_format_of_packets_is_read_too(publisher: Publisher) -> None:
    old = publisher.keys.read_bytes()
    [key] = openpgp.keys_of(old)
    body = old[2 : 2 + old[1]]
    for size in (bytes([len(body)]), b"\xff" + len(body).to_bytes(4, "big")):
        assert [each.fingerprint for each in openpgp.keys_of(b"\xc6" + size + body)] == [key.fingerprint]
    assert openpgp.packets_of(base64.b64encode(old)) == base64.b64encode(old)  # no armor: left as it is


def test_what_is_no_file_is_said_and_not_waited_for(tmp_path: Path, kept: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert trust_file(pipe, kept) == 66
    assert trust_file(tmp_path / "gone", kept) == 66
    assert trust_file(Path("/dev/zero"), kept) == 66


def test_only_root_may_trust_and_the_options_that_go_together_are_said(
    publisher: Publisher, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["update", "--replace", "--keys", str(kept)]) == 2
    assert trust_file(publisher.keys, kept, "--check") == 2
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert trust_file(publisher.keys, kept) == 77
    assert not kept.exists()


def test_a_damaged_file_of_a_box_trusts_nobody_and_is_replaced(publisher: Publisher, kept: Path) -> None:
    kept.write_bytes(b"junk")
    with pytest.raises(PackageError, match="spotter update --trust KEYFILE"):
        trust.trusted(kept)
    assert trust_file(publisher.keys, kept) == 0
    assert trust.trusted(kept)


def test_the_doctor_names_the_trusted_key_or_says_that_there_is_none(publisher: Publisher, tmp_path: Path) -> None:
    ground = Ground(root=tmp_path, program=lambda _: None)
    assert list(updates.checks(ground)) == []  # Spotter is not installed here
    ground.path("/opt/spotter/current").mkdir(parents=True)
    [none] = updates.checks(ground)
    assert none.verdict is Verdict.NOTE
    assert "spotter update --trust KEYFILE" in str(none.mend)
    kept = ground.path(str(trust.KEYS))
    kept.parent.mkdir(parents=True)
    trust.trust(publisher.keys, replace=False, kept=kept)
    [found] = updates.checks(ground)
    assert (found.verdict, found.says) == (Verdict.OK, f"signed by {fingerprint(publisher)} (publisher)")
    kept.write_bytes(b"junk")
    assert [each.verdict for each in updates.checks(ground)] == [Verdict.FAIL]
