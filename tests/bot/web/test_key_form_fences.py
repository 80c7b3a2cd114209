"""Who may ask for the page and how: everything else is turned away at the fence."""

import asyncio
import weakref
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from key_page import KeyPage, sealed
from pretend_forms import Taken, forms_of
from starlette.types import ASGIApp

from bot.web import Forms, Site, web
from bot.web.pace import Pace
from bot.web.sealing import Seal
from storage import Storage

SITE = Site("https://bot.example.com", framed_by=("https://*.telegram.org",))
FIELDS = {"kind": "hmac", "api_key": "A" * 64, "secret": "B" * 64}


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def forms(storage: Storage, taken: Taken, clock: Any) -> Forms:
    return forms_of(storage, taken, SITE, clock)


@pytest.fixture
async def http(forms: Forms) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(web(forms)) as client:
        yield client


@pytest.fixture
async def page(storage: Storage, forms: Forms, http: httpx.AsyncClient) -> KeyPage:
    return await _open(storage, forms, http)


def _client(app: ASGIApp) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=("192.0.2.1", 5)))


async def _open(
    storage: Storage, forms: Forms, http: httpx.AsyncClient, user_id: int = 1001
) -> KeyPage:
    async with storage.read() as unit:
        person = await unit.users.get(user_id)
    assert person is not None
    return KeyPage(http, (await forms.open(person, user_id)).browser)


async def test_the_page_names_whose_account_it_will_be_and_where(page: KeyPage) -> None:
    shown = (await page.loads()).text

    for words in ("SANDBOX", "<b>Alice</b> (Telegram 1001)", 'lang="en"'):
        assert words in shown


async def test_the_page_speaks_turkish_and_escapes_a_name(
    storage: Storage, forms: Forms, http: httpx.AsyncClient
) -> None:
    async with storage.begin() as unit:
        await unit.users.meet(7, name='"><script>alert(1)</script>', language="tr", active=True)

    shown = (await (await _open(storage, forms, http, 7)).loads()).text

    assert 'lang="tr"' in shown
    assert "Binance hesabı bağla" in shown
    assert "<script>alert" not in shown


async def test_the_page_lets_nothing_in_from_elsewhere_and_is_kept_nowhere(page: KeyPage) -> None:
    headers = (await page.loads()).headers
    policy = headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "max-age" in headers["Strict-Transport-Security"]
    assert "set-cookie" not in headers


async def test_only_telegrams_own_pages_may_frame_the_mini_app(
    storage: Storage, forms: Forms, http: httpx.AsyncClient
) -> None:
    async with storage.read() as unit:
        alice = await unit.users.get(1001)
    assert alice is not None
    app = (await forms.open(alice, alice.id)).app
    assert app is not None

    headers = (await http.get(app)).headers

    assert "frame-ancestors https://*.telegram.org;" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers


@pytest.mark.parametrize(
    "host",
    ["evil.example", "bot.example.com.evil.example", "bot.example.com:8080", "127.0.0.1:8080", ""],
)
async def test_another_host_is_turned_away(page: KeyPage, host: str) -> None:
    answer = await page.http.get(page.url, headers={"Host": host})

    assert answer.status_code == 421
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://bot.example.com"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)
async def test_only_the_page_itself_may_post(
    page: KeyPage, taken: Taken, headers: dict[str, str]
) -> None:
    body = sealed(FIELDS, await page.key(), page.ticket)

    assert (await page.posts(body, **headers)).status_code == 403
    assert (await page.posts(body, **{"Sec-Fetch-Site": "same-origin"})).status_code == 200
    assert taken.secrets == ["B" * 64]


async def test_an_address_that_asks_too_often_waits(storage: Storage, taken: Taken) -> None:
    at = 100.0
    forms = forms_of(storage, taken, SITE)
    async with _client(web(forms, Pace(lambda: at))) as http:
        page = await _open(storage, forms, http)

        answers = [(await page.loads()).status_code for _ in range(61)]
        assert answers == [200] * 60 + [429]
        at += 1
        assert (await page.loads()).status_code == 200


def test_a_network_of_ipv6_has_one_pace_and_memory_has_a_bound() -> None:
    pace = Pace(lambda: 0.0)
    for last in range(60):
        assert pace.allows(f"2001:db8::{last:x}")
    assert not pace.allows("2001:db8::ffff")
    assert pace.allows("2001:db8:0:1::1")

    for first in range(20_000):
        pace.allows(f"10.{first >> 8}.{first & 255}.1")
    assert len(pace._left) == 10_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"public":1,"nonce":2,"sealed":3}',
        b'{"public":"AAAA","nonce":"AAAA","sealed":"AAAA"}',
        b'{"public":"*","nonce":"*","sealed":"*"}',
        b'{"public":"","nonce":"","sealed":"","more":""}',
        b"{" * 16_000,
        b"A" * 20_000,
    ],
)
async def test_what_our_page_does_not_send_is_one_clear_line(page: KeyPage, body: bytes) -> None:
    answer = await page.posts(body)

    assert answer.status_code == 400
    assert answer.json() == {"text": "What came from the page cannot be read."}


