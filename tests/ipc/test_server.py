import asyncio
import contextlib
import os
import random
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.errors import AwayError, BusyError, SpotterError, UsageError
from daemon.events import AnyEvent
from daemon.ipc import codec, verbs
from daemon.ipc.client import Client, ask
from daemon.ipc.codec import Live, Recorded, Telemetry
from daemon.journal.reader import JournalReader
from tests.fakes.box import Box, an_event, go, take


def seqs(messages: list[Recorded]) -> list[int]:
    return [message.event.seq for message in messages]


def telemetry(t: float) -> Telemetry:
    outline = codec.Outline(xy=[0.5] * 66, score=[1.0] * 33, aspect=1.5)
    return Telemetry(t=t, fps=30.0, state="active", exercise="squat", outline=outline)


def test_a_subscriber_gets_the_backlog_in_order_then_what_is_new(box: Box) -> None:
    box.record(*(an_event() for _ in range(300)))

    async def scenario() -> None:
        async with await Client.connect(box.socket) as client:
            assert client.hello.last_seq == 300
            await client.subscribe(after=100)
            assert seqs(await take(client, 200, Recorded)) == list(range(101, 301))
            assert await take(client, 1, Live) == [Live(seq=300)]
            box.record(an_event(), an_event())
            assert seqs(await take(client, 2, Recorded)) == [301, 302]

    go(scenario)


def test_without_a_place_only_what_is_new_comes(box: Box) -> None:
    box.record(an_event())

    async def scenario() -> None:
        async with await Client.connect(box.socket) as client:
            await client.subscribe()
            assert await take(client, 1, Live) == [Live(seq=1)]
            box.record(an_event())
            assert seqs(await take(client, 1, Recorded)) == [2]

    go(scenario)


def test_a_consumer_goes_on_after_what_it_acknowledged_even_after_a_restart(box: Box, tmp_path: Path) -> None:
    box.record(*(an_event() for _ in range(5)))

    async def first() -> None:
        async with await Client.connect(box.socket) as client:
            await client.subscribe(consumer="link")
            assert seqs(await take(client, 5, Recorded)) == [1, 2, 3, 4, 5]
            await client.ack(3)
            await client.request("health")

    go(first)
    box.stop()
    again = Box(tmp_path)
    again.start()

    async def second() -> None:
        async with await Client.connect(again.socket) as client:
            await client.subscribe(consumer="link")
            assert seqs(await take(client, 2, Recorded)) == [4, 5]

    try:
        go(second)
    finally:
        again.stop()


def test_a_consumer_cannot_acknowledge_what_it_was_not_sent(box: Box) -> None:
    box.record(an_event())

    async def scenario() -> None:
        async with await Client.connect(box.socket) as client:
            await client.subscribe(consumer="link")
            await take(client, 1, Live)
            await client.ack(10**18)
            await client.request("health")
        box.record(an_event())
        async with await Client.connect(box.socket) as client:
            await client.subscribe(consumer="link")
            assert seqs(await take(client, 1, Recorded)) == [2]

    go(scenario)


def test_a_place_of_another_journal_does_not_silence_what_is_new(box: Box) -> None:
    async def scenario() -> None:
        async with await Client.connect(box.socket) as client:
            await client.subscribe(after=1000)
            assert await take(client, 1, Live) == [Live(seq=0)]
            box.record(an_event())
            assert seqs(await take(client, 1, Recorded)) == [1]

    go(scenario)


def test_a_second_holder_of_a_name_is_refused_and_the_first_stays(box: Box) -> None:
    async def scenario() -> None:
        async with await Client.connect(box.socket) as first, await Client.connect(box.socket) as second:
            await first.subscribe(consumer="link")
            await take(first, 1, Live)
            await second.subscribe(consumer="link")
            with pytest.raises(BusyError, match="another client is connected as 'link'"):
                await second.__anext__()
            box.record(an_event())
            assert seqs(await take(first, 1, Recorded)) == [1]

    go(scenario)


