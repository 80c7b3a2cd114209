"""What each command and each button may do, and to whom: the written rules, one for each route.

A route without a rule here fails the tests, and so does one that does more, or less, than its rule
says. Words in angle brackets stand for what Alice has: `t:<buy>` is a tap on her open question.
"""

from dataclasses import dataclass

from authority.people import ADMIN, OWNER

SECOND_FACTOR = "a second factor is turned on"
"""A deed that takes an authenticator."""

CODE = "a code is given for: "
"""A deed that takes the authenticator of before; what the code is for follows."""


@dataclass(frozen=True)
class Rule:
    """One way to use a route, and all that may come of it.

    Without more it answers whoever asks in their own chat, changes nothing, and goes out to
    Binance in nobody's name.
    """

    tried: str
    writes: str = ""
    """The tables in which rows about the tapper change; exactly these, when the right one taps."""
    reads: bool = False
    """Whether Binance is asked in the tapper's name."""
    moves: bool = False
    """Whether Binance is told to do something in the tapper's name."""
    anywhere: bool = False
    """Whether it works in groups too, where it shows nothing that is somebody's own."""
    admin: bool = False
    """Whether it is for administrators alone."""
    about: str = ""
    """The tables in which rows about others may change: those whom administrators decide about."""
    bound: bool = False
    """Whether it is about something of one person's: a tap by anybody else comes to nothing."""
    after: tuple[str, ...] = ()
    """What the right one did before."""
    later: bool = False
    """Whether the answer comes from whoever works on it, once what became of it is certain."""
    brings: bool = False
    """Whether Binance is asked with the key that the words bring along."""
    secret: bool = False
    """Whether it may hold a secret: the message is deleted, and whoever wrote it is told."""

    @property
    def by(self) -> int:
        """Whoever it is meant for."""
        return ADMIN if self.admin else OWNER


_KEY, _SECRET = "K" * 64, "s" * 64

COMMANDS: dict[str, list[Rule]] = {
    "start": [Rule("/start", anywhere=True)],
    "help": [Rule("/help", anywhere=True)],
    "language": [Rule("/language", anywhere=True)],
    "price": [Rule("/price btc eth", anywhere=True)],
    "ticker": [Rule("/ticker btc", anywhere=True)],
    "depth": [Rule("/depth btc", anywhere=True)],
    "chart": [Rule("/chart btc 4h", anywhere=True)],
    "status": [Rule("/status", anywhere=True)],
    "limits": [Rule("/limits", anywhere=True)],
    "alert": [
        Rule("/alert"),
        Rule("/alert btc"),
        Rule("/alert btc > 400000", writes="alerts audit inbox"),
        Rule("/alert <alert>", bound=True),
        Rule("/alert <alert> btc > 400000", writes="alerts audit inbox", bound=True),
    ],
    "alerts": [
        Rule("/alerts"),
        Rule("/alerts limit", admin=True),
        Rule("/alerts limit 7", writes="audit", about="settings", admin=True),
    ],
    "secure": [Rule("/secure")],
    "audit": [Rule("/audit")],
    "guards": [
        Rule("/guards", writes="tickets"),
        Rule("/guards order"),
        Rule("/guards order 50", writes="tickets"),
    ],
    "panic": [
        Rule("/panic", writes="tickets"),
        Rule("/panic all", writes="tickets", admin=True),
    ],
    "resume": [
        Rule("/resume", writes="tickets"),
        Rule("/resume all", writes="tickets", admin=True),
    ],
    "users": [Rule("/users", admin=True)],
    "setkey": [
        Rule("/setkey", writes="api_keys audit"),
        Rule(f"/setkey {_KEY} {_SECRET}", brings=True, secret=True),
    ],
    "keys": [Rule("/keys")],
    "account": [
        Rule("/account"),
        Rule("/account Alices second 1", writes="api_keys audit", bound=True),
        Rule("/account rename Else", writes="api_keys audit"),
    ],
    "delkey": [Rule("/delkey", writes="tickets")],
    "balance": [Rule("/balance", reads=True)],
    "orders": [Rule("/orders", reads=True)],
    "cancel": [
        Rule(
            "/cancel <order>",
            writes="audit cancellations inbox",
            reads=True,
            bound=True,
            later=True,
        )
    ],
    "cancelall": [
        Rule("/cancelall", writes="tickets", reads=True),
        Rule("/cancelall btc", writes="tickets", reads=True),
    ],
    "change": [
        Rule("/change <order>", reads=True, bound=True),
        Rule("/change <order> @ 45600", writes="tickets", reads=True, bound=True),
    ],
    "history": [Rule("/history", reads=True)],
    "fills": [Rule("/fills", reads=True)],
    "pnl": [Rule("/pnl week", reads=True)],
    "funding": [Rule("/funding")],
    "buy": [Rule("/buy btc $100", writes="tickets", reads=True)],
    "sell": [Rule("/sell btc 0.001 @ 99000", writes="tickets", reads=True)],
    "trade": [Rule("/trade btc", writes="settings")],
    "presets": [Rule("/presets"), Rule("/presets 50 100 250", writes="settings")],
    "drift": [Rule("/drift"), Rule("/drift 0.5", writes="audit settings")],
    "big": [Rule("/big"), Rule("/big 500", writes="audit settings")],
    "bracket": [Rule("/bracket btc $100 @ 62000 tp 65000 sl 60000", writes="tickets", reads=True)],
    "oco": [Rule("/oco btc 0.001 99000 50000", writes="tickets", reads=True)],
    "long": [Rule("/long btc $200 x2", writes="tickets", reads=True)],
    "short": [Rule("/short btc $200 @ 70000 x2", writes="tickets", reads=True)],
    "close": [
        Rule("/close", reads=True),
        Rule("/close btc", writes="tickets", reads=True, bound=True),
    ],
    "positions": [Rule("/positions", reads=True)],
    "leverage": [Rule("/leverage btc 4", writes="tickets", reads=True)],
    "margintype": [Rule("/margintype eth isolated", writes="tickets", reads=True)],
}

