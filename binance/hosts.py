"""Where Binance answers: live, testnet, demo, or the sandbox on this machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

_PLAY_MONEY = (
    "Binance's {name} has no /{api}: wallet, margin, earn and sub-accounts exist on live only; "
    "balances and rights are told by GET /api/v3/account here too"
)
_MARKET_DATA = (
    "the market-data host has no /{api}: it serves what is public about spot and nothing else; "
    "use Hosts.live()"
)


@dataclass(frozen=True)
class Hosts:
    """Origins of every API, None where there is none; of the WebSocket APIs they are whole URLs.

    The worlds share nothing: keys, balances, limits and filters of one mean nothing in another.
    Hosts of one `name` are one world, and counted together by Binance.
    """

    name: str
    spot_rest: str
    spot_stream: str
    spot_wsapi: str | None = None
    sapi_rest: str | None = None
    usdm_rest: str | None = None
    usdm_stream: str | None = None
    coinm_rest: str | None = None
    coinm_stream: str | None = None
    usdm_wsapi: str | None = None
    coinm_wsapi: str | None = None
    spot_fallbacks: tuple[str, ...] = ()
    if_absent: str = "there is no /{api} in the environment {name}"

    @classmethod
    def live(cls) -> Hosts:
        return cls(
            name="live",
            spot_rest="https://api.binance.com",
            spot_stream="wss://stream.binance.com:9443",
            spot_wsapi="wss://ws-api.binance.com:443/ws-api/v3",
            sapi_rest="https://api.binance.com",
            usdm_rest="https://fapi.binance.com",
            usdm_stream="wss://fstream.binance.com",
            coinm_rest="https://dapi.binance.com",
            coinm_stream="wss://dstream.binance.com",
            usdm_wsapi="wss://ws-fapi.binance.com/ws-fapi/v1",
            coinm_wsapi="wss://ws-dapi.binance.com/ws-dapi/v1",
            spot_fallbacks=(
                "https://api-gcp.binance.com",
                "https://api1.binance.com",
                "https://api2.binance.com",
                "https://api3.binance.com",
                "https://api4.binance.com",
            ),
        )

    @classmethod
    def market_data_only(cls) -> Hosts:
        """Live spot markets without accounts.

        Whether this host counts weight apart is not documented, so it shares live's limits.
        """
        return cls(
            name="live",
            spot_rest="https://data-api.binance.vision",
            spot_stream="wss://data-stream.binance.vision",
            if_absent=_MARKET_DATA,
        )

    @classmethod
    def testnet(cls) -> Hosts:
        return cls(
            name="testnet",
            spot_rest="https://testnet.binance.vision",
            spot_stream="wss://stream.testnet.binance.vision",
            spot_wsapi="wss://ws-api.testnet.binance.vision/ws-api/v3",
            usdm_rest="https://testnet.binancefuture.com",
            usdm_stream="wss://fstream.binancefuture.com",
            coinm_rest="https://testnet.binancefuture.com",
            coinm_stream="wss://dstream.binancefuture.com",
            usdm_wsapi="wss://testnet.binancefuture.com/ws-fapi/v1",
            coinm_wsapi="wss://testnet.binancefuture.com/ws-dapi/v1",
            if_absent=_PLAY_MONEY,
        )

    @classmethod
    def demo(cls) -> Hosts:
        """Play money on books that look like live's."""
        return cls(
            name="demo",
            spot_rest="https://demo-api.binance.com",
            spot_stream="wss://demo-stream.binance.com",
            spot_wsapi="wss://demo-ws-api.binance.com/ws-api/v3",
            usdm_rest="https://demo-fapi.binance.com",
            usdm_stream="wss://demo-fstream.binance.com",
            coinm_rest="https://demo-dapi.binance.com",
            coinm_stream="wss://dstream.binancefuture.com",
            usdm_wsapi="wss://testnet.binancefuture.com/ws-fapi/v1",
            coinm_wsapi="wss://testnet.binancefuture.com/ws-dapi/v1",
            if_absent=_PLAY_MONEY,
        )

    @classmethod
    def sandbox(cls, port: int = 8600, host: str = "127.0.0.1") -> Hosts:
        rest, stream = f"http://{host}:{port}", f"ws://{host}:{port}"
        return cls(
            name="sandbox",
            spot_rest=rest,
            spot_stream=stream,
            spot_wsapi=f"{stream}/ws-api/v3",
            sapi_rest=rest,
            usdm_rest=rest,
            usdm_stream=stream,
            coinm_rest=rest,
            coinm_stream=stream,
            usdm_wsapi=f"{stream}/ws-fapi/v1",
        )

    def replace(self, **overrides: Any) -> Hosts:
        """Exchange some addresses of the same world; who names a spot host wants no other one."""
        if "spot_rest" in overrides:
            overrides = {"spot_fallbacks": ()} | overrides
        return replace(self, **overrides)

    def proxy(self, url: str, *, futures: str | None = None) -> Hosts:
        """Ask a proxy that knows Binance's own paths, on `futures` for both futures APIs.

        Streams and the WebSocket API stay where they are, and so does what this world lacks.
        """
        behind = {"spot_rest": url, "sapi_rest": url}
        behind |= dict.fromkeys(("usdm_rest", "coinm_rest"), futures or url)
        present = {name: address for name, address in behind.items() if getattr(self, name)}
        return self.replace(**present)

    def origins(self, api: str) -> tuple[str, ...]:
        """List where an API family is served, the main address first; empty where it is not."""
        main = {
            "api": self.spot_rest,
            "sapi": self.sapi_rest,
            "fapi": self.usdm_rest,
            "dapi": self.coinm_rest,
        }.get(api)
        if main is None:
            return ()
        return (main, *self.spot_fallbacks) if api == "api" else (main,)

    def wsapi(self, api: str) -> str | None:
        """Find the WebSocket API of a family."""
        return {"api": self.spot_wsapi, "fapi": self.usdm_wsapi, "dapi": self.coinm_wsapi}.get(api)

    def absence(self, api: str) -> str:
        """Say that an API family is missing, and what to use instead."""
        return self.if_absent.format(api=api, name=self.name)
