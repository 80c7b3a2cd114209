"""Events as Prometheus metrics; the `prometheus-client` package is needed here alone.

No label names a user: a pool of one account's is counted under the name all accounts share.
"""

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Enum, Gauge, Histogram

from binance.breaker import BreakerState
from binance.hooks import (
    BreakerChanged,
    CacheHit,
    Firewalled,
    Foreign,
    HookEvent,
    RequestDone,
    Resumed,
    Retried,
    Shed,
    Stopped,
    Waited,
)

_ENDPOINT = ("api", "method", "path")
_LATENCY = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_WAIT = (0.001, 0.01, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class PrometheusObserver:
    """Counts what it is told, in one registry; one observer serves several clients."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self._requests = Counter(
            "binance_requests",
            "Attempts, by endpoint and outcome: ok, or the name of the error",
            (*_ENDPOINT, "outcome"),
            registry=registry,
        )
        self._seconds = Histogram(
            "binance_request_seconds",
            "From the sending of a request to its answer or failure",
            _ENDPOINT,
            buckets=_LATENCY,
            registry=registry,
        )
        self._weight = Counter(
            "binance_request_weight",
            "Documented weight of the requests sent",
            ("api",),
            registry=registry,
        )
        self._retries = Counter(
            "binance_retries",
            "Further attempts, by what made them necessary",
            ("api", "error"),
            registry=registry,
        )
        self._cache_hits = Counter(
            "binance_cache_hits",
            "Answers given without asking Binance",
            ("method", "path"),
            registry=registry,
        )
        self._breakers = Enum(
            "binance_breaker_state",
            "Circuit breaker of an API family",
            ("api",),
            states=[state.value for state in BreakerState],
            registry=registry,
        )
        self._limits = _LimitMetrics(registry)

    def __call__(self, event: HookEvent) -> None:
        match event:
            case RequestDone():
                self._done(event)
            case Retried():
                self._retries.labels(event.api, event.error).inc()
            case CacheHit():
                self._cache_hits.labels(*event.endpoint.split(" ", 1)).inc()
            case BreakerChanged():
                self._breakers.labels(event.api).state(event.state.value)
            case _:
                self._limits(event)

    def _done(self, event: RequestDone) -> None:
        endpoint = event.api, event.method, event.path
        self._requests.labels(*endpoint, event.error or "ok").inc()
        self._seconds.labels(*endpoint).observe(event.seconds)
        self._weight.labels(event.api).inc(event.weight)


class _LimitMetrics:
    """How long requests wait for room, and why there is none."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._waits = Histogram(
            "binance_limit_wait_seconds",
            "Wait for room in a pool",
            ("pool", "priority", "granted"),
            buckets=_WAIT,
            registry=registry,
        )
        self._stops = Counter(
            "binance_limit_stops",
            "Times that Binance silenced a pool",
            ("pool", "reason"),
            registry=registry,
        )
        self._silent_until = Gauge(
            "binance_limit_silent_until_timestamp_seconds",
            "End of the last silence of a pool, by Binance's clock",
            ("pool",),
            registry=registry,
        )
        self._resumed = Counter(
            "binance_limit_resumed",
            "Silences of a pool that ended with a good answer",
            ("pool",),
            registry=registry,
        )
        self._foreign = Gauge(
            "binance_limit_foreign_ratio",
            "Share of a pool last seen used by others behind our address",
            ("pool",),
            registry=registry,
        )
        self._shed = Counter(
            "binance_limit_shed",
            "Requests turned away because too many were waiting",
            ("pool", "priority"),
            registry=registry,
        )

    def __call__(self, event: Waited | Stopped | Firewalled | Resumed | Foreign | Shed) -> None:
        pool = event.pool.partition(" #")[0]  # what follows tells accounts apart
        match event:
            case Waited():
                granted = str(event.granted).lower()
                self._waits.labels(pool, event.priority.name, granted).observe(event.seconds)
            case Stopped() | Firewalled():
                reason = event.reason if isinstance(event, Stopped) else "firewall"
                self._stops.labels(pool, reason).inc()
                self._silent_until.labels(pool).set(event.until)
            case Resumed():
                self._resumed.labels(pool).inc()
            case Foreign():
                self._foreign.labels(pool).set(event.share)
            case Shed():
                self._shed.labels(pool, event.priority.name).inc()
