"""Real packages, real keys, real gpgv: what is refused, and why."""

import contextlib
import json
import os
import random
import shutil
import signal
from pathlib import Path

import pytest

from daemon.cli.commands import update as update_command
from daemon.cli.main import main
from daemon.errors import PackageError, SourceError, SpotterError
from daemon.upgrade import notice, package
from daemon.upgrade.layout import Layout
from daemon.upgrade.notice import Notice
from tests.upgrade.publisher import ARCHITECTURE, DEPLOY, Publisher, build

pytestmark = pytest.mark.skipif(
    any(shutil.which(name) is None for name in ("gpg", "gpgv", "dpkg-deb")), reason="needs gpg, gpgv and dpkg-deb"
)


@pytest.fixture
def deb(tmp_path: Path, publisher: Publisher) -> Path:
    """A package with its signature beside it."""
    made = build(tmp_path)
    publisher.sign(made)
    return made


def verify(deb: Path, publisher: Publisher, signature: Path | None = None) -> str:
    with package.staged(deb, signature) as (file, beside):
        return package.verify(file, beside, publisher.keys)


def test_a_package_that_is_signed_by_a_known_key_is_taken(deb: Path, publisher: Publisher) -> None:
    assert len(verify(deb, publisher)) == 40
    with package.staged(deb, None) as (file, _):
        assert file.read_bytes() == deb.read_bytes()
        assert file.parent.stat().st_mode & 0o777 == 0o700
        found = package.describe(file)
    assert (found.version, found.architecture) == ("99.0", ARCHITECTURE)
    assert not file.exists()


def test_a_byte_that_was_changed_anywhere_is_refused(deb: Path, publisher: Publisher) -> None:
    dice = random.Random(7)  # noqa: S311 - places, no secrets
    good = deb.read_bytes()
    for place in [0, len(good) - 1, *(dice.randrange(len(good)) for _ in range(30))]:
        spoilt = bytearray(good)
        spoilt[place] ^= 1 << dice.randrange(8)
        deb.write_bytes(spoilt)
        with pytest.raises(PackageError, match="a byte of it was changed"):
            verify(deb, publisher)
    deb.write_bytes(good + b"\0")
    with pytest.raises(PackageError, match="a byte of it was changed"):
        verify(deb, publisher)
    deb.write_bytes(good)
    verify(deb, publisher)


def test_a_signature_whose_byte_was_changed_is_refused(deb: Path, publisher: Publisher) -> None:
    path = Path(f"{deb}.sig")
    good = path.read_bytes()
    refused = 0
    for place in range(0, len(good), 5):
        spoilt = bytearray(good)
        spoilt[place] ^= 0x10
        path.write_bytes(spoilt)
        try:
            verify(deb, publisher)
        except PackageError:
            refused += 1
    # A few bytes are hints that nothing depends on: whose key it may be, for instance.
    assert refused >= len(range(0, len(good), 5)) * 0.7
    for content in (b"", b"nonsense", good[:40], good + good[:20]):
        path.write_bytes(content)
        with pytest.raises(PackageError):
            verify(deb, publisher)


def test_a_key_that_is_not_known_here_is_refused(deb: Path, publisher: Publisher, stranger: Publisher) -> None:
    stranger.sign(deb)
    with pytest.raises(PackageError, match="a key that is not trusted here"):
        verify(deb, publisher)


def test_a_key_that_has_expired_or_was_revoked_is_refused(tmp_path: Path) -> None:
    made, deb = Publisher(tmp_path / "old"), build(tmp_path)
    then = ("gpg", "--batch", "--yes", "--faked-system-time", "20200101T000000")
    made.run(*then, "--passphrase", "", "--quick-generate-key", "brief", "ed25519", "sign", "1d")
    signature = Path(f"{deb}.sig")
    made.run(*then, "--local-user", "brief", "--digest-algo", "SHA512", "-o", str(signature), "--detach-sign", str(deb))
    made.run(str(DEPLOY / "sign"), "--public-key", str(made.keys))
    with pytest.raises(PackageError, match="its signature's key has expired"):
        verify(deb, made)
    made.run(str(DEPLOY / "sign"), str(deb), "old")
    verify(deb, made)
    [revocation] = [file for file in made.home.glob("openpgp-revocs.d/*.rev") if "old" in file.read_text()]
    revocation.write_text(revocation.read_text().replace(":-----BEGIN", "-----BEGIN"))
    made.run("gpg", "--batch", "--import", str(revocation))
    made.run(str(DEPLOY / "sign"), "--public-key", str(made.keys))
    with pytest.raises(PackageError, match="its signature's key was revoked"):
        verify(deb, made)
    made.close()