async def test_what_was_sealed_for_another_page_or_changed_does_not_open(
    page: KeyPage, taken: Taken
) -> None:
    key = await page.key()
    good = sealed(FIELDS, key, page.ticket)
    bent = good | {"sealed": "AAAA" + good["sealed"][4:]}
    no_point = good | {"public": "BAAA" + good["public"][4:]}

    for body in (sealed(FIELDS, key, "another"), bent, no_point):
        answer = await page.posts(body)
        assert answer.status_code == 422
        assert "does not open" in answer.json()["text"]
    assert taken.secrets == []


async def test_a_page_is_over_after_five_minutes(page: KeyPage, clock: Any, taken: Taken) -> None:
    key = await page.key()
    clock.passes(299)
    assert (await page.loads()).status_code == 200

    clock.passes(1)

    assert (await page.loads()).status_code == 404
    assert (await page.sends(FIELDS, key=key)).status_code == 410
    assert taken.secrets == []


async def test_a_page_is_over_though_the_clock_was_set_back(
    storage: Storage, taken: Taken, clock: Any
) -> None:
    at = 100.0
    forms = forms_of(storage, taken, SITE, clock, ticks=lambda: at)
    async with _client(web(forms)) as http:
        page = await _open(storage, forms, http)
        key = await page.key()
        clock.passes(-3600)
        at += 299
        assert (await page.loads()).status_code == 200

        at += 1

        assert (await page.loads()).status_code == 404
        assert (await page.sends(FIELDS, key=key)).status_code == 410
        assert taken.secrets == []


async def test_other_addresses_and_methods_lead_nowhere(page: KeyPage) -> None:
    base = page.url.partition("/keys/")[0]
    own = {"Origin": base, "Content-Type": "application/json"}

    for path in ("/", "/keys", "/keys/", "/keys/../keys", "/favicon.ico"):
        answer = await page.http.get(base + path)
        assert answer.status_code == 404
        assert not answer.is_redirect
    assert (await page.http.put(page.url, headers=own)).status_code == 405
    assert (await page.http.get(f"{page.url}/")).status_code == 404


async def test_nothing_of_a_form_shows_in_its_repr_or_errors(
    page: KeyPage, forms: Forms, caplog: pytest.LogCaptureFixture, taken: Taken
) -> None:
    taken.fails = RuntimeError("B" * 64)

    answer = await page.sends(FIELDS)

    assert answer.status_code == 500
    assert "B" * 64 not in caplog.text + answer.text
    place = forms.find(page.ticket)
    assert page.ticket not in repr(place)


async def test_who_was_blocked_meanwhile_connects_nothing(
    page: KeyPage, storage: Storage, taken: Taken
) -> None:
    async with storage.begin() as unit:
        await unit.users.set_status(1001, "blocked")

    assert (await page.sends(FIELDS)).status_code == 410

    assert taken.secrets == []
    async with storage.read() as unit:
        assert await unit.keys.of(1001, "sandbox") == []


async def test_a_form_of_somebody_else_is_not_touched_by_a_new_one(
    storage: Storage, forms: Forms, http: httpx.AsyncClient, taken: Taken
) -> None:
    alices = await _open(storage, forms, http)
    bobs = await _open(storage, forms, http, 1002)

    assert (await bobs.sends(FIELDS)).status_code == 200
    assert (await alices.sends(FIELDS)).status_code == 200

    assert forms._places == {}


async def test_what_opens_a_form_is_gone_when_its_time_is_over_and_not_before(
    storage: Storage, taken: Taken, clock: Any
) -> None:
    async def sleep(seconds: float) -> None:
        clock.passes(seconds)
        await asyncio.sleep(0)

    forms, begun = forms_of(storage, taken, SITE, clock, sleep), clock()
    opens = await _what_opens(storage, forms)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        running = group.create_task(forms.run())
        while clock() < begun + timedelta(minutes=4):  # noqa: ASYNC110  # the clock is ours
            await asyncio.sleep(0)
        assert opens() is not None
        while clock() < begun + timedelta(minutes=7):  # noqa: ASYNC110  # the clock is ours
            await asyncio.sleep(0)
        running.cancel()

    assert opens() is None


async def _what_opens(storage: Storage, forms: Forms) -> weakref.ref[Seal]:
    """The private half of a form that was just opened, which this does not keep alive."""
    async with storage.read() as unit:
        person = await unit.users.get(1001)
    assert person is not None
    links = await forms.open(person, 1001)
    return weakref.ref(forms.find(links.browser.rpartition("/")[2]).form.seal)
