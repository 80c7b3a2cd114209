"""Open, wire, run, close: the commands a person types."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

import config
from config import Environment, Settings, WrongSetting

if TYPE_CHECKING:  # heavy, and each command imports only what it needs
    from binance import Hosts
    from bot.plan import Plan
    from bot.web import Site
    from storage import Rotated, Vault

cli = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
    help="A Telegram bot to watch and trade on Binance.",
)  # fmt: skip
keys_cli = typer.Typer(no_args_is_help=True, help="The keys that seal people's API keys.")
cli.add_typer(keys_cli, name="keys")

SANDBOX_TOKEN = "700000001:offline-sandbox-token-of-the-bot"  # noqa: S105  # opens nothing

LOOPBACK = ("127.0.0.1", "localhost")

ForceSandbox = Annotated[
    bool, typer.Option("--sandbox", help="Use the offline exchange and the offline Telegram.")
]

Backups = Annotated[
    list[Path] | None, typer.Argument(help="Backups to seal anew as well.", show_default=False)
]


@cli.command()
def run(sandbox: ForceSandbox = False) -> None:  # noqa: FBT002  # typer's way
    """Run the bot: on Telegram and Binance with a token, in the sandbox without."""
    settings = _settings()
    _drive(_run(settings, embedded=sandbox or settings.telegram_bot_token is None))


@cli.command()
def sandbox() -> None:
    """Run the offline Binance and the offline Telegram alone."""
    _drive(_sandbox(_settings()))


@cli.command()
def doctor(sandbox: ForceSandbox = False) -> None:  # noqa: FBT002  # typer's way
    """Check configuration, database, encryption key, clock, Telegram, Binance and limits."""
    from bot.doctor import examine

    settings = _settings()
    with _one_line_errors():
        embedded = sandbox or settings.telegram_bot_token is None
        healthy = asyncio.run(examine(_plan(settings, embedded=embedded)))
    raise typer.Exit(0 if healthy else 1)


@cli.command()
def migrate() -> None:
    """Bring the database to the newest form."""
    from storage import migrate as upgrade

    settings = _settings()
    with _one_line_errors():
        config.encryption_keys(settings)  # a database never stands there without its key
        asyncio.run(upgrade(settings.database_url))
    typer.echo(f"{settings.database_path} is up to date.")


@cli.command()
def backup(file: Path) -> None:
    """Copy the database, consistently, while the bot may be running."""
    from storage import backup as copy

    settings = _settings()
    with _one_line_errors():
        try:
            asyncio.run(copy(settings.database_url, file))
        except OSError as error:
            raise WrongSetting(
                f"{file} cannot be written ({error.strerror}): name another file."
            ) from None
    typer.echo(f"Saved to {file}. The encryption key is not in it: keep that elsewhere.")


@keys_cli.command()
def generate() -> None:
    """Print a fresh encryption key."""
    from storage import Vault

    typer.echo(Vault.new_key())


@keys_cli.command()
def rotate(backups: Backups = None) -> None:
    """Seal everything anew with the newest of ENCRYPTION_KEYS, while the bot may be running.

    Restart the bot with both keys first. What was interrupted goes on when this is run again.
    """
    from storage import rotate as sealed_anew
    from storage import rotate_backup

    settings = _settings()
    with _one_line_errors():
        vault = _vault(settings)
        left = _tell_of(asyncio.run(sealed_anew(settings.database_url, vault)), "")
        for file in backups or ():
            left += _tell_of(asyncio.run(rotate_backup(file, vault)), f" in {file}")
    if left:
        _fail("\n".join(left))
    typer.echo(
        "The older ones may leave ENCRYPTION_KEYS. Backups from before that were not named here "
        "still open with them, and only with them."
    )


def _tell_of(rotated: "Rotated", where: str) -> list[str]:
    """Say how many were sealed anew; what is wrong is given back, to be said when all is done."""
    typer.echo(f"{rotated.secrets} keys{where} are sealed with the newest encryption key.")
    told = (
        f"These{where} open with none of ENCRYPTION_KEYS and were left as they are: "
        f"{rotated.left}. Add the encryption key they need, and run this again."
    )
    return [told] if rotated.left else []


@keys_cli.command()
def status() -> None:
    """Show how many secrets each encryption key seals."""
    from storage import standing

    settings = _settings()
    with _one_line_errors():
        vault = _vault(settings)
        sealed = asyncio.run(standing(settings.database_url, vault))
    for kid in (*vault.key_ids, *(sealed.keys() - vault.key_ids)):
        role = "newest" if kid == vault.newest else "older"
        name = kid or "of an older version, or unknown"
        typer.echo(f"{name}  {role if kid else '':6}  {sealed.get(kid, 0)} secrets")
    waiting = sum(sealed.values()) - sealed.get(vault.newest, 0)
    typer.echo(f"{waiting} wait for: main.py keys rotate" if waiting else "Nothing is to be done.")


async def _run(settings: Settings, *, embedded: bool) -> None:
    from bot import application
    from handlers import routes, secrecy
    from handlers.errors import on_error
    from handlers.menu import greet

    plan = _plan(settings, embedded=embedded)
    stop = _stopping()

    def ready() -> None:
        _announce(settings, plan.environment, embedded=embedded)
        application.settle()

    async with AsyncExitStack() as stack:
        if embedded:
            await stack.enter_async_context(_sandbox_running(settings))
        await application.run(
            plan, routes(), on_error, stop, prompt=secrecy.erase, greet=greet, ready=ready
        )


def _vault(settings: Settings) -> "Vault":
    from storage import Vault

    return Vault(config.encryption_keys(settings))


async def _sandbox(settings: Settings) -> None:
    stop = _stopping()
    async with _sandbox_running(settings):
        _announce(settings, Environment.SANDBOX, embedded=True)
        await stop.wait()


@asynccontextmanager
async def _sandbox_running(settings: Settings) -> AsyncIterator[None]:
    """The offline world on its two ports, in this very loop."""
    from sandbox.exchange import Exchange
    from sandbox.exchange.market.recording import WrongReplay
    from sandbox.server import serving
    from sandbox.telegram import Telegram

    exchange_port, telegram_port = settings.sandbox_exchange_port, settings.sandbox_telegram_port
    try:
        exchange = Exchange(
            seed=settings.sandbox_seed, speed=settings.sandbox_speed, replay=settings.sandbox_replay
        )
    except WrongReplay as error:
        raise WrongSetting(str(error)) from None
    telegram = Telegram(exchange_url=f"http://127.0.0.1:{exchange_port}")
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(
            _listening(serving, exchange.app(), exchange_port, "SANDBOX_EXCHANGE_PORT")
        )
        await stack.enter_async_context(
            _listening(serving, telegram.app(), telegram_port, "SANDBOX_TELEGRAM_PORT")
        )
        async with asyncio.TaskGroup() as group:  # a market that dies takes the bot along, loudly
            heartbeat = group.create_task(exchange.run())
            try:
                yield
            finally:
                heartbeat.cancel()


@asynccontextmanager
async def _listening(
    serving: Callable[..., Any], app: Any, port: int, setting: str
) -> AsyncIterator[None]:
    try:
        server = serving(app, port=port)
        await server.__aenter__()
    except OSError as error:
        raise WrongSetting(
            f"{setting}={port} cannot be used ({error.strerror or error}): end what listens "
            "there or choose another port."
        ) from None
    try:
        yield
    finally:
        await server.__aexit__(None, None, None)


def _plan(settings: Settings, *, embedded: bool) -> "Plan":
    from bot.plan import Plan

    token = settings.telegram_bot_token
    telegram = f"http://127.0.0.1:{settings.sandbox_telegram_port}"
    environment = Environment.SANDBOX if embedded else settings.environment
    return Plan(
        token=SANDBOX_TOKEN if embedded or token is None else token.get_secret_value(),
        base_url=f"{telegram}/bot" if embedded else settings.telegram_base_url,
        file_url=f"{telegram}/file/bot" if embedded else settings.telegram_file_url,
        environment=environment.value,
        hosts=_hosts(settings, environment, embedded=embedded),
        database_url=settings.database_url,
        vault=_vault(settings),
        admins=settings.admin_ids,
        approval_needed=settings.access == "approval" and not embedded,
        language=settings.language,
        site=_site(settings, embedded=embedded),
        keys_in_chat=settings.keys_in_chat,
        server_ips=tuple(map(str, settings.server_ips)),
        api_key=settings.binance_api_key.get_secret_value() if settings.binance_api_key else None,
    )


def _site(settings: Settings, *, embedded: bool) -> "Site | None":
    """Where the web pages are: in the sandbox on this machine, otherwise at an address given."""
    from bot.web.site import TELEGRAM, Site

    host, port = settings.http_host, settings.http_port
    if embedded:
        chats = [f"http://{name}:{settings.sandbox_telegram_port}" for name in LOOPBACK]
        return Site(f"http://127.0.0.1:{port}", "127.0.0.1", port, framed_by=(*chats,))
    if settings.public_url is None:
        return None
    framed_by = TELEGRAM if settings.public_url.startswith("https:") else ()
    return Site(settings.public_url, host, port, framed_by)


def _hosts(settings: Settings, environment: Environment, *, embedded: bool) -> "Hosts":
    from binance import Hosts

    makers: dict[Environment, Callable[[], Hosts]] = {
        Environment.LIVE: Hosts.live,
        Environment.TESTNET: Hosts.testnet,
        Environment.DEMO: Hosts.demo,
        Environment.SANDBOX: lambda: Hosts.sandbox(port=settings.sandbox_exchange_port),
    }
    names = (
        "spot_rest", "spot_stream", "spot_wsapi", "sapi_rest",
        "usdm_rest", "usdm_stream", "usdm_wsapi", "coinm_rest", "coinm_stream", "coinm_wsapi",
    )  # fmt: skip
    given = {name: getattr(settings, f"binance_{name}_url") for name in names}
    if embedded:
        given = {}  # what is called play money must not reach another host
    return makers[environment]().replace(**{name: url for name, url in given.items() if url})


def _settings() -> Settings:
    from bot.logs import configure

    with _one_line_errors():
        settings = config.load()
    configure(level=settings.log_level, as_json=settings.log_format == "json")
    return settings


def _announce(settings: Settings, environment: str, *, embedded: bool) -> None:
    if embedded:
        print(
            f"\n  Chat with the bot:  http://127.0.0.1:{settings.sandbox_telegram_port}/",
            flush=True,
        )
        print(
            f"  Offline exchange:   http://127.0.0.1:{settings.sandbox_exchange_port}/sandbox/state\n",
            flush=True,
        )
    else:
        print(f"The bot is running on Telegram and Binance {environment}.", flush=True)


def _stopping() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    return stop


def _drive(work: Any) -> None:
    with _one_line_errors():
        asyncio.run(work)


@contextmanager
def _one_line_errors() -> Iterator[None]:
    """What a person can mend is said in one line, with exit code 2."""
    try:
        yield
    except Exception as error:
        remedy = _remedy(error)
        if remedy is None:
            raise
        _fail(remedy)


def _remedy(error: Exception) -> str | None:
    """What a person can do about it; nothing where the fault is ours."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, WrongSetting):
        return str(error)

    from storage import StorageError, VaultError

    if isinstance(error, StorageError | VaultError):
        return str(error)

    from telegram.error import InvalidToken

    from bot.application import ForeignDatabase
    from bot.web import PortTaken

    if isinstance(error, InvalidToken):  # its own text would tell the token
        return "TELEGRAM_BOT_TOKEN is refused by Telegram: copy it again from @BotFather."
    return str(error) if isinstance(error, ForeignDatabase | PortTaken) else None


def _fail(line: str) -> NoReturn:
    print(line, file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    cli()
