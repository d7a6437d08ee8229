"""The documentation names files, modules and functions that exist, and its links lead somewhere."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from daemon.cli import fault_text
from daemon.cli.main import VERBS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FOLDERS = "daemon|engines|tui|configs|docs|tests|deploy"
EXAMPLES = {"configs/exercises/good_morning.toml"}
"""What the reader is told to make."""
LONGEST_README = 150
LONGEST_RECORD = 50

_PATH = re.compile(rf"(?<![\w./-])(?:{FOLDERS})/[\w./@*-]*[\w*]")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_MODULE = re.compile(r"python -m (tests[\w.]*)")
_SYMBOLS = re.compile(r"\]\(([^)\s]+\.py)\):?\s+((?:`[A-Za-z_][\w.]*`(?:,\s+| and )?)+)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@cache
def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings: small letters, no punctuation, a hyphen for each space."""
    headings = _HEADING.findall(_FENCE.sub("", text(page)))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def relative_links(page: Path) -> Iterator[str]:
    yield from (link for link in _LINK.findall(text(page)) if not re.match(r"[a-z]+:", link))


def defined(module: Path, name: str) -> bool:
    """Whether a module defines a function, class, method, attribute or constant of this name."""
    return (
        re.search(rf"^\s*(?:(?:async )?def|class) {name}\b|^\s*{name}\s*[:=]", text(module), re.MULTILINE) is not None
    )


@every_page
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    prose = _LINK.sub("](", text(page))  # a link's own target is relative to the page
    named = {path.rstrip(".") for path in _PATH.findall(prose)} - EXAMPLES
    assert [path for path in sorted(named) if not any(ROOT.glob(path))] == []


@every_page
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    broken = []
    for link in relative_links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@every_page
def test_every_function_that_stands_beside_its_file_is_in_it(page: Path) -> None:
    missing = [
        f"{path}: {name}"
        for path, names in _SYMBOLS.findall(text(page))
        for name in re.findall(r"`([\w.]+)", names)
        if not all(defined((page.parent / path).resolve(), part) for part in name.split("."))
    ]
    assert missing == []


@every_page
def test_every_module_of_a_command_exists(page: Path) -> None:
    for module in _MODULE.findall(text(page)):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


def test_the_page_on_the_architecture_names_the_layers_of_the_import_contracts() -> None:
    contracts = re.findall(r"^layers = \[\n(.*?)^\]", text(ROOT / "pyproject.toml"), re.MULTILINE | re.DOTALL)
    assert contracts
    for contract in contracts:
        shown = "".join(f"    {layer}\n" for layer in re.findall(r'"(.+)"', contract))
        assert f"\n\n{shown}\n" in text(ROOT / "docs" / "architecture.md")


def test_the_page_on_the_architecture_names_every_folder_of_the_daemon() -> None:
    folders = text(ROOT / "docs" / "architecture.md").partition("\n## Folders\n")[2].partition("\n## ")[0]
    missing = [
        path.parent.name for path in ROOT.glob("daemon/*/__init__.py") if f"`daemon/{path.parent.name}`" not in folders
    ]
    assert missing == []


def test_the_picture_of_the_architecture_names_files_that_exist() -> None:
    named = _PATH.findall(text(ROOT / "docs" / "architecture.svg"))
    assert named
    assert [path for path in named if not any(ROOT.glob(path))] == []


def test_the_readme_stays_a_newcomers_page() -> None:
    assert len(text(ROOT / "README.md").splitlines()) <= LONGEST_README


@pytest.mark.parametrize("record", sorted(ROOT.glob("docs/decisions/*.md")), ids=lambda record: record.stem)
def test_a_record_of_a_decision_is_short_and_has_its_three_parts(record: Path) -> None:
    assert len(text(record).splitlines()) < LONGEST_RECORD
    assert [heading for heading in _HEADING.findall(text(record)) if heading[0].isalpha()] == [
        "Context", "Decision", "Consequences",
    ]  # fmt: skip


def test_the_page_of_faults_is_made_of_the_exercises_as_they_are() -> None:
    assert text(ROOT / "docs" / "faults.md") == fault_text.document(), "run `python -m daemon.cli.fault_text`"


def test_every_verb_has_a_row_among_the_commands() -> None:
    page = text(ROOT / "docs" / "commands.md").partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE)
    verbs = [verb for row in rows for verb in re.findall(r"`(.*?)`", row)]
    assert sorted(verbs) == sorted(VERBS)


def test_every_page_can_be_found_from_the_list_of_pages() -> None:
    linked = set(re.findall(r"\]\(([a-z_]+\.md)", text(ROOT / "docs" / "README.md")))
    assert linked == {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
