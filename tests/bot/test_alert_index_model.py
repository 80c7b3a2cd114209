"""The index finds what a look at every single alert would find."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.index import AlertIndex, Armed

few_prices = st.integers(1, 9).map(Decimal)
few_ids = st.integers(0, 6)


def alert(number: int, price: Decimal, *, above: bool, armed: int = 0) -> Armed:
    return Armed(number, 1001, "BTCUSDT", above, price, armed)


@st.composite
def waiting(draw: st.DrawFn) -> list[Armed]:
    drawn = draw(st.lists(st.tuples(st.booleans(), few_prices, few_ids), max_size=12))
    return [
        alert(number, price, above=above, armed=armed)
        for number, (above, price, armed) in enumerate(drawn)
    ]


def indexed(alerts: list[Armed]) -> AlertIndex:
    index = AlertIndex()
    for one in alerts:
        index.add(one)
    return index


def fires(one: Armed, trade_id: int, price: Decimal) -> bool:
    beyond = price > one.price if one.above else price < one.price
    return beyond and trade_id > one.armed_trade_id


@given(waiting(), st.lists(st.tuples(few_ids, few_prices), max_size=8))
def test_each_trade_fires_what_a_look_at_all_of_them_would(
    alerts: list[Armed], trades: list[tuple[int, Decimal]]
) -> None:
    index, model = indexed(alerts), {one.alert_id: one for one in alerts}
    for trade_id, price in trades:
        expected = {number for number, one in model.items() if fires(one, trade_id, price)}
        found = [one.alert_id for one in index.hits(trade_id, price)]

        assert sorted(found) == sorted(expected)

        for number in found:
            index.remove(number)
            del model[number]
        assert len(index) == len(model)


@given(waiting(), few_prices, few_prices)
def test_a_span_of_prices_is_reached_when_some_alert_would_fire_within(
    alerts: list[Armed], one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))

    expected = any(fires(alert, 10**9, price) for alert in alerts for price in (low, high))

    assert indexed(alerts).reached_between(low, high) is expected


@given(waiting())
def test_it_knows_since_when_somebody_waits(alerts: list[Armed]) -> None:
    expected = min((one.armed_trade_id for one in alerts), default=None)

    assert indexed(alerts).armed_since() == expected


@given(waiting(), st.integers(0, 12))
def test_what_was_removed_fires_no_more(alerts: list[Armed], number: int) -> None:
    index = indexed(alerts)

    index.remove(number)

    assert len(index) == len([one for one in alerts if one.alert_id != number])
    for price in (Decimal("0.5"), Decimal(10)):
        assert number not in {one.alert_id for one in index.hits(100, price)}


def test_a_trade_at_the_very_price_fires_nothing() -> None:
    index = indexed([alert(1, Decimal(5), above=True), alert(2, Decimal(5), above=False)])

    assert index.hits(1, Decimal(5)) == []
    assert [one.alert_id for one in index.hits(1, Decimal("5.00000001"))] == [1]
    assert [one.alert_id for one in index.hits(1, Decimal("4.99999999"))] == [2]


def test_the_trade_it_was_armed_at_does_not_fire_it() -> None:
    index = indexed([alert(1, Decimal(5), above=True, armed=7)])

    assert index.hits(7, Decimal(6)) == []
    assert len(index.hits(8, Decimal(6))) == 1
