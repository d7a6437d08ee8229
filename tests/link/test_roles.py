"""The link under the broker's dynamic security: the role of the box lets it do all of its work, and no more."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from daemon.config.settings import Box, Settings
from daemon.errors import ConfigError
from daemon.link.broker_admin import BrokerAdmin
from tests.fakes.listener import wait_until
from tests.fakes.secure_broker import LINK_PASSWORD, SecureBroker, User, secret
from tests.link.box import FakeBox
from tests.link.conftest import running

PASSWORD = "of-the-one-who-tries"  # noqa: S105 - of a broker that lives as long as its test


class SecureBox(FakeBox):
    """The same, whose link has a password at the broker."""

    def __init__(self, folder: Path, broker: SecureBroker) -> None:
        super().__init__(folder, broker.port)
        self._broker = broker

    @property
    def settings(self) -> Settings:
        return msgspec.structs.replace(super().settings, mqtt=self._broker.settings.mqtt)


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[SecureBroker]:
    folder = tmp_path / "secure"
    folder.mkdir()
    made = SecureBroker(folder)
    made.start()
    made.admin.prepare()
    yield made
    made.kill()


@pytest.fixture
def secure_box(tmp_path: Path, secure: SecureBroker) -> Iterator[SecureBox]:
    folder = tmp_path / "box"
    folder.mkdir()
    made = SecureBox(folder, secure)
    made.start()
    yield made
    made.stop()


def test_a_phone_hears_reps_and_gets_answers_and_the_hub_the_announcement(
    secure: SecureBroker, secure_box: SecureBox, caplog: pytest.LogCaptureFixture
) -> None:
    secure.admin.add("anna", PASSWORD, "phone")
    secure.admin.add("home", PASSWORD, "hub")
    with (
        User(secure.port, "anna", PASSWORD) as phone,
        User(secure.port, "home", PASSWORD) as hub,
        running(secure_box),
    ):
        assert phone.may_subscribe("spotter/#")
        assert phone.may_subscribe("spotter-answers/anna")
        assert hub.may_subscribe("homeassistant/#")
        assert phone.wait_for("spotter/box/available") == b"online"
        assert b"dev" in hub.wait_for("homeassistant/device/box/config")
        secure_box.record(secure_box.rep(1))
        assert b'"n":1' in phone.wait_for("spotter/box/rep")
        assert phone.may_publish("spotter/box/command/start", b"squat", answer_to="spotter-answers/anna")
        assert b'"ok":true' in phone.wait_for("spotter-answers/anna")
    assert "forbids" not in caplog.text
    assert "not authorized" not in caplog.text.lower()


def test_the_link_of_a_box_may_not_write_elsewhere(secure: SecureBroker) -> None:
    with User(secure.port, "spotter", LINK_PASSWORD) as link:
        wait_until(lambda: link.connected)
        for topic in (
            *("homeassistant/status", "homeassistant/device/other/config", "elsewhere"),
            *("spotter/other/rep", "spotter/other/command/start"),
        ):
            assert not link.may_publish(topic), topic
        assert not link.may_subscribe("#")


def another_box(secure: SecureBroker, username: str, password: str) -> BrokerAdmin:
    """A second box, ``attic``, that knows the administrator of the first one's broker."""
    mqtt = msgspec.structs.replace(
        secure.settings.mqtt, username=username, password_file=secret(secure.folder / "of-the-attic", password)
    )
    return BrokerAdmin(Settings(box=Box(id="attic"), mqtt=mqtt), secure.password_file, "attic.toml")


def may_publish(secure: SecureBroker, user: str, password: str) -> list[str]:
    """The boxes under whose topics a user may publish."""
    with User(secure.port, user, password) as link:
        return [box for box in ("box", "attic") if link.may_publish(f"spotter/{box}/rep")]


def test_two_boxes_share_a_broker_and_each_writes_under_its_own_topics(secure: SecureBroker) -> None:
    another_box(secure, "attic-link", PASSWORD).prepare()
    assert may_publish(secure, "spotter", LINK_PASSWORD) == ["box"]
    assert may_publish(secure, "attic-link", PASSWORD) == ["attic"]
    secure.admin.prepare()  # again, as after a new release
    assert may_publish(secure, "attic-link", PASSWORD) == ["attic"]


def test_a_second_box_does_not_take_the_first_ones_user(secure: SecureBroker) -> None:
    with pytest.raises(ConfigError, match=r"'spotter' .* is another box's.* mqtt\.username"):
        another_box(secure, "spotter", PASSWORD).prepare()
    assert may_publish(secure, "spotter", LINK_PASSWORD) == ["box"]


def test_a_box_that_is_renamed_or_shares_its_user_may_write_under_both_ids(secure: SecureBroker) -> None:
    another_box(secure, "spotter", LINK_PASSWORD).prepare()
    assert may_publish(secure, "spotter", LINK_PASSWORD) == ["box", "attic"]