def test_a_name_is_free_again_when_its_holder_is_gone(box: Box) -> None:
    async def scenario() -> None:
        for _ in range(5):
            client = await Client.connect(box.socket)
            await client.subscribe(consumer="link")
            assert len(await take(client, 1, Live)) == 1
            await client.close()

    go(scenario)


def test_a_command_is_answered_when_the_frame_loop_has_done_it(box: Box) -> None:
    async def scenario() -> None:
        async with await Client.connect(box.socket) as client:
            asked = asyncio.create_task(client.request("start", exercise="squat"))
            command = await box.command()
            assert command.args == verbs.sets.Start(exercise="squat")
            assert not asked.done()
            await asyncio.to_thread(command.answer, {"set": "set-1"})
            assert await asked == {"set": "set-1"}

    go(scenario)


def test_a_refused_command_is_told_as_the_error_it_was(box: Box) -> None:
    async def scenario() -> None:
        async with await Client.connect(box.socket) as client:
            asked = asyncio.create_task(client.request("undo"))
            (await box.command()).answer(UsageError("no rep to undo"))
            with pytest.raises(UsageError, match="no rep to undo"):
                await asked
            with pytest.raises(UsageError, match="did you mean undo"):
                await client.request("undoo")
            assert await client.request("health") == {"fps": 30.0}

    go(scenario)


def test_a_request_is_answered_before_a_long_backlog_is_through(box: Box) -> None:
    box.record(*(an_event() for _ in range(2000)))

    async def scenario() -> None:
        async with await Client.connect(box.socket) as client:
            await client.subscribe(after=0)
            first = await client.__anext__()
            assert await client.request("health") == {"fps": 30.0}
            assert seqs([first, *await take(client, 1999, Recorded)]) == list(range(1, 2001))  # type: ignore[list-item]

    go(scenario)


def test_long_history_comes_in_pages_that_fit(box: Box) -> None:
    box.record(*(an_event() for _ in range(700)))

    async def scenario() -> None:
        found, after, more = [], 0, True
        async with await Client.connect(box.socket) as client:
            while more:
                page = await client.request("export", after_seq=after)
                found += [event["seq"] for event in page["events"]]
                after, more = page["next"], page["more"]
            short = await client.request("history", after_seq=690, limit=3)
            assert [event["seq"] for event in short["events"]] == [691, 692, 693]
            assert short["more"]
        assert found == list(range(1, 701))

    go(scenario)


def test_forgetting_erases_and_says_how_much(box: Box) -> None:
    box.record(an_event(), an_event())
    assert ask(box.socket, "forget", {"all": True}) == {"forgotten": 2, "sets": 1, "remembered": 0}
    assert ask(box.socket, "export")["events"] == []

    async def scenario() -> None:
        async with await Client.connect(box.socket) as client:
            await client.subscribe(after=0)
            assert await take(client, 1, Live) == [Live(seq=2)]
            box.record(an_event())
            assert seqs(await take(client, 1, Recorded)) == [3]

    go(scenario)


def test_a_slow_reader_gets_the_newest_telemetry_and_no_queue(box: Box) -> None:
    async def scenario() -> None:
        reader, writer = await asyncio.open_unix_connection(str(box.socket), limit=1024)
        writer.write(codec.pack(codec.Watch(telemetry=True)) + codec.pack(codec.Request(id=1, verb="health")))
        while not isinstance(codec.from_server(await codec.read_frame(reader) or b""), codec.Reply):
            pass
        writer.transport.pause_reading()
        async with await Client.connect(box.socket) as other:
            for number in range(1000):
                box.server.telemetry(telemetry(float(number)))
                await other.request("health")  # the server's time to send what it would
        writer.transport.resume_reading()
        found: list[Telemetry] = []
        while not found or found[-1].t != 999.0:
            message = codec.from_server(await codec.read_frame(reader) or b"")
            if isinstance(message, Telemetry):
                found.append(message)
        assert len(found) < 20
        assert all(each.outline is None for each in found)
        writer.close()

    go(scenario)


