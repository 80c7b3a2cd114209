"""Where Binance answers: live, testnet, demo, or the sandbox on this machine."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Hosts:
    """Origins of every API; `spot_wsapi` alone is a whole URL.

    The worlds share nothing: keys, balances, limits and filters of one mean nothing in another.
    """

    name: str
    spot_rest: str
    spot_stream: str
    spot_wsapi: str
    sapi_rest: str | None
    usdm_rest: str
    usdm_stream: str
    coinm_rest: str
    coinm_stream: str

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
        )

    @classmethod
    def testnet(cls) -> Hosts:
        return cls(
            name="testnet",
            spot_rest="https://testnet.binance.vision",
            spot_stream="wss://stream.testnet.binance.vision",
            spot_wsapi="wss://ws-api.testnet.binance.vision/ws-api/v3",
            sapi_rest=None,
            usdm_rest="https://testnet.binancefuture.com",
            usdm_stream="wss://fstream.binancefuture.com",
            coinm_rest="https://testnet.binancefuture.com",
            coinm_stream="wss://dstream.binancefuture.com",
        )

    @classmethod
    def demo(cls) -> Hosts:
        return cls(
            name="demo",
            spot_rest="https://demo-api.binance.com",
            spot_stream="wss://demo-stream.binance.com",
            spot_wsapi="wss://demo-ws-api.binance.com/ws-api/v3",
            sapi_rest=None,
            usdm_rest="https://demo-fapi.binance.com",
            usdm_stream="wss://demo-fstream.binance.com",
            coinm_rest="https://demo-dapi.binance.com",
            coinm_stream="wss://dstream.binancefuture.com",
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
        )

    def replace(self, **overrides: str | None) -> Hosts:
        """Exchange some addresses of the same world, for tests and proxies."""
        return replace(self, **overrides)  # type: ignore[arg-type]  # only sapi_rest takes None

    def rest(self, api: str) -> str | None:
        """Name the origin that serves an API family; None where this world has none."""
        return {
            "api": self.spot_rest,
            "sapi": self.sapi_rest,
            "fapi": self.usdm_rest,
            "dapi": self.coinm_rest,
        }.get(api)
