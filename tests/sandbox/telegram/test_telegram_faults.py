"""Faults ordered at /sandbox/faults, and the guard of the control endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from conftest import Caller, Sandbox

SENDING = {"match": {"path": "sendMessage"}}


async def test_a_status_is_answered_instead_and_nothing_is_sent(
    bot: Caller, sandbox: Sandbox
) -> None:
    await sandbox.post("faults", [SENDING | {"kind": "status", "status": 429, "retry_after": 3}])

    refused = await bot.call("sendMessage", chat_id=1001, text="x")

    assert refused["parameters"] == {"retry_after": 3}
    assert refused["description"] == "Too Many Requests: retry after 3"
    assert await sandbox.sees() == []
    await bot.send("after the fault")


@pytest.mark.parametrize(
    ("kind", "stored"), [("drop_before", 0), ("drop_after", 1), ("garbage", 1)]
)
async def test_a_lost_answer_may_hide_a_sent_message(
    kind: str, stored: int, bot: Caller, sandbox: Sandbox
) -> None:
    await sandbox.post("faults", [SENDING | {"kind": kind}])

    with pytest.raises((httpx.TransportError, ValueError)):
        await bot.send()

    assert len(await sandbox.sees()) == stored
    (call,) = (await sandbox.http.get("/sandbox/calls")).json()
    assert call["answer"] is None


async def test_a_fault_happens_as_often_as_ordered_and_where_it_was_ordered(
    bot: Caller, sandbox: Sandbox
) -> None:
    fault = SENDING | {"kind": "status", "status": 500, "times": 2}
    (waiting,) = await sandbox.post("faults", [fault])
    assert waiting["times"] == 2

    await bot.result("getMe")
    codes = [
        (await bot.call("sendMessage", chat_id=1001, text="x")).get("error_code") for _ in "123"
    ]

    assert codes == [500, 500, None]
    assert (await sandbox.http.get("/sandbox/faults")).json() == []


async def test_faults_can_be_taken_back(bot: Caller, sandbox: Sandbox) -> None:
    await sandbox.post("faults", [{"kind": "status", "status": 403, "description": "Forbidden: x"}])
    await sandbox.http.delete("/sandbox/faults")

    assert (await bot.send())["text"] == "hello"


async def test_a_delayed_call_is_carried_out(bot: Caller, sandbox: Sandbox) -> None:
    await sandbox.post("faults", [SENDING | {"kind": "delay", "seconds": 0}])

    await bot.send()

    assert len(await sandbox.sees()) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faults", [{"kind": "silence"}]),
        ("faults", [{"kind": "earthquake"}]),
        ("message", {"user_id": 1001}),
        ("message", {"user_id": 1001, "text": "  "}),
        ("message", {"user_id": 1001, "text": "x", "colour": "red"}),
        ("message", []),
    ],
)
async def test_a_wish_that_makes_no_sense_is_explained(
    path: str, body: Any, sandbox: Sandbox
) -> None:
    answer = await sandbox.http.post(f"/sandbox/{path}", json=body)

    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://127.0.0.1"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://evil.example", "Host": "evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_other_sites_cannot_act_as_people(
    headers: dict[str, str], status: int, sandbox: Sandbox
) -> None:
    body = {"user_id": 1001, "text": "/buy everything"}

    answer = await sandbox.http.post("/sandbox/message", json=body, headers=headers)

    assert answer.status_code == status


async def test_the_page_allows_no_foreign_script(sandbox: Sandbox) -> None:
    page = await sandbox.http.get("/")

    assert page.headers["content-security-policy"].startswith(
        "default-src 'none'; script-src 'self'"
    )
    assert 'data-testid="banner"' in page.text
    assert (await sandbox.http.get("/page/js/main.js")).status_code == 200


async def test_without_an_exchange_its_door_is_closed(sandbox: Sandbox) -> None:
    assert (await sandbox.http.get("/sandbox/exchange/state")).status_code == 404
