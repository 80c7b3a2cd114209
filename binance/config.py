r"""What a client is opened with: which Binance, whose key, how patient.

    BINANCE_ENVIRONMENT             live (the default), testnet, demo, sandbox or market-data
    BINANCE_API_KEY                 the key's id, together with one of the next two
    BINANCE_SECRET_KEY              the secret of an HMAC key
    BINANCE_PRIVATE_KEY             the PEM of an Ed25519 or RSA key, line breaks also as \n
    BINANCE_PRIVATE_KEY_PASSPHRASE  where the PEM is encrypted
    BINANCE_TIMEOUT                 seconds for each phase of a request
    BINANCE_RECV_WINDOW             milliseconds a signature is good for
    BINANCE_CACHE_URL               memory, or redis://… for answers shared between processes
    BINANCE_PROXY_URL               a proxy that knows Binance's own paths, and has none before them
    BINANCE_SPOT_REST_URL           another host; likewise SPOT_STREAM, SPOT_WSAPI, SAPI_REST,
                                    USDM_REST, USDM_STREAM, USDM_WSAPI, COINM_REST,
                                    COINM_STREAM and COINM_WSAPI
    SANDBOX_EXCHANGE_PORT           where the sandbox listens on this machine

With `_FILE` behind its name, any of them may be the path of a file that holds the value.
"""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from binance import environ
from binance.cache import AnswerCache, MemoryCache
from binance.client import Binance
from binance.clock import Clock
from binance.hosts import Hosts
from binance.signing import Signer


@dataclass(frozen=True)
class BinanceConfig:
    """Everything a client is opened with; secrets are inside the signer, which shows none."""

    hosts: Hosts = field(default_factory=Hosts.live)
    signer: Signer | None = None
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 10.0
    recv_window: int = 5000
    cache_url: str | None = field(default=None, repr=False)  # may hold a password

    @classmethod
    def from_env(cls, variables: Mapping[str, str] | None = None) -> "BinanceConfig":
        """Read the settings; `WrongSetting` in one line where one cannot be used.

        `variables` are those of the environment unless they are given.
        """
        given = environ.Given(os.environ if variables is None else variables)
        return cls(
            hosts=environ.hosts(given),
            signer=environ.signer(given),
            api_key=given.read("BINANCE_API_KEY", environ.api_key, default=None),
            timeout=given.read("BINANCE_TIMEOUT", environ.timeout, default=10.0),
            recv_window=given.read("BINANCE_RECV_WINDOW", environ.recv_window, default=5000),
            cache_url=given.read("BINANCE_CACHE_URL", environ.cache_url, default=None),
        )

    @asynccontextmanager
    async def open(self, **more: Any) -> AsyncIterator[Binance]:
        """Open a client with these settings; `more` goes to `Binance` as it is."""

        def server() -> float:  # of the client, of which the cache is a part
            return binance.clock.time()

        async with AsyncExitStack() as stack:
            given: dict[str, Any] = {"api_key": self.api_key, "timeout": self.timeout}
            if self.cache_url is not None:
                given["cache"] = await self._cache(self.cache_url, stack, server)
            binance = Binance(self.hosts, **given | more)
            yield await stack.enter_async_context(binance)

    async def _cache(self, url: str, stack: AsyncExitStack, server: Clock) -> AnswerCache:
        if url == "memory":
            return MemoryCache(server=server)
        try:
            from binance.cache_redis import RedisCache
        except ModuleNotFoundError:
            raise environ.WrongSetting("the cache is to be in Redis: pip install redis") from None
        return await stack.enter_async_context(
            RedisCache.connected(url, world=self.hosts.name, server=server)
        )
