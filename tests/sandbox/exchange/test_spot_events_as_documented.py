"""Every event of spot's user data, next to the documented ones."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.support import binance_catalogue as documents
from tests.support.event_tour import Told
from tests.support.spot_tour import lists, orders
from tests.support.stream_tour import told_before
from tests.support.tour import Tour, problems

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Hire, Site, Trader

pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")


async def test_spot_events_are_as_documented(site: Site, hire: Hire, clock: Hand) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    opened = await talk.ask("userDataStream.subscribe.signature", alice.ws_params())
    tour = Tour(alice, "spot")
    await orders(tour, clock)
    await lists(tour)
    await from_outside(site, alice)
    messages = await told_before(talk, "userDataStream.unsubscribe", opened["result"])

    assert {frozenset(each) for each in messages} == {frozenset({"subscriptionId", "event"})}
    told = Told("spot", (each["event"] for each in messages))
    assert problems(told, {}) == []
    assert told.unlike_recordings({".W": "not before an order is on the book"}) == []
    plain = told.recordings()["execution_report_wrapped"]
    assert set(plain) in [set(each) for each in told.answers["executionReport"]]


async def from_outside(site: Site, trader: Trader) -> None:
    """Let money come, and some of it be locked by something that is no order."""
    deposit = {"deposit": {"SOL": "2.5"}}
    await site.http.post(f"/sandbox/accounts/{trader.api_key}", json=deposit)
    core = site.exchange._core
    core.engine.lock_outside(core.registry.accounts[trader.uid], "SOL", Decimal(1))