def test_another_packages_signature_is_refused(tmp_path: Path, deb: Path, publisher: Publisher) -> None:
    other = build(tmp_path, version="98.0")
    with pytest.raises(PackageError, match="another package's"):
        verify(other, publisher, Path(f"{deb}.sig"))


def test_a_package_without_signature_or_keys_is_refused(tmp_path: Path, publisher: Publisher) -> None:
    bare = build(tmp_path)
    with pytest.raises(PackageError, match=r"no signature beside it \(spotter_99.0_.*\.deb\.sig\)"):
        verify(bare, publisher)
    publisher.sign(bare)
    with (
        package.staged(bare, None) as (file, signature),
        pytest.raises(PackageError, match="spotter update --trust KEYFILE"),
    ):
        package.verify(file, signature, tmp_path / "none.gpg")


def test_a_signature_with_an_old_hash_is_refused(tmp_path: Path, publisher: Publisher) -> None:
    deb = build(tmp_path)
    signature = Path(f"{deb}.sig")
    publisher.run(
        *("gpg", "--batch", "--digest-algo", "SHA1", "--allow-weak-digest-algos"),
        *("--output", str(signature), "--detach-sign", str(deb)),
    )
    with pytest.raises(PackageError):
        verify(deb, publisher)


def test_a_signed_message_in_place_of_a_signature_is_refused(deb: Path, publisher: Publisher) -> None:
    inline = Path(f"{deb}.sig")
    publisher.run("gpg", "--batch", "--yes", "--output", str(inline), "--sign", str(deb))
    with pytest.raises(PackageError):
        verify(deb, publisher)


def test_a_file_that_is_not_there_is_said(tmp_path: Path, publisher: Publisher) -> None:
    with pytest.raises(SourceError, match=r"a\.deb is not there"):
        verify(tmp_path / "a.deb", publisher)
    (tmp_path / "a.deb.sig").touch()
    with pytest.raises(SourceError, match=r"a\.deb cannot be read"):
        verify(tmp_path / "a.deb", publisher)


def test_what_is_no_file_of_this_machine_is_said(tmp_path: Path, publisher: Publisher) -> None:
    with pytest.raises(SourceError, match="fetch it and its signature first"):
        verify(Path("https://example.org/spotter.deb"), publisher)
    with pytest.raises(SourceError, match="is no file"):
        verify(tmp_path, publisher)


def test_a_disk_that_takes_no_copy_is_said(
    deb: Path, publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "_STAGE", tmp_path / "gone")
    with pytest.raises(SourceError, match="gone takes no copy of the package: No such file"):
        verify(deb, publisher)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n", b"junk", b"\x98\x33\x04"])
def test_a_file_that_holds_no_keys_is_said(deb: Path, tmp_path: Path, content: bytes) -> None:
    keys = tmp_path / "keys.gpg"
    keys.write_bytes(content)
    with pytest.raises(PackageError, match=r"keys\.gpg (holds no public keys|is damaged or cut off): sudo"):
        package.verify(deb, Path(f"{deb}.sig"), keys)


def test_what_is_no_file_is_said_and_not_waited_for(tmp_path: Path, deb: Path, publisher: Publisher) -> None:
    pipe = tmp_path / "pipe.deb"
    os.mkfifo(pipe)
    for odd in (pipe, Path("/dev/zero"), tmp_path):
        with pytest.raises(SourceError, match=f"{odd} cannot be read"):
            verify(odd, publisher, Path(f"{deb}.sig"))
        with pytest.raises(SourceError, match=f"{odd} cannot be read"):
            verify(deb, publisher, odd)


def test_a_second_signature_that_is_not_good_is_refused(deb: Path, publisher: Publisher, stranger: Publisher) -> None:
    signature = Path(f"{deb}.sig")
    good = signature.read_bytes()
    signature.unlink()
    other = stranger.sign(deb).read_bytes()
    for both in (good + other, other + good):
        signature.write_bytes(both)
        with pytest.raises(PackageError):
            verify(deb, publisher)


def test_keys_that_anybody_may_write_are_not_trusted(tmp_path: Path, deb: Path, publisher: Publisher) -> None:
    keys = tmp_path / "keys.gpg"
    shutil.copy(publisher.keys, keys)
    with package.staged(deb, None) as (file, signature):
        keys.chmod(0o666)
        with pytest.raises(PackageError, match="anybody may write"):
            package.verify(file, signature, keys)
        keys.chmod(0o644)
        package.verify(file, signature, keys)


