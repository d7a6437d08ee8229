"""The container is made of files that exist, of the same packages as everywhere, and runs as nobody of importance."""

import fnmatch
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy/Containerfile"


def instructions() -> list[tuple[str, str]]:
    """Each instruction with its words, lines that go on joined."""
    text = re.sub(r"^#.*\n", "", FILE.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def of(kind: str) -> list[str]:
    return [words for name, words in instructions() if name == kind]


def test_it_begins_with_a_base_that_can_be_chosen() -> None:
    assert instructions()[:2] == [("ARG", "BASE=docker.io/library/debian:12-slim"), ("FROM", "${BASE}")]


@pytest.mark.parametrize("source", [source for words in of("COPY") for source in words.split()[:-1]])
def test_what_it_copies_is_there_and_is_sent_to_the_engine(source: str) -> None:
    assert (ROOT / source).exists()
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    ignored = [line for line in lines if line and not line.startswith("#")]
    assert not any(fnmatch.fnmatch(source, line) or source.startswith(f"{line}/") for line in ignored)


def test_its_packages_are_those_of_every_machine() -> None:
    (installs,) = [words for words in of("RUN") if "apt-get install" in words]
    assert "source deploy/common" in installs
    assert '"${DEBIAN_PACKAGES[@]}"' in installs
    own = re.findall(r"--no-install-recommends\s+([^;]*?)(?:;|\"\$\{)", installs)
    assert [words.split() for words in own] == [["ca-certificates"], ["g++", "python3-dev"]]


def test_python_s_packages_come_from_the_lock_alone() -> None:
    assert not any("pip install" in words for words in of("RUN"))
    (venv,) = [words for words in of("RUN") if "make_venv" in words]
    assert venv.rstrip().endswith('"$LOCK"')
    assert of("ARG")[1] == "LOCK=requirements.txt"


def test_it_runs_as_a_user_without_rights_and_opens_nothing() -> None:
    kinds = [name for name, _ in instructions()]
    assert of("USER") == ["spotter"]
    assert "apt-get" not in " ".join(words for _, words in instructions()[kinds.index("USER") :])
    assert "EXPOSE" not in kinds
    assert "ADD" not in kinds


def test_it_can_be_asked_whether_it_is_well_and_keeps_what_must_last() -> None:
    (check,) = of("HEALTHCHECK")
    assert check.endswith('CMD ["spotter", "doctor", "--health"]')
    assert of("VOLUME") == ['["/var/lib/spotter", "/run/spotter"]']
    assert of("ENTRYPOINT") == ['["spotter"]']
    assert of("CMD") == ['["run"]']


def test_every_device_that_is_named_is_explained() -> None:
    page = (ROOT / "docs/container.md").read_text(encoding="utf-8")
    for device in ("/dev/video0", "/tmp/argus_socket", "/dev/gpiochip0", "/dev/snd", "--runtime nvidia"):  # noqa: S108 - NVIDIA's own
        assert device in FILE.read_text(encoding="utf-8")
        assert device in page
