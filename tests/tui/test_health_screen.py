from pathlib import Path

from tests.fakes.box import go
from tests.fakes.gallery import Gallery
from tests.fakes.visitor import dashboard, reads, until


def test_the_boxs_health_is_shown_and_goes_stale_with_the_daemon(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("i")
            await until(lambda: "29.9" in reads(app, "#group-speed"))
            assert "14.2 ms" in reads(app, "#group-speed")
            assert "62 °C" in reads(app, "#group-box")
            assert "landmarks" in reads(app, "#group-stages")
            assert "402 px" in reads(app, "#group-sight")
            assert "never connected" in reads(app, "#group-broker")
            box.server.stop()
            await until(lambda: "daemon" in reads(app, "#stale"))
            assert "29.9" in reads(app, "#group-speed")

    box = Gallery(tmp_path)
    try:
        go(scenario)
    finally:
        box.stop()
