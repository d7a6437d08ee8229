"""Where versions lie: a folder for each program, and which of them are kept."""

import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (folder / "main.py").write_text("first")
    return folder


def sourced(checkout: Path, script: str) -> list[str]:
    """Runs a few lines with deploy/layout's functions on a small program, installed below the test's folder."""
    lines = f"""
        set -euo pipefail; source {DEPLOY}/common; source {DEPLOY}/layout; cd {checkout}
        INSTALLED={checkout.parent}/opt PROGRAM=(pyproject.toml main.py) lock=requirements.txt
        mkdir -p "$INSTALLED"
        {script}
    """
    done = subprocess.run(["bash", "-c", lines], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.split()


MADE = 'choose_version; mkdir -p "$version_folder"; echo "$mark" >"$version_folder/made-of"; echo "$version"'


def test_a_program_s_folder_is_its_version_and_stays_so(checkout: Path) -> None:
    assert sourced(checkout, f"{MADE}; {MADE}") == ["1.2.3", "1.2.3"]


def test_another_program_of_the_same_version_does_not_change_the_one_that_is_there(checkout: Path) -> None:
    sourced(checkout, MADE)
    (checkout / "main.py").write_text("second")
    (other,) = sourced(checkout, MADE)
    assert other.startswith("1.2.3+")
    assert len(other) == len("1.2.3+1a2b3c4")


def test_a_folder_that_was_not_finished_is_made_again(checkout: Path) -> None:
    (checkout.parent / "opt/1.2.3").mkdir(parents=True)
    assert sourced(checkout, MADE) == ["1.2.3"]


def test_only_the_running_and_the_new_version_are_kept_and_what_is_no_version(checkout: Path) -> None:
    opt = checkout.parent / "opt"
    for name in ("1.0", "1.1", "1.2", "payload", "daemon", ".venv"):
        (opt / name).mkdir(parents=True)
    (opt / "current").symlink_to("1.1")
    sourced(checkout, "remove_versions_but 1.2 1.1")
    assert {path.name for path in opt.iterdir()} == {"1.1", "1.2", "payload", "current"}


def test_nothing_is_removed_while_a_change_of_version_is_under_way(checkout: Path) -> None:
    opt = checkout.parent / "opt"
    (opt / "1.0").mkdir(parents=True)
    (opt / "activation.json").touch()
    sourced(checkout, "remove_versions_but 1.2 1.1")
    assert (opt / "1.0").exists()


def test_a_program_without_a_version_is_not_installed_in_place_of_all_versions(checkout: Path) -> None:
    (checkout / "pyproject.toml").write_text("[project]\n")
    kept = checkout.parent / "opt/1.0"
    kept.mkdir(parents=True)
    with pytest.raises(subprocess.CalledProcessError):
        sourced(checkout, "make_venv() { :; }; say() { :; }; make_version")
    assert kept.is_dir()


@pytest.mark.parametrize(
    ("file", "settings", "kind"),
    [
        ("listener 1883 127.0.0.1\n", "", "local"),
        ("listener 1883 127.0.0.1\nlistener 8883\n", "", "lan"),
        (None, "", "local"),
        (None, '[mqtt]\nhost = "hub.lan"\n', "none"),
        (None, '[mqtt]\nhost = "127.0.0.1"\n[web]\nhost = "*"\n', "local"),
    ],
)
def test_the_broker_stays_as_a_person_chose_it(checkout: Path, file: str | None, settings: str, kind: str) -> None:
    if file is not None:
        (checkout / "spotter.conf").write_text(file)
    (checkout / "spotter.toml").write_text(settings)
    names = f"BROKER_FILE={checkout}/spotter.conf LINK_SECRET={checkout}/secret SETTINGS_FILE={checkout}/spotter.toml"
    script = f"source {DEPLOY}/broker; {names}; missing_packages() {{ :; }}; chosen_broker"
    assert sourced(checkout, script) == [kind]


def of_postinst(checkout: Path, function: str, script: str) -> list[str]:
    """Runs a few lines with one function of the package's postinst."""
    postinst = DEPLOY / "debian/postinst"
    return sourced(checkout, f"source <(sed -n '/^{function}()/,/^}}/p' {postinst}); {script}")


@pytest.mark.parametrize(
    ("before", "link", "taken"),
    [
        ("", None, True),
        ("", "/opt/other/spotter", True),
        ("1.0", None, False),
        ("1.0", "/opt/other/spotter", False),
        ("1.0", "opt/current/.venv/bin/spotter", True),
    ],
    ids=["first", "another's link", "upgrade", "upgrade, another's link", "after deploy/install"],
)
def test_a_unit_that_an_administrator_put_into_etc_stays_in_an_upgrade(
    checkout: Path, before: str, link: str | None, *, taken: bool
) -> None:
    place = checkout / "bin-spotter"
    if link is not None:
        place.symlink_to(checkout.parent / link)
    names = f"SETTINGS_FILE={checkout}/spotter.toml CHECKOUT_LINK={place}"
    script = f'{names}; remove_system_files() {{ echo removed; }}; take_over_checkout "{before}"; echo done'
    assert of_postinst(checkout, "take_over_checkout", script) == ["removed"] * taken + ["done"]
    assert place.is_symlink() == (link == "/opt/other/spotter")


def test_the_model_is_put_into_the_daemon_s_folder_by_its_owner_and_not_by_root(checkout: Path) -> None:
    (checkout / "models").mkdir()
    (checkout / "models/pose.tflite").write_text("model")
    (checkout / "placed").mkdir()
    script = f"""
        SYSTEM_MODELS={checkout}/placed version_folder={checkout}
        mkdir -p .venv/bin; printf '#!/bin/sh\\n' >.venv/bin/spotter; chmod +x .venv/bin/spotter
        runuser() {{ [[ "$1 $2 $3" == "-u spotter --" ]]; shift 3; "$@"; }}
        place_model
    """
    sourced(checkout, script)
    placed = checkout / "placed/pose.tflite"
    assert (placed.read_text(), placed.stat().st_mode & 0o777) == ("model", 0o600)
    assert [path.name for path in placed.parent.iterdir()] == ["pose.tflite"]


@pytest.mark.parametrize(
    ("why", "program", "needed"),
    [
        ("triggered", "exit 0", False),
        ("triggered", "exit 1", True),
        ("triggered", None, True),
        ("configure", "exit 0", True),
    ],
    ids=["a broker came", "another Python came", "nothing runs", "an upgrade"],
)
def test_only_an_upgrade_or_another_python_makes_a_version(
    checkout: Path, why: str, program: str | None, *, needed: bool
) -> None:
    if program is not None:
        place = checkout.parent / "opt/current/.venv/bin/spotter"
        place.parent.mkdir(parents=True)
        place.write_text(f"#!/bin/sh\n{program}\n")
        place.chmod(0o755)
    script = f"if needs_no_version {why}; then echo stays; else echo makes; fi"
    assert of_postinst(checkout, "needs_no_version", script) == ["makes" if needed else "stays"]


def test_a_trigger_of_another_package_leaves_the_version_that_runs_alone() -> None:
    text = (DEPLOY / "debian/postinst").read_text()
    asked = text.index('if needs_no_version "$1"; then')
    assert asked < min(text.rindex(name) for name in ("make_version", "enable_units", "take_up_version"))


def test_a_broker_that_fails_half_way_is_said_and_ends_nothing_else(checkout: Path) -> None:
    script = f"""
        BROKER_FILE={checkout}/none; missing_packages() {{ :; }}; chosen_broker() {{ echo local; }}
        booted() {{ :; }}; say() {{ echo "$*"; }}
        set_up_broker() {{ false; echo "went on"; }}
        bring_up_broker; echo done
    """
    said = " ".join(of_postinst(checkout, "bring_up_broker", script))
    assert said.startswith("The broker was not set up.")
    assert said.endswith("done")


@pytest.mark.parametrize(
    ("status", "running", "ends", "says"),
    [
        (3, "1.0", 0, ""),
        (1, "1.0", 0, "1.1 was not taken up, 1.0 is kept. Once that is mended: sudo dpkg-reconfigure spotter"),
        (1, "1.1", 0, "1.1 does not get healthy: sudo spotter doctor"),
        (1, None, 1, "1.1 was not taken up: once that is mended, sudo dpkg --configure spotter"),
    ],
    ids=["taken back", "refused", "the first is not healthy", "the first is refused"],
)
def test_a_version_that_is_not_taken_up_leaves_dpkg_in_order_where_one_runs(
    checkout: Path, status: int, running: str | None, ends: int, says: str
) -> None:
    opt = checkout.parent / "opt"
    opt.mkdir()
    if running is not None:
        (opt / "current").symlink_to(running)
    script = f"""
        say() {{ echo "$*"; }}; fail() {{ echo "$*"; exit 1; }}; RETURNED=3 version=1.1
        (tell_of_activation {status}) || echo "ended with $?"
    """
    said = " ".join(of_postinst(checkout, "tell_of_activation", script))
    assert said == f"{says} ended with 1".strip() if ends else said == says


@pytest.mark.parametrize(
    ("before", "says"), [("", "Next: sudo spotter setup leads through the first boot"), ("1.0", "")]
)
def test_the_first_installation_says_what_is_next(checkout: Path, before: str, says: str) -> None:
    script = f'say() {{ echo "$*"; }}; tell_what_is_next "{before}"'
    assert " ".join(of_postinst(checkout, "tell_what_is_next", script)) == says


def test_purging_goes_on_where_a_user_cannot_be_removed() -> None:
    script = f"""
        set -e
        eval "$(sed -n '/^remove_account()/,/^}}/p' {DEPLOY}/debian/postrm)"
        getent() {{ return 0; }}
        userdel() {{ [ "$1" != spotter-web ]; }}
        groupdel() {{ echo "group $1"; }}
        for user in spotter-web spotter; do remove_account "$user"; done
    """
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "group spotter\n"
    assert "the user spotter-web is left: end what runs as it" in done.stderr
