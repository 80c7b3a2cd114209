from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.telegram.errors import ApiError
from sandbox.telegram.rich.html import parse_rich_html

if TYPE_CHECKING:
    from conftest import Caller, Sandbox

TABLE = "<table><tr><th>Asset</th><th>Free</th></tr><tr><td>BTC</td><td>0.1</td></tr></table>"


async def test_a_table_is_sent_shown_and_edited(bot: Caller, sandbox: Sandbox) -> None:
    rich = {"html": f"<h2>Balances</h2>{TABLE}"}
    sent = await bot.result("sendRichMessage", chat_id=1001, rich_message=rich)
    heading, table = sent["rich_message"]["blocks"]

    assert heading == {"type": "heading", "text": "Balances", "size": 2}
    assert table["cells"][1][0] == {"text": "BTC", "align": "left", "valign": "top"}
    assert table["cells"][0][0]["is_header"] is True
    (seen,) = await sandbox.sees()
    assert (seen["rich"], seen["text"]) == (
        sent["rich_message"],
        "Balances\nAsset Free\nBTC 0.1",
    )
    here = {"chat_id": 1001, "message_id": sent["message_id"]}
    assert "not modified" in await bot.error("editMessageText", **here, rich_message=rich)
    await bot.result("editMessageText", **here, text="plain")
    (seen,) = await sandbox.sees()
    assert (seen["text"], "rich" in seen) == ("plain", False)


@pytest.mark.parametrize(
    ("source", "block"),
    [
        ("<hr>", {"type": "divider"}),
        ("just text", {"type": "paragraph", "text": "just text"}),
        (
            "<p>a <i>b</i></p>",
            {"type": "paragraph", "text": ["a ", {"type": "italic", "text": "b"}]},
        ),
        (
            "<pre><code class='language-py'>x</code></pre>",
            {"type": "pre", "text": "x", "language": "py"},
        ),
        (
            "<blockquote collapsed>x<cite>y</cite></blockquote>",
            {"type": "expandable_blockquote", "text": "x", "credit": "y"},
        ),
        (
            "<tg-button-row><tg-button callback-data='x' disabled>Y</tg-button></tg-button-row>",
            {
                "type": "buttons",
                "buttons": [{"text": "Y", "callback_data": "x", "disabled": {}}],
            },
        ),
    ],
)
def test_each_tag_becomes_its_block(source: str, block: dict[str, Any]) -> None:
    assert parse_rich_html(source, {}) == [block]


@pytest.mark.parametrize("source", ["<script>x</script>", "<p>x", "x</p>", "<p><h1>x</h1></p>"])
def test_html_that_means_nothing_is_refused(source: str) -> None:
    with pytest.raises(ApiError, match="can't parse InputRichMessage"):
        parse_rich_html(source, {})


@pytest.mark.parametrize(
    ("rich", "reason"),
    [
        ({}, "rich message must be non-empty"),
        ({"html": "x", "blocks": [{"type": "divider"}]}, "rich message must be non-empty"),
        ({"blocks": [{"type": "divider"}] * 501}, "message is too long"),
        ({"html": "x" * 32_769}, "message is too long"),
        ({"blocks": [{"type": "heading", "text": "x", "size": 7}]}, "invalid section heading size"),
        ({"blocks": [{"type": "list", "items": []}]}, "list must be non-empty"),
        ({"blocks": [{"type": "thinking", "text": "x"}]}, "can't parse InputRichMessage"),
    ],
)
async def test_a_wrong_rich_message_is_refused(
    rich: dict[str, Any], reason: str, bot: Caller
) -> None:
    error = await bot.error("sendRichMessage", chat_id=1001, rich_message=rich)

    assert error.startswith(f"Bad Request: {reason}")
