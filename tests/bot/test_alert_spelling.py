"""An alert is spelt so that the spelling is read as the same alert, and said in each language."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from alert_listing import NOON, SYMBOLS
from hypothesis import given
from hypothesis import strategies as st

from binance.models.market import Interval
from bot.alerts import sentences
from bot.alerts.conditions import (
    Average,
    Change,
    Funding,
    Gap,
    Measure,
    Move,
    Near,
    NewListing,
    Options,
    Price,
    Ratio,
    Relation,
    Rsi,
    Term,
    Volume,
    Wish,
)
from bot.alerts.grammar import parse
from bot.alerts.spelling import spell
from bot.i18n import Say

ANY = st.sampled_from([*Relation])


def amounts(least: str, most: str) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(least), Decimal(most), places=8)


symbols = st.sampled_from([*SYMBOLS])
usdt = st.sampled_from([each for each in SYMBOLS if each.endswith("USDT")])
windows = st.integers(1, 7 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
cooldowns = st.integers(1, 30 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
intervals = st.sampled_from([each for each in Interval if each is not Interval.S1])
prices = amounts("0.00000001", "90000000000")
percents = amounts("0.00000001", "1000")
falls = amounts("-100", "-0.00000001")
averages = st.builds(Average, kind=st.sampled_from(["ema", "sma"]), length=st.integers(2, 500))
pairs = st.lists(usdt, min_size=2, max_size=2, unique=True).filter(
    lambda pair: SYMBOLS.find("/".join(pair)) is None
)


def terms(
    measure: st.SearchStrategy[Measure],
    relation: Relation | None,
    level: st.SearchStrategy[Decimal],
) -> st.SearchStrategy[Term]:
    relations = ANY if relation is None else st.just(relation)
    return st.builds(Term, measure=measure, relation=relations, level=level)


AT_LEAST, AT_MOST = Relation.AT_LEAST, Relation.AT_MOST
near = st.builds(Near, symbol=symbols, extreme=st.sampled_from(["low", "high"]), window=windows)
rsi = st.builds(
    Rsi, symbol=symbols, interval=intervals, length=st.integers(2, 200), live=st.booleans()
)
gaps = st.builds(
    Gap, symbol=symbols, interval=intervals, fast=st.none() | averages, slow=averages,
    live=st.booleans(),
).filter(lambda gap: gap.fast != gap.slow)  # fmt: skip

any_term = st.one_of(
    terms(st.builds(Price, symbol=symbols), None, prices),
    terms(pairs.map(lambda pair: Ratio(symbol=pair[0], by=pair[1])), None, prices),
    terms(st.builds(Change, symbol=symbols, window=windows), AT_LEAST, percents),
    terms(st.builds(Change, symbol=symbols, window=windows), AT_MOST, falls),
    terms(st.builds(Move, symbol=symbols, window=windows), AT_LEAST, percents),
    terms(st.builds(Volume, symbol=symbols, window=windows), AT_LEAST, amounts("1", "1000")),
    terms(near, AT_MOST, percents),
    terms(st.builds(Funding, symbol=symbols), None, amounts("-100", "100")),
    terms(rsi, None, amounts("1", "99")),
    terms(gaps, None, st.just(Decimal(0))),
)
joined = st.lists(any_term, min_size=1, max_size=4).filter(
    lambda many: sum(each.relation.is_crossing for each in many) < 2
)
listings = st.builds(NewListing, quote=st.none() | st.sampled_from(["USDT", "BTC", "TRY"]))
moments = st.integers(1, 10**6).map(lambda minutes: NOON + timedelta(minutes=minutes))
notes = st.text(st.characters(exclude_categories=["Cs"]), max_size=200).map(str.strip)
options = st.builds(
    Options, every=st.booleans(), until=st.none() | moments, silent=st.booleans(), note=notes
)
repeated = st.builds(
    Options, every=st.just(True), cooldown=cooldowns, until=st.none() | moments, note=notes
)
wishes = st.builds(Wish, condition=joined.map(tuple) | listings, options=options | repeated)


@given(wishes)
def test_what_is_spelt_is_read_as_the_same_alert(wish: Wish) -> None:
    assert parse(spell(wish), SYMBOLS, now=NOON) == wish


@given(wishes, st.sampled_from([timezone(timedelta(hours=hours)) for hours in (-11, 3, 14)]))
def test_dates_are_spelt_in_the_zone_they_are_read_in(wish: Wish, tz: timezone) -> None:
    assert parse(spell(wish, tz), SYMBOLS, now=NOON, tz=tz) == wish


SPELT = [
    ("btc>70k", "BTCUSDT > 70000"),
    ("btc crosses above 70000.50", "BTCUSDT crosses up 70000.5"),
    ("sol/eth =< 0.50", "SOLUSDT/ETHUSDT <= 0.5"),
    ("btc up 5% in 60m", "BTCUSDT +5% 1h"),
    ("btc down 5% 90m", "BTCUSDT -5% 90m"),
    ("btc move 2.50% 1d", "BTCUSDT moves 2.5% 24h"),
    ("btc volume 5x 1w", "BTCUSDT volume x5 7d"),
    ("btc near high 1% 24h", "BTCUSDT near high 24h 1%"),
    ("btc funding < 0", "BTCUSDT funding < 0%"),
    ("btc rsi < 30", "BTCUSDT rsi 14 1h < 30"),
    ("btc ema 50 4h crosses sma 200", "BTCUSDT ema 50 crosses sma 200 4h"),
    ("btc > ema 200 live", "BTCUSDT > ema 200 1h live"),
    ("btc > 1 & rsi < 30", "BTCUSDT > 1 and BTCUSDT rsi 14 1h < 30"),
    ("new listings in usdt", "new listing USDT"),
    ("btc > 1 note: x silent until 2026-12-31", "BTCUSDT > 1 note x silent until 2026-12-31"),
    ("btc > 1 until 2026-12-31 silent", "BTCUSDT > 1 until 2026-12-31 silent"),
    (
        "btc > 1 until 2026-12-31 18:00 cooldown 1d",
        "BTCUSDT > 1 every cooldown 24h until 2026-12-31 18:00",
    ),
]


@pytest.mark.parametrize(("text", "spelt"), SPELT)
def test_there_is_one_spelling_of_each_alert(text: str, spelt: str) -> None:
    assert spell(parse(text, SYMBOLS, now=NOON)) == spelt


SENTENCES = [
    (
        "btc > 70k",
        "<b>BTCUSDT</b> trades above <b>70,000</b>",
        "<b>BTCUSDT</b> <b>70,000</b> üzerine çıkınca",
    ),
    (
        "btc crosses down 70k",
        "<b>BTCUSDT</b> crosses <b>70,000</b> downwards",
        "<b>BTCUSDT</b> <b>70,000</b> seviyesini aşağı doğru geçince",
    ),
    (
        "btc +5% 1h",
        "<b>BTCUSDT</b> rises by <b>5%</b> or more within 1 hour",
        "<b>BTCUSDT</b> 1 saat içinde <b>%5</b> veya daha fazla yükselince",
    ),
    (
        "btc -0.5% 90m",
        "<b>BTCUSDT</b> falls by <b>0.5%</b> or more within 90 minutes",
        "<b>BTCUSDT</b> 90 dakika içinde <b>%0.5</b> veya daha fazla düşünce",
    ),
    (
        "btc moves 2% 5m",
        "<b>BTCUSDT</b> moves by <b>2%</b> or more, up or down, within 5 minutes",
        "<b>BTCUSDT</b> 5 dakika içinde yukarı veya aşağı <b>%2</b> veya daha fazla oynayınca",
    ),
    (
        "btc volume x5 15m",
        "the volume of <b>BTCUSDT</b> within 15 minutes is <b>5</b> times the usual or more",
        "<b>BTCUSDT</b> hacmi 15 dakika içinde olağanın en az <b>5</b> katı olunca",
    ),
    (
        "btc near low 7d 1%",
        "<b>BTCUSDT</b> is within <b>1%</b> of its lowest price of 7 days",
        "<b>BTCUSDT</b> 7 gün içindeki en düşük fiyatına <b>%1</b> kadar yaklaşınca",
    ),
    (
        "btc funding < -0.01%",
        "the funding rate of <b>BTCUSDT</b> is below <b>-0.01%</b>",
        "<b>BTCUSDT</b> fonlama oranı <b>%-0.01</b> altında olunca",
    ),
    (
        "sol/eth >= 0.05",
        "<b>SOLUSDT</b> divided by <b>ETHUSDT</b> is <b>0.05</b> or above",
        "<b>SOLUSDT</b> / <b>ETHUSDT</b> oranı <b>0.05</b> veya üzerinde olunca",
    ),
    (
        "btc rsi < 30 and crosses sma 50 4h live",
        (
            "the RSI 14 of <b>BTCUSDT</b> (1h candles) is below <b>30</b> and the close of "
            "<b>BTCUSDT</b> (4h candles, the open one too) crosses <b>SMA 50</b>"
        ),
        (
            "<b>BTCUSDT</b> RSI 14 değeri (1h mumları) <b>30</b> altında olunca ve <b>BTCUSDT</b> "
            "kapanış değeri (4h mumları, açık olan dahil) <b>SMA 50</b> seviyesini geçince"
        ),
    ),
    (
        "new listing usdt",
        "a new symbol priced in <b>USDT</b> begins to trade",
        "<b>USDT</b> ile fiyatlanan yeni bir sembol işleme açılınca",
    ),
]


@pytest.mark.parametrize(("text", "english", "turkish"), SENTENCES)
def test_an_alert_is_said_in_the_language_of_its_owner(
    text: str, english: str, turkish: str
) -> None:
    wish = parse(text, SYMBOLS, now=NOON)

    assert sentences.sentence(Say("en"), wish) == english
    assert sentences.sentence(Say("tr"), wish) == turkish


@given(wishes)
def test_every_alert_can_be_said(wish: Wish) -> None:
    for language in ("en", "tr"):
        assert sentences.sentence(Say(language), wish)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Options(), None),
        (Options(every=True), "every time"),
        (Options(every=True, cooldown=timedelta(minutes=90)), "at most once in 90 minutes"),
        (Options(until=datetime(2027, 1, 1, tzinfo=UTC)), "until 2026-12-31 UTC"),
        (
            Options(until=datetime(2026, 12, 31, 18, tzinfo=UTC), silent=True),
            "until 2026-12-31 18:00 UTC, without a sound",
        ),
    ],
)
def test_how_it_fires_is_said_where_it_is_unusual(options: Options, said: str | None) -> None:
    assert sentences.manner(Say("en"), options) == said