def test_what_is_no_package_or_anothers_is_refused(tmp_path: Path) -> None:
    nonsense = tmp_path / "a.deb"
    nonsense.write_bytes(b"nonsense")
    with pytest.raises(PackageError, match="no Debian package"):
        package.describe(nonsense)
    with pytest.raises(PackageError, match="it is of bash, and not of spotter"):
        package.describe(build(tmp_path, name="bash"))


def test_a_package_for_another_machine_or_an_older_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "installed", lambda: "1.10.0")
    other = package.describe(build(tmp_path, architecture="s390x"))
    with pytest.raises(PackageError, match=f"it is for s390x, and this machine is {ARCHITECTURE}"):
        package.check_fits(other, allow_downgrade=True)
    older = package.describe(build(tmp_path, version="1.9.0"))
    with pytest.raises(PackageError, match=r"1\.9\.0 is older than 1\.10\.0, which is installed"):
        package.check_fits(older, allow_downgrade=False)
    package.check_fits(older, allow_downgrade=True)
    package.check_fits(package.describe(build(tmp_path, version="1.10.0")), allow_downgrade=False)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    made = tmp_path / "spotter.toml"
    made.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n')
    return made


def update(config: Path, publisher: Publisher, *words: str) -> int:
    return main(["update", *words, "--keys", str(publisher.keys), "--config", str(config)])


def test_check_installs_nothing_and_says_who_signed(
    deb: Path, config: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(package, "install", lambda _: pytest.fail("it is installed"))
    assert update(config, publisher, str(deb), "--check") == 0
    assert f"99.0 for {ARCHITECTURE} is signed by" in capsys.readouterr().out


def test_a_refused_package_ends_with_65_and_is_not_installed(
    deb: Path, config: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(package, "install", lambda _: pytest.fail("it is installed"))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    deb.write_bytes(deb.read_bytes() + b" ")
    assert update(config, publisher, str(deb)) == 65
    (line,) = capsys.readouterr().err.splitlines()
    assert "refused" in line


def test_ctrl_c_does_not_end_an_installation_in_the_middle(
    deb: Path, config: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "install", lambda _: signal.raise_signal(signal.SIGINT))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert update(config, publisher, str(deb)) == 0


def test_an_update_that_was_taken_back_ends_with_1_and_says_so_until_it_is_seen(
    deb: Path, config: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = config.parent / notice.NAME
    taken_back = Notice("returned", "1.0", "99.0", "2026-01-31T11:59:00Z", "it crashes")
    monkeypatch.setattr(package, "install", lambda _: notice.keep(path, taken_back))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(
        "daemon.upgrade.keeper._as_owner",
        lambda _, __, to, said: notice.keep(Path(to), Notice(**json.loads(said))),
    )
    assert update(config, publisher, str(deb)) == 1
    assert "the update to 99.0 was taken back, 1.0 runs again: it crashes" in capsys.readouterr().err
    assert update(config, publisher) == 0
    assert "2026-01-31T11:59:00Z: the update to 99.0 was taken back" in capsys.readouterr().out
    assert update(config, publisher, "--seen") == 0
    found = notice.read(path)
    assert found is not None
    assert found.seen


@pytest.mark.parametrize(("running", "taken"), [("99.0", True), ("99.0+1a2b3c4", True), ("1.0", False), (None, False)])
def test_an_update_that_was_not_taken_up_is_no_success(tmp_path: Path, running: str | None, *, taken: bool) -> None:
    home = tmp_path / "opt/spotter"
    (home / "payload").mkdir(parents=True)
    (home / "payload/pyproject.toml").write_text('[project]\nname = "spotter"\nversion = "99.0"\n')
    if running is not None:
        (home / running / ".venv/bin").mkdir(parents=True)
        (home / running / ".venv/bin/spotter").touch(0o755)
        (home / "current").symlink_to(running)
    says = rf"99\.0 was not taken up, {running or 'no version'} runs"
    with contextlib.nullcontext() if taken else pytest.raises(SpotterError, match=says):
        update_command._check_runs(Layout(tmp_path))


def test_who_is_not_root_may_check_and_not_install(
    deb: Path, config: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert update(config, publisher, str(deb)) == 77
    assert update(config, publisher, str(deb), "--check") == 0


def test_options_without_a_file_are_wrong_use(config: Path, publisher: Publisher) -> None:
    assert update(config, publisher, "--check") == 2
