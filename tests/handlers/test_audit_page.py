"""What the audit shows: a sentence for every deed, and nothing that was not meant to be seen."""

import re
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from bot.i18n import LANGUAGES, Say
from handlers.views import audit as view
from storage import Action, Entry, Origin

ALICE, ADMIN = 1001, 9
AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


def entry(action: str, *, by: int = ALICE, about: int | None = None, **detail: Any) -> Entry:
    origin = detail.pop("origin", "button")
    return Entry(
        id=1, at=AT, user_id=by, action=action, detail=detail, about_id=about, origin=origin,
        hash="0" * 64,
    )  # fmt: skip


def shown(one: Entry, who: int = ALICE, language: str = "en") -> str:
    text = view.page(Say(language), who, [one], at=0, more=False).text
    return text.partition("\n")[2]


def test_every_deed_has_a_sentence_and_every_way_of_asking_a_word() -> None:
    assert set(view.SENTENCES) == set(get_args(Action))
    assert set(view.ORIGINS) == set(get_args(Origin))


def test_no_two_deeds_sound_the_same() -> None:
    sentences = [*view.SENTENCES.values(), *view.DONE_TO_YOU.values()]

    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deed_is_told_with_its_time_its_details_and_its_origin(language: str) -> None:
    row = shown(entry("order.confirmed", symbol="BTCUSDT", id="x1"), language=language)

    assert "2026-11-20 12:30" in row
    assert "BTCUSDT" in row
    assert "x1" not in row
    assert Say(language)("An order was confirmed") in row
    assert Say(language)("by a button") in row


def test_what_became_of_an_order_is_told_with_what_it_was() -> None:
    terms = {"market": "usdm", "symbol": "BTCUSDT", "side": "BUY", "qty": "0.00001", "price": "6"}

    row = shown(entry("order.rejected", **terms))

    assert row.endswith("Binance refused an order · USD-M · BUY · BTCUSDT · 0.00001 · at 6")
    assert "for 7 " in shown(entry("order.confirmed", amount="7"))


def test_what_was_left_open_is_not_told() -> None:
    row = shown(entry("orders.cancelled", market=None, symbol=None, side="BUY"))

    assert row.endswith("Cancelling all open orders was asked for · BUY · by a button")
    assert "never" in shown(entry("session.lock", seconds=None))


@pytest.mark.parametrize("name", ["secret", "api_key", "private_pem", "code", "text"])
def test_details_that_nobody_listed_stay_unsaid(name: str) -> None:
    detail: dict[str, Any] = {name: "canary"}

    assert "canary" not in shown(entry("key.connected", **detail))


def test_what_an_admin_did_is_told_to_both_in_their_own_way() -> None:
    blocked = entry("user.blocked", by=ADMIN, about=ALICE, user=ALICE)

    assert "An administrator blocked you" in shown(blocked)
    assert str(ADMIN) not in shown(blocked)
    assert re.search(rf"You blocked somebody.*{ALICE}", shown(blocked, who=ADMIN))


BOB = 1002  # wants to connect an account that Alice has connected
OF_SHARING = [
    ("key.sharing_asked", BOB, ALICE, {
        (BOB, "en"): "You asked to connect an account that somebody else has connected",
        (BOB, "tr"): "Başka birinin bağladığı bir hesabı bağlamak istediniz",
        (ALICE, "en"): "Somebody else wanted to connect an account of yours",
        (ALICE, "tr"): "Başka biri bir hesabınızı bağlamak istedi",
    }),
    ("key.sharing_agreed", ALICE, BOB, {
        (ALICE, "en"): "You agreed that somebody else connects an account of yours",
        (ALICE, "tr"): "Başka birinin bir hesabınızı bağlamasına izin verdiniz",
        (BOB, "en"): "Somebody agreed that you connect an account of theirs",
        (BOB, "tr"): "Biri, bir hesabını bağlamanıza izin verdi",
    }),
    ("key.sharing_refused", ALICE, BOB, {
        (ALICE, "en"): "You refused that somebody else connects an account of yours",
        (ALICE, "tr"): "Başka birinin bir hesabınızı bağlamasına izin vermediniz",
        (BOB, "en"): "Somebody refused that you connect an account of theirs",
        (BOB, "tr"): "Biri, bir hesabını bağlamanıza izin vermedi",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("action", "by", "about", "sentences"), OF_SHARING)
def test_what_becomes_of_a_wish_to_share_is_told_to_both_in_their_own_way(
    action: str, by: int, about: int, sentences: dict[tuple[int, str], str]
) -> None:
    deed = entry(action, by=by, about=about)

    for (who, language), sentence in sentences.items():
        assert f"</code> {sentence} · " in shown(deed, who=who, language=language)


@pytest.mark.parametrize(("action", "by", "about", "_sentences"), OF_SHARING)
def test_who_wants_to_share_does_not_learn_who_has_the_account(
    action: str, by: int, about: int, _sentences: object
) -> None:
    deed = entry(action, by=by, about=about)

    assert str(ALICE) not in shown(deed, who=BOB)


def test_a_deed_of_an_admin_that_has_no_words_for_whom_it_concerns_is_told_all_the_same() -> None:
    assert "did something with your account" in shown(entry("panic", by=ADMIN, about=ALICE))


def test_an_action_of_another_version_is_shown_as_it_is() -> None:
    assert "moon.landed&lt;b&gt;" in shown(entry("moon.landed<b>"))


def test_an_entry_from_before_origins_were_kept_names_none() -> None:
    row = shown(entry("key.deleted", origin=None))

    assert not [word for word in view.ORIGINS.values() if word in row]


def test_details_are_shown_and_not_obeyed_and_are_cut() -> None:
    row = shown(entry("key.suspended", reason="<b>" + "x" * 500))

    assert "&lt;b&gt;" in row
    assert len(row) < 200


@pytest.mark.parametrize(("seconds", "words"), [(3600, "1 hour"), (None, "never")])
def test_a_changed_lock_is_told_in_words(seconds: int | None, words: str) -> None:
    assert words in shown(entry("session.lock", seconds=seconds))


@pytest.mark.parametrize(
    ("at", "more", "buttons"),
    [
        (0, False, []),
        (0, True, ["audit:1"]),
        (2, True, ["audit:1", "audit:3"]),
        (2, False, ["audit:1"]),
    ],
)
def test_pages_are_turned_by_buttons(at: int, buttons: list[str], *, more: bool) -> None:
    page = view.page(Say("en"), ALICE, [entry("panic")], at=at, more=more)

    assert [button.data for row in page.buttons for button in row] == buttons


def test_nothing_to_tell_is_said() -> None:
    page = view.page(Say("en"), ALICE, [], at=3, more=False)

    assert "Nothing has happened" in page.text
    assert [button.data for row in page.buttons for button in row] == ["audit:2"]


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ("guard.lowered", "A guard was switched on"),
        ("guard.raising", "Switching a guard off was asked for"),
        ("guard.raised", "A guard was switched off"),
        ("guard.kept", "Switching a guard off was called off"),
    ],
)
def test_a_switch_is_no_limit(action: str, sentence: str) -> None:
    assert f"{sentence} · dry" in shown(entry(action, guard="dry"))
    assert f"{sentence} · readonly" in shown(entry(action, guard="readonly"))
    assert "limit" in shown(entry(action, guard="day"))