TAPS = [
    Rule("lang:tr", writes="users", anywhere=True),
    Rule("admit:<fay>", writes="audit", about="outbox users", admin=True),
    Rule("bar:<bob>", writes="audit", about="users", admin=True),
    Rule("bar:<carol>", admin=True),
    Rule("price:BTCUSDT,ETHUSDT", anywhere=True),
    Rule("ticker:BTCUSDT", anywhere=True),
    Rule("depth:BTCUSDT", anywhere=True),
    Rule("card:BTCUSDT", anywhere=True),
    Rule("chart:BTCUSDT:4h", anywhere=True),
    Rule("chart:BTCUSDT:1h:new", anywhere=True),
    Rule("ask:buy:BTCUSDT", writes="settings"),
    Rule("form:kind", writes="tickets", bound=True, after=("/trade btc",)),
    Rule("form:kind:limit", writes="settings", bound=True, after=("/trade btc",)),
    Rule("form:limit", writes="tickets", bound=True, after=("/trade btc", "form:kind:stop")),
    Rule(
        "form:iceberg:10%", writes="settings", bound=True, after=("/trade btc", "form:kind:limit")
    ),
    Rule(
        "form:preview",
        writes="tickets",
        reads=True,
        bound=True,
        after=("/trade btc", "form:amount:25%"),
    ),
    Rule("form:close", writes="settings", bound=True, after=("/trade btc",)),
    Rule("ask:alert:BTCUSDT"),
    Rule("ask:stop:BTCUSDT:0.001", reads=True),
    Rule("ask:target:BTCUSDT:0.001", reads=True),
    Rule("out:stop:BTCUSDT:0.001:50000", writes="tickets", reads=True),
    Rule("funding:off", writes="settings"),
    Rule(
        "t:<buy>",
        writes="audit inbox order_intents order_tellings outbox tickets turnovers",
        reads=True,
        moves=True,
        bound=True,
    ),
    Rule("n:<buy>", writes="tickets", bound=True),
    Rule("re:<late>", writes="tickets", reads=True, bound=True),
    Rule("key:form", writes="tickets"),
    Rule("ps:0", reads=True),
    Rule("po:half:usdm:BTCUSDT:long", writes="tickets", reads=True, bound=True),
    Rule("po:close:usdm:BTCUSDT:long:<Alices-first>", writes="tickets", reads=True, bound=True),
    Rule("po:tp:usdm:BTCUSDT:long", writes="tickets", reads=True, bound=True),
    Rule("po:sl:usdm:BTCUSDT:long:5", writes="tickets", reads=True, bound=True),
    Rule("lo:usdm:ETHUSDT:<Alices-first>", writes="tickets", reads=True, bound=True),
    Rule(
        "t:<leverage>",
        writes="audit inbox order_intents outbox tickets turnovers",
        reads=True,
        moves=True,
        bound=True,
    ),
    Rule("ch:BTCUSDT:<order>", reads=True, bound=True),
    Rule("ch:BTCUSDT:<order>:<Alices-first>", reads=True, bound=True),
    Rule("ch:BTCUSDT:<order>:-0.5", writes="tickets", reads=True, bound=True),
    Rule("k:<forget>", writes="api_keys audit data_keys inbox tickets", bound=True),
    Rule("kn:<forget>", writes="tickets", bound=True),
    Rule("acc:show:<Alices-first>", bound=True),
    Rule("acc:use:<Alices-second>", writes="api_keys audit", bound=True),
    Rule("acc:name:<Alices-first>", bound=True),
    Rule("acc:check:<Alices-first>", writes="api_keys", reads=True, bound=True),
    Rule("acc:drop:<Alices-first>", writes="tickets", bound=True),
    Rule("x:BTCUSDT:<order>", writes="audit cancellations inbox"),
    Rule("x:spot:BTCUSDT:<order>:<Alices-first>", writes="audit cancellations inbox"),
    Rule("os:spot:BTCUSDT:BUY:all:0", reads=True),
    Rule("os:-:-:-:all:0:r", reads=True),
    Rule("os:-:-:-:all:0:s", reads=True),
    Rule("os:-:-:-:all:0:c", writes="tickets", reads=True),
    Rule("ca:<all orders>", writes="audit cancellations inbox tickets", bound=True),
    Rule("hi:-:-:-:week:0", reads=True),
    Rule("hi:-:BTCUSDT:SELL:week:0:r", reads=True),
    Rule("fi:-:-:-:week:0", reads=True),
    Rule("fi:-:BTCUSDT:SELL:week:0:r", reads=True),
    Rule("pl:week:BTCUSDT:fifo", reads=True),
    Rule("pf:week:-:fifo", reads=True),
    Rule("pc:week:-:fifo", reads=True),
    Rule("px:all:-:fifo", reads=True),
    Rule("alerts:0"),
    Rule("al:show:<alert>", bound=True),
    Rule("al:new:<alert>", bound=True),
    Rule("al:pause:<alert>", writes="alerts", bound=True),
    Rule("al:rearm:<alert>", writes="alerts", bound=True, after=("al:pause:<alert>",)),
    Rule("al:every:<alert>", writes="alerts", bound=True),
    Rule("al:silent:<alert>", writes="alerts", bound=True),
    Rule("al:undo:<alert>", writes="alerts", bound=True, after=("al:delete:<alert>",)),
    Rule("al:snooze:<alert>:60", writes="alerts", bound=True),
    Rule("al:delete:<alert>", writes="alerts", bound=True),
    Rule("al:edit:<alert>", bound=True),
    Rule("al:to:<alert>:400000", writes="alerts audit inbox", bound=True),
    Rule("pause:<alert>", writes="alerts", bound=True),
    Rule("rearm:<alert>", writes="alerts", bound=True, after=("al:pause:<alert>",)),
    Rule("unalert:<alert>", writes="alerts", bound=True),
    Rule("undo:<alert>", writes="alerts", bound=True, after=("al:delete:<alert>",)),
    Rule("snooze:<alert>:1440", writes="alerts", bound=True),
    Rule("new:BTCUSDT"),
    Rule("new:BTCUSDT:above", writes="tickets"),
    Rule("new:BTCUSDT:above:400000:once", writes="alerts audit inbox"),
    Rule("new:cancel"),
    Rule("again:<twin>", writes="alerts audit inbox tickets", bound=True),
    Rule("secure:begin", writes="second_factors"),
    Rule("secure:text", writes="second_factors", bound=True, after=("secure:begin",)),
    Rule("secure:stop", writes="second_factors", bound=True, after=("secure:begin",)),
    Rule("secure:lock:3600", writes="audit second_factors", bound=True, after=(SECOND_FACTOR,)),
    Rule("secure:codes", writes="tickets", bound=True, after=(SECOND_FACTOR,)),
    Rule(
        "secure:codes",
        writes="audit recovery_codes second_factors",
        bound=True,
        after=(SECOND_FACTOR, CODE + "new codes"),
    ),
    Rule("secure:noted"),
    Rule("secure:off", writes="tickets", bound=True, after=(SECOND_FACTOR,)),
    Rule(
        "secure:off",
        writes="audit recovery_codes second_factors",
        bound=True,
        after=(SECOND_FACTOR, CODE + "turn off"),
    ),
    Rule("audit:0"),
    Rule("guard:order"),
    Rule("guard:order:50", writes="tickets"),
    Rule("gset:<tighter>", writes="audit guard_choices guard_raises inbox tickets", bound=True),
    Rule("keep:<raise>", writes="audit guard_raises inbox tickets", bound=True),
    Rule("panic:<stop>", writes="audit inbox stops sweeps tickets", bound=True),
    Rule("panic:<go on>", writes="audit inbox tickets", bound=True),
    Rule("panic:<stop all>", writes="audit inbox tickets", about="stops", admin=True, bound=True),
    Rule("users:0", admin=True),
    Rule("user:<bob>", admin=True),
    Rule("user:<bob>:order", admin=True),
    Rule("user:<bob>:block", writes="tickets", admin=True),
    Rule("user:<bob>:reset", writes="tickets", admin=True),
    Rule("user:<bob>:order:500", writes="tickets", admin=True),
    Rule("udo:<block>", writes="audit inbox tickets", about="users", admin=True, bound=True),
    Rule(
        "udo:<reset>",
        writes="audit inbox tickets",
        about="outbox recovery_codes second_factors",
        admin=True,
        bound=True,
    ),
    Rule("udo:<admit>", writes="audit inbox tickets", about="outbox users", admin=True, bound=True),
]

WORDS = [
    Rule("btc", anywhere=True),
    Rule("what is this"),
    Rule(_KEY, secret=True),
    Rule(f"{_KEY} {_SECRET}", brings=True, secret=True),
    Rule("123456"),
]
"""What is written without a command before it."""