def test_the_joints_come_only_to_who_asks_for_them(box: Box) -> None:
    async def scenario() -> None:
        async with await Client.connect(box.socket) as plain, await Client.connect(box.socket) as posed:
            await plain.watch()
            await posed.watch(pose=True)
            await plain.request("health")
            await posed.request("health")
            box.server.telemetry(telemetry(1.0))
            assert (await take(plain, 1, Telemetry))[0].outline is None
            assert (await take(posed, 1, Telemetry))[0] == telemetry(1.0)

    go(scenario)


def raw(path: Path, data: bytes) -> list[codec.Message]:
    """Everything the server says to someone who sends these bytes."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(60)
        client.connect(str(path))
        client.sendall(data)
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    found = []
    while answer:
        length = int.from_bytes(answer[:4], "big")
        found.append(codec.from_server(answer[4 : 4 + length]))
        answer = answer[4 + length :]
    return list(found)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xff\xff\xff", "the length must be 1 to 65536"),
        (b"\x00\x00\x00\x00", "the length must be 1 to 65536"),
        (b"\x00\x00\x00\x03abc", "not a message"),
        (b"GET / HTTP/1.1\r\n\r\n", "the length must be 1 to 65536"),
        (codec.pack(codec.Live(seq=1)), "not a message"),
        (codec.pack(codec.Ack(seq=1)), "only a subscriber"),
        (codec.pack(codec.Subscribe()) * 2, "subscribed already"),
        (codec.pack(codec.Subscribe(consumer="\n")), "consumer's name"),
    ],
)
def test_who_breaks_the_rules_is_told_why_and_cut_off_and_nobody_else_is(box: Box, data: bytes, says: str) -> None:
    last = raw(box.socket, data)[-1]
    assert isinstance(last, codec.Closing)
    assert says in last.error
    assert ask(box.socket, "health") == {"fps": 30.0}


def test_no_bytes_at_all_disturb_the_others(box: Box) -> None:
    dice = random.Random(5)  # noqa: S311 - bytes, no secrets
    good = [codec.Subscribe(after=0), codec.Ack(seq=3), codec.Watch(), codec.Request(id=1, verb="history")]
    for _ in range(300):
        data = bytearray(b"".join(codec.pack(dice.choice(good)) for _ in range(3)))
        for _ in range(dice.randrange(4)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(60)
            client.connect(str(box.socket))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                client.sendall(data)
                client.shutdown(socket.SHUT_WR)
                while client.recv(65536):
                    pass
    assert ask(box.socket, "health") == {"fps": 30.0}


def test_who_hangs_up_in_the_middle_of_a_message_disturbs_nobody(box: Box) -> None:
    for _ in range(20):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(box.socket))
            client.sendall(codec.pack(codec.Subscribe(after=0))[:-2])
    assert ask(box.socket, "health") == {"fps": 30.0}


def test_too_many_clients_are_turned_away_with_the_reason(box: Box) -> None:
    async def scenario() -> None:
        clients = [await Client.connect(box.socket) for _ in range(32)]
        with pytest.raises(BusyError, match="32 clients"):
            await Client.connect(box.socket)
        for client in clients:
            await client.close()

    go(scenario)


def test_a_second_daemon_is_refused_and_the_first_goes_on(box: Box) -> None:
    rival = Box(box.folder / "rival", socket_path=box.socket)
    rival.writer.start()
    with pytest.raises(BusyError, match="a daemon already answers at"):
        rival.server.start()
    rival.stop()
    assert ask(box.socket, "health") == {"fps": 30.0}


def test_the_socket_file_of_a_dead_daemon_is_replaced(tmp_path: Path) -> None:
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(tmp_path / "spotter.sock"))
    dead.close()
    box = Box(tmp_path)
    box.start()
    assert ask(box.socket, "health") == {"fps": 30.0}
    box.stop()
    assert not box.socket.exists()


def test_a_file_in_the_sockets_place_is_left_alone(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.socket.write_text("precious")
    with pytest.raises(UsageError, match="is not a socket"):
        box.server.start()
    box.stop()
    assert box.socket.read_text() == "precious"


def test_the_socket_is_for_user_and_group_whatever_the_umask(tmp_path: Path) -> None:
    box = Box(tmp_path)
    before = os.umask(0o000)
    try:
        box.start()
    finally:
        os.umask(before)
    assert stat.S_IMODE(box.socket.stat().st_mode) == 0o660
    box.stop()


CONNECT_AS = """
import os, socket, sys
gids = [int(gid) for gid in sys.argv[3].split(",") if gid]
os.setgroups(gids); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2]))
client = socket.socket(socket.AF_UNIX); client.connect(sys.argv[1])
sys.stdout.buffer.write(client.recv(65536))
"""


@pytest.mark.root
@pytest.mark.parametrize(("groups", "kind"), [("", codec.Closing), ("4242", codec.Hello)])
def test_a_stranger_is_turned_away_and_a_member_of_the_group_is_not(groups: str, kind: type, tmp_path: Path) -> None:
    folder = Path("/tmp") / f"spotter-test-{os.getpid()}"  # noqa: S108 - a folder that a stranger can reach
    folder.mkdir(mode=0o755)
    box = Box(folder)
    box.start()
    try:
        os.chown(box.socket, -1, 4242)
        # The mode would keep a stranger out already; wide open, the peer's credentials must.
        box.socket.chmod(0o666)
        run = subprocess.run(
            [sys.executable, "-c", CONNECT_AS, str(box.socket), "4343", groups],
            capture_output=True,
            timeout=60,
            check=True,
        )
        assert isinstance(codec.from_server(run.stdout[4:]), kind)
    finally:
        box.stop()
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()


def test_a_daemon_that_stops_says_so_and_takes_its_socket_away(box: Box) -> None:
    async def scenario() -> None:
        async with await Client.connect(box.socket) as client:
            await client.subscribe()
            await take(client, 1, Live)
            waiting = asyncio.create_task(client.request("stop"))
            command = await box.command()
            box.stop()
            with pytest.raises(AwayError, match="stopping"):
                await client.__anext__()
            with pytest.raises(AwayError):
                await waiting
            with pytest.raises(AwayError):
                await client.request("health")
            command.answer(None)

    go(scenario)
    assert not box.socket.exists()


def test_without_a_daemon_the_client_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AwayError, match="start it with `spotter run`"):
        ask(tmp_path / "spotter.sock", "health")


def test_what_is_no_daemon_is_told_as_that(tmp_path: Path) -> None:
    path = tmp_path / "other.sock"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))
        other.listen()

        async def scenario() -> None:
            connecting = asyncio.create_task(Client.connect(path))
            connection, _ = await asyncio.to_thread(other.accept)
            connection.sendall(b"SSH-2.0-OpenSSH\r\n")
            with pytest.raises(AwayError, match="not a Spotter daemon"):
                await connecting
            connection.close()

        go(scenario)


def test_a_daemon_that_is_silent_does_not_hold_up_the_asker(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.start()
    with pytest.raises(AwayError, match="did not answer 'start'"):
        ask(box.socket, "start", timeout_s=0.2)
    box.stop()


def test_nothing_is_fetched_for_a_subscriber_that_never_reads(tmp_path: Path) -> None:
    fetched: list[int] = []

    class Counted(JournalReader):
        def after(self, seq: int, limit: int) -> list[AnyEvent]:
            found = super().after(seq, limit)
            fetched.append(len(found))
            return found

    box = Box(tmp_path, open_journal=Counted)
    box.start()
    box.record(*(an_event() for _ in range(3000)))

    async def scenario() -> None:
        async with await Client.connect(box.socket) as reading:
            await reading.subscribe(after=0)
            await take(reading, 3000, Recorded)  # who reads has them all: so could the other one

    with socket.socket(socket.AF_UNIX) as stuck:
        stuck.connect(str(box.socket))
        stuck.sendall(codec.pack(codec.Subscribe(after=0)) + codec.pack(codec.Watch(pose=True)))
        go(scenario)
        assert 3000 < sum(fetched) < 4500, "what fits into the kernel's buffer, and one batch"
        assert ask(box.socket, "health") == {"fps": 30.0}
    box.stop()


def test_an_unfit_socket_folder_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    box = Box(tmp_path, socket_path=tmp_path / "file" / "spotter.sock")
    with pytest.raises(SpotterError, match=r"choose another socket\.path"):
        box.server.start()
    box.stop()
