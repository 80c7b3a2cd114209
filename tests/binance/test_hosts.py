"""Which address serves what, and what is said where nothing does."""

import httpx
import pytest

from binance import Binance, HmacKey, Hosts, errors
from binance.private.asset import ApiRestrictions
from binance.public import spot
from binance.streams.users import UserStreams

LIVE = Hosts.live()


def test_live_spot_has_five_more_addresses_and_the_others_none() -> None:
    assert LIVE.origins("api") == (
        "https://api.binance.com",
        "https://api-gcp.binance.com",
        "https://api1.binance.com",
        "https://api2.binance.com",
        "https://api3.binance.com",
        "https://api4.binance.com",
    )
    assert LIVE.origins("sapi") == ("https://api.binance.com",)
    assert LIVE.origins("fapi") == ("https://fapi.binance.com",)
    assert LIVE.origins("dapi") == ("https://dapi.binance.com",)
    assert LIVE.origins("vapi") == ()


def test_who_names_a_spot_host_is_not_sent_elsewhere() -> None:
    assert LIVE.replace(spot_rest="http://mine").origins("api") == ("http://mine",)
    assert len(LIVE.replace(usdm_rest="http://mine").origins("api")) == 6


def test_no_play_money_ever_reaches_live() -> None:
    for hosts in (Hosts.testnet(), Hosts.demo(), Hosts.sandbox()):
        assert not origins(hosts) & origins(LIVE)


def test_the_futures_of_test_and_demo_share_their_sockets_for_requests() -> None:
    for hosts in (Hosts.testnet(), Hosts.demo()):
        assert hosts.wsapi("fapi") == "wss://testnet.binancefuture.com/ws-fapi/v1"
        assert hosts.wsapi("dapi") == "wss://testnet.binancefuture.com/ws-dapi/v1"


def origins(hosts: Hosts) -> set[str]:
    return {origin for api in ("api", "sapi", "fapi", "dapi") for origin in hosts.origins(api)}


def test_the_market_data_host_is_of_live_and_serves_spot_only() -> None:
    hosts = Hosts.market_data_only()

    assert hosts.name == "live"
    assert hosts.origins("api") == ("https://data-api.binance.vision",)
    assert [hosts.origins(api) for api in ("sapi", "fapi", "dapi")] == [(), (), ()]


def test_a_proxy_serves_rest_of_the_same_world() -> None:
    hosts = LIVE.proxy("http://proxy:8090", futures="http://proxy:8091")

    assert hosts.origins("api") == hosts.origins("sapi") == ("http://proxy:8090",)
    assert hosts.origins("fapi") == hosts.origins("dapi") == ("http://proxy:8091",)
    assert hosts.spot_stream == LIVE.spot_stream
    assert hosts.name == "live"


def test_a_proxy_adds_nothing_to_a_world() -> None:
    hosts = Hosts.testnet().proxy("http://proxy:8090")

    assert hosts.origins("sapi") == ()
    assert hosts.origins("fapi") == ("http://proxy:8090",)


@pytest.mark.parametrize(
    ("hosts", "words"),
    [
        (Hosts.testnet(), ("testnet", "/sapi", "live only", "GET /api/v3/account")),
        (Hosts.demo(), ("demo", "/sapi", "live only", "GET /api/v3/account")),
        (Hosts.market_data_only(), ("market-data", "/sapi", "Hosts.live()")),
        (LIVE, ("live", "/vapi")),
    ],
)
def test_what_is_absent_is_named_together_with_what_to_do(
    hosts: Hosts, words: tuple[str, ...]
) -> None:
    said = hosts.absence("vapi" if hosts is LIVE else "sapi")

    assert all(word in said for word in words)


async def test_an_absent_api_is_unsent_and_says_where_it_is(alice: HmacKey) -> None:
    async with Binance(Hosts.testnet(), transport=httpx.MockTransport(_unasked)) as binance:
        with pytest.raises(errors.NotAvailable, match="live only"):
            await binance.account(alice).send(ApiRestrictions())


def _unasked(request: httpx.Request) -> httpx.Response:
    raise AssertionError(request.url.host)


async def test_the_next_host_is_asked_when_one_cannot_be_reached() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host.removesuffix(".binance.com"))
        if asked[-1] in {"api", "api-gcp"}:
            raise httpx.ConnectError("away")
        return httpx.Response(200, json={"symbol": "BTCUSDT", "price": "1"})

    async with Binance(LIVE, transport=httpx.MockTransport(answer)) as binance:
        for _ in range(2):
            await binance.send(spot.Price(symbol="BTCUSDT"))

    assert asked == ["api", "api-gcp", "api1", "api1"]


def test_the_market_data_host_follows_no_accounts() -> None:
    binance = Binance(Hosts.market_data_only())

    with pytest.raises(errors.NotAvailable, match="market data only"):
        UserStreams(binance.hosts, binance.clock, binance.limits)
