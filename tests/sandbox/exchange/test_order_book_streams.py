"""Order books kept from a snapshot and the events after it, as Binance's procedure has it."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Hire, Site, Talk

Book = dict[str, dict[Decimal, Decimal]]


class Kept:
    """A local book."""

    def __init__(self, snapshot: Any) -> None:
        self.update_id: int = snapshot["lastUpdateId"]
        self.book = book_of(snapshot)

    def apply(self, event: Any) -> None:
        if event["u"] < self.update_id:
            return
        assert event["U"] <= self.update_id + 1, "an event is missing"
        for side, name in (("bids", "b"), ("asks", "a")):
            for price, quantity in event[name]:
                self.book[side][Decimal(price)] = Decimal(quantity)
            self.book[side] = {price: left for price, left in self.book[side].items() if left}
        self.update_id = event["u"]


def book_of(snapshot: Any) -> Book:
    return {
        side: {Decimal(price): Decimal(quantity) for price, quantity in snapshot[side]}
        for side in ("bids", "asks")
    }


async def snapshot(site: Site, symbol: str = "LTCUSDT") -> Any:
    asked = {"symbol": symbol, "limit": 5_000}
    return (await site.http.get("/api/v3/depth", params=asked)).json()


async def waiting(talk: Talk) -> list[Any]:
    """Return the events that were sent, those before the answer to a request."""
    events = []
    await talk.socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}')
    while "id" not in (message := await talk.hear()):
        events.append(message)
    return events


def beats(site: Site, clock: Hand, count: int) -> None:
    for _ in range(count):
        clock.at += 0.1
        site.beat()


@pytest.mark.parametrize("stream", ["ltcusdt@depth@100ms", "ltcusdt@depth"])
async def test_a_snapshot_and_the_events_after_it_are_the_true_book(
    site: Site, clock: Hand, hire: Hire, stream: str
) -> None:
    alice = await hire(site.http, balances={"USDT": "50000", "LTC": "500"})
    talk = await site.talk(f"/ws/{stream}")
    beats(site, clock, 12)
    best = Decimal((await snapshot(site))["bids"][0][0])
    await alice.limit("BUY", "3", str(best - 1), symbol="LTCUSDT")
    beats(site, clock, 3)

    kept = Kept(await snapshot(site))  # in the middle of a second
    beats(site, clock, 8)
    order = {"symbol": "LTCUSDT", "side": "SELL", "type": "MARKET", "quantity": "150"}
    await alice.order(**order)
    await alice.send("DELETE", "/api/v3/openOrders", symbol="LTCUSDT")
    moved = {"symbol": "LTCUSDT", "price": str(best + Decimal("2.5"))}
    await site.http.post("/sandbox/price", json=moved)
    beats(site, clock, 22)
    clock.at = int(clock.at) + 1
    site.beat()
    events = await waiting(talk)
    for event in events:
        kept.apply(event)

    later = await snapshot(site)
    assert kept.update_id == later["lastUpdateId"]
    deepest, highest = min(kept.book["bids"]), max(kept.book["asks"])
    true = book_of(later)
    assert {p: q for p, q in true["bids"].items() if p >= deepest} == kept.book["bids"]
    assert {p: q for p, q in true["asks"].items() if p <= highest} == kept.book["asks"]
    assert all(one["u"] + 1 == two["U"] for one, two in pairwise(events))


async def test_a_level_that_has_become_what_it_was_is_told_all_the_same(
    site: Site, clock: Hand, hire: Hire
) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws/ltcusdt@depth@100ms")
    price = Decimal((await snapshot(site))["bids"][0][0]) / 2
    beats(site, clock, 1)
    await waiting(talk)

    order = await alice.limit("BUY", "3", f"{price:.2f}", symbol="LTCUSDT")
    kept = Kept(await snapshot(site))
    await alice.send("DELETE", "/api/v3/order", symbol="LTCUSDT", orderId=order["orderId"])
    beats(site, clock, 1)
    for event in await waiting(talk):
        kept.apply(event)

    level = Decimal(order["price"])
    assert level not in kept.book["bids"] or level in book_of(await snapshot(site))["bids"]


async def test_every_view_of_a_book_counts_its_updates_alike(site: Site, clock: Hand) -> None:
    talk = await site.talk("/stream?streams=ltcusdt@depth5@100ms/ltcusdt@bookTicker")
    beats(site, clock, 1)

    seen = {message["stream"]: message["data"] for message in await waiting(talk)}
    rest = await snapshot(site)

    shown = seen["ltcusdt@depth5@100ms"]
    assert shown["lastUpdateId"] == seen["ltcusdt@bookTicker"]["u"] == rest["lastUpdateId"]
    assert (shown["bids"], shown["asks"]) == (rest["bids"][:5], rest["asks"][:5])
    assert [seen["ltcusdt@bookTicker"][name] for name in "bB"] == rest["bids"][0]


async def test_best_prices_are_told_when_they_change_and_not_otherwise(
    site: Site, clock: Hand, hire: Hire
) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws/ltcusdt@bookTicker")
    site.beat()
    first, again = await waiting(talk), (site.beat(), await waiting(talk))[1]

    price = Decimal(first[0]["b"])
    await alice.limit("BUY", "2", f"{price:.2f}", symbol="LTCUSDT")
    site.beat()
    (event,) = await waiting(talk)

    assert again == []
    assert Decimal(event["B"]) == Decimal(first[0]["B"]) + 2
    assert event["u"] > first[0]["u"]
