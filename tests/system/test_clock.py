import ast
import re
import subprocess
import sys
from datetime import timezone
from pathlib import Path

from daemon.clock import rfc3339
from daemon.system.clock import SystemClock, boot_id

DAEMON = Path(__file__).parents[2] / "daemon"


def test_the_clock_moves_on_and_knows_its_zone() -> None:
    clock = SystemClock()
    first = clock.monotonic()
    assert clock.monotonic() >= first
    assert clock.now().tzinfo is timezone.utc


def test_two_processes_read_the_same_clock() -> None:
    clock = SystemClock()
    before = clock.monotonic()
    command = "from daemon.system.clock import SystemClock; print(SystemClock().monotonic())"
    other = float(subprocess.run([sys.executable, "-c", command], capture_output=True, check=True, timeout=60).stdout)
    assert before <= other <= clock.monotonic()


def test_the_boot_is_named_the_same_until_the_next() -> None:
    assert boot_id() == boot_id()
    assert len(boot_id()) == 36


def test_a_moment_is_written_so_that_text_sorts_as_time() -> None:
    written = rfc3339(SystemClock().now())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", written)


def test_no_other_module_reads_a_clock() -> None:
    readers = {"time.time", "time.monotonic", "time.perf_counter", "datetime.now", "datetime.utcnow", "date.today"}
    found = [
        f"{path.relative_to(DAEMON)}:{node.lineno}"
        for path in DAEMON.rglob("*.py")
        if path != DAEMON / "system" / "clock.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node).removesuffix("_ns") in readers
    ]
    assert found == []
