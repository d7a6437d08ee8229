"""No secret of an address is shown, whatever it is made of, and the host can be read."""

import contextlib
import time
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from daemon.camera.uri import StreamAddress, parse
from daemon.errors import UsageError
from daemon.masking import masked

HOSTS = st.sampled_from(["192.168.1.20", "192.168.1.20:554", "cam.local", "cam.local:8554", "[fe80::1]:554"])
PUNCTUATION = st.sampled_from(list("@/:?#%&=_;,.'\"!$*+-~ ()[]"))
SECRETS = st.lists(PUNCTUATION | st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=9).map(
    lambda some: "".join(some[: len(some) // 2]) + "Qz7Kw" + "".join(some[len(some) // 2 :])
)
UNBROKEN = SECRETS.filter(lambda secret: " " not in secret)
BEFORE = st.sampled_from(["", "watching ", "stream (", 'source = "'])
AFTER = st.sampled_from(["", " does not answer: check host and port", ": no picture", " broke (Could not open.)"])
PATHS = st.sampled_from(["", "/", "/live", "/Streaming/Channels/101", "/cam/realmonitor?channel=1"])
FORMS = st.sampled_from(
    [
        "?user=admin&password={}",
        "/live?token={}",
        "/user=admin&password={}&channel=1",
        "/user=admin_password={}_channel=1_stream=0.sdp?real_stream",
        "/live/ch1?username=admin&pwd={}&x=1",
    ]
)


def check(text: str, secret: str, host: str) -> None:
    shown = masked(text)
    for at in range(len(secret) - 2):
        assert secret[at : at + 3] not in shown or secret[at : at + 3] in text.replace(secret, "")
    assert "Qz7" not in shown
    assert "7Kw" not in shown
    assert host in shown
    assert masked(shown) == shown


@example("p@Qz7Kw", "192.168.1.20", "/live", "", "")
@example("pa/Qz7Kw", "192.168.1.20:554", "/live", "watching ", "")
@example("12/Qz7Kw", "192.168.1.20:554", "/live", "", "")
@example("a://b@Qz7Kw", "cam.local", "", "", "")
@given(SECRETS, HOSTS, PATHS, BEFORE, AFTER)
def test_no_password_before_the_host_is_shown(secret: str, host: str, path: str, before: str, after: str) -> None:
    assume("@" not in path)
    check(f"{before}rtsp://admin:{secret}@{host}{path}{after}", secret, host)


@given(UNBROKEN, HOSTS, FORMS, BEFORE, AFTER)
def test_no_password_in_path_or_query_is_shown(secret: str, host: str, form: str, before: str, after: str) -> None:
    check(f"{before}rtsp://{host}{form.format(secret)}{after}", secret, host)


@given(UNBROKEN, UNBROKEN, HOSTS, FORMS)
def test_nor_are_both_at_once(first: str, second: str, host: str, form: str) -> None:
    shown = masked(f"rtsp://admin:{first}@{host}{form.format(second)}")
    assert "Qz7" not in shown
    assert host in shown


@given(
    SECRETS,
    HOSTS,
    st.sampled_from(["rtsp://{}@{}/x", "rtsp:/a:{}@{}/x", "rtsp:a:{}@{}/x", "//u:{}@{}", "RTSPS://:{}@{}"]),
)
def test_nor_where_the_address_is_malformed(secret: str, host: str, form: str) -> None:
    assume(" " not in secret or form.startswith("rtsp://"))
    assert "Qz7" not in masked(form.format(secret, host))


@given(st.text())
def test_any_text_can_be_masked_and_twice_is_once(text: str) -> None:
    for each in (text, f"rtsp://{text}", f"see rtsp://{text}@{text}"):
        assert masked(masked(each)) == masked(each)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rtsp://cam.local/live", "rtsp://cam.local/live"),
        ("watching rtsp://cam:554/Streaming/Channels/101.", "watching rtsp://cam:554/Streaming/Channels/101."),
        ("rtsp://u:p@cam/live and rtsp://u:p@two/live", "rtsp://***@cam/live and rtsp://***@two/live"),
        ("rtsp://cam/live?channel=1: gone", "rtsp://cam/live?***: gone"),
        ("rtsp://cam/JqPWSRTBgUPDQm1o", "rtsp://cam/***"),
        ("rtsp://cam/admin/1234/live", "rtsp://cam/***"),
        ("rtsp://cam broke: write to me@home", "rtsp://cam broke: write to me@home"),
        ("test://?width=64 and v4l2:///dev/video0?rate=60", "test://?width=64 and v4l2:///dev/video0?rate=60"),
        ("/home/me@home/squat.mp4: there is no such file", "/home/me@home/squat.mp4: there is no such file"),
        ("404 for /user=admin&password=Qz7Kw: gone", "404 for /user=*** gone"),
        ("at 12:30 nothing came", "at 12:30 nothing came"),
    ],
)
def test_what_is_no_secret_stays(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "uri",
    [
        "rtsp://user:Qz7Kw@[::1/y",
        "rtsp://user:pa/Qz7Kw@127.0.0.1:9/x",
        "rtsp://user:pa?Qz7Kw@127.0.0.1/x",
        "rtsp://user:Qz7Kw@cam:99999/x",
        "rtsp://user:Qz7Kw@/x",
        "rtsp://user:Qz7Kw",
        "rtsp://user:Qz7 Kw@cam/x",
        "rtsp://user:Qz7Kw@cam/x\nrtsp://b",
        "rtsp://user:Qz7Kw\u2100@cam/x",
        "rtsp:/user:Qz7Kw@cam/x",
        "rtsp:user:Qz7Kw@cam/x",
        "http://[user:Qz7Kw",
        "v4l2://[::1",
        "file://[x",
        "file:///a%00b",
    ],
)
def test_a_malformed_address_is_refused_in_one_line_without_its_password(uri: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(uri)
    assert "Qz7" not in str(error.value)
    assert "\n" not in str(error.value)


@given(st.text(), st.sampled_from(["rtsp://", "rtsp://u:p@", "v4l2://", "file://", "csi://", "test://?", "x://[", ""]))
def test_any_address_is_understood_or_refused(text: str, scheme: str) -> None:
    with contextlib.suppress(UsageError):
        parse(scheme + text)


def test_an_at_sign_in_a_password_reaches_gstreamer_as_it_reads_it() -> None:
    address = parse("rtsp://user:p@ss@cam:554/live")
    assert address == StreamAddress(f"rtsp://user:{quote('p@ss')}@cam:554/live")


@pytest.mark.parametrize("piece", ["a", "aB", "a.", "a-", "'a", "a:", "://", "rtsp://a/.", "key=", "a@"])
def test_a_long_word_is_read_at_once(piece: str) -> None:
    """Every line of a log comes by here: what begins anew at every letter would stop the daemon for seconds."""
    began_s = time.process_time()
    masked(f"{piece * (16_000 // len(piece))}a")
    assert time.process_time() - began_s < 1.0
