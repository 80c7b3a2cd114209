"""Who opened the Mini App: only what Telegram signed a moment ago counts."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.refusals import Refused
from bot.web import Launches
from sandbox.telegram.initdata import init_data, signature

TOKEN = "700000001:offline-sandbox-token-of-the-bot"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ALICE = {"id": 1001, "first_name": "Alice & Ünal", "language_code": "en"}
LAUNCHES = Launches(TOKEN)


def _signed(at: datetime = NOW, token: str = TOKEN) -> str:
    return init_data(token, ALICE, auth_date=int(at.timestamp()), query_id="AAE1")


def _resigned(**fields: str) -> str:
    kept = {**dict(parse_qsl(_signed())), **fields}
    del kept["hash"]
    return urlencode(kept | {"hash": signature(TOKEN, kept)})


def test_the_person_whom_telegram_names_passes() -> None:
    assert LAUNCHES.opened_by(_signed(), NOW) == 1001
    LAUNCHES.require(_signed(), 1001, NOW)


def test_another_person_does_not() -> None:
    with pytest.raises(Refused, match="does not confirm"):
        LAUNCHES.require(_signed(), 1002, NOW)


@pytest.mark.parametrize(
    ("seconds", "passes"), [(-31, False), (-30, True), (300, True), (301, False)]
)
def test_an_old_launch_does_not_count(seconds: int, passes: bool) -> None:
    found = LAUNCHES.opened_by(_signed(), NOW + timedelta(seconds=seconds))

    assert (found == 1001) is passes


def test_another_bots_launch_does_not_count() -> None:
    assert LAUNCHES.opened_by(_signed(token="700000002:another"), NOW) is None


@pytest.mark.parametrize(
    "bent",
    [
        "",
        "hash=",
        _signed().replace("1001", "1002"),
        _signed() + "&user=%7B%22id%22%3A1002%7D",
        "user=%7B%22id%22%3A1002%7D&" + _signed(),
        _signed() + "&more=1",
        _signed().partition("&hash=")[0],
        _signed().partition("&hash=")[0] + "&hash=ä",
        "&".join(f"f{number}=1" for number in range(40)),
    ],
)
def test_what_was_changed_or_repeated_does_not_count(bent: str) -> None:
    assert LAUNCHES.opened_by(bent, NOW) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"user": "{}"},
        {"user": "[]"},
        {"user": "nobody"},
        {"user": '{"id":"1001"}'},
        {"user": '{"id":null}'},
        {"auth_date": "now"},
        {"auth_date": ""},
    ],
)
def test_a_signature_over_something_odd_names_nobody(fields: dict[str, str]) -> None:
    assert LAUNCHES.opened_by(_resigned(**fields), NOW) is None


@given(st.text(max_size=200))
def test_anything_else_names_nobody(text: str) -> None:
    assert LAUNCHES.opened_by(text, NOW) is None
