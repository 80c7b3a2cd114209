from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.errors import ApiError
from sandbox.telegram.text.formatted import Formatted, utf16_length
from sandbox.telegram.text.html import parse_html
from sandbox.telegram.text.received import received

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
}


@given(ANY_TEXT)
def test_escaped_text_parses_back_to_itself(text: str) -> None:
    assert parse_html(html.escape(text)) == Formatted(text, [])


@given(ANY_TEXT, ANY_TEXT.filter(bool), st.sampled_from(sorted(KINDS)))
def test_an_entity_covers_exactly_what_its_tags_enclose(before: str, inside: str, tag: str) -> None:
    parsed = parse_html(f"{html.escape(before)}<{tag}>{html.escape(inside)}</{tag}>")

    assert parsed.text == before + inside
    (entity,) = parsed.entities
    assert entity["type"] == KINDS[tag]
    assert (entity["offset"], entity["length"]) == (utf16_length(before), utf16_length(inside))
    assert parsed.part(entity) == inside


@given(st.text(st.sampled_from("<>/ab =\"'&;#x1é😀 \n"), max_size=30))
def test_any_soup_is_parsed_or_refused_with_a_reason(soup: str) -> None:
    try:
        parsed = parse_html(soup)
    except ApiError as error:
        complaint = error.description
        parsed = Formatted("", [])
    else:
        complaint = ""

    end = utf16_length(parsed.text)
    assert all(0 < e["length"] <= end - e["offset"] for e in parsed.entities)
    assert not complaint or complaint.startswith("Bad Request: can't parse entities: ")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<table>x</table>", 'Unsupported start tag "table" at byte offset 0'),
        ("é < 5", 'Unsupported start tag "" at byte offset 3'),
        ("é <b", "Unclosed start tag at byte offset 3"),
        ("é <5 and 7>", 'Unsupported start tag "5" at byte offset 3'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<tg-time>x</tg-time>", "Invalid Unix time specified"),
        ('<tg-time unix="1" format="q">x</tg-time>', "Invalid date-time format specified"),
        ("&#xD83D;", "Text contains invalid Unicode characters after decoding HTML entities"),
    ],
)
def test_a_mistake_is_named_as_telegram_names_it(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)

    assert caught.value.description.startswith(f"Bad Request: can't parse entities: {reason}")


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        (
            '<a href="https://example.org/?a=1&amp;b=2">x</a>',
            {"type": "text_link", "url": "https://example.org/?a=1&b=2"},
        ),
        ("<a href='example.org'>x</a>", {"type": "text_link", "url": "http://example.org/"}),
        ('<pre><code class="language-py">x</code></pre>', {"type": "pre", "language": "py"}),
        ("<pre>x</pre>", {"type": "pre"}),
        ('<code class="language-py">x</code>', {"type": "code"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ("<BLOCKQUOTE>x</blockquote >", {"type": "blockquote"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ('<tg-emoji emoji-id="42">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "42"}),
        (
            '<tg-time unix="1700000000" format="wDT">x</tg-time>',
            {"type": "date_time", "unix_time": 1_700_000_000, "date_time_format": "wDT"},
        ),
        ("<tg-time unix=1700000000>x</tg-time>", {"type": "date_time", "unix_time": 1_700_000_000}),
    ],
)
def test_each_tag_becomes_its_entity(source: str, entity: dict[str, object]) -> None:
    assert parse_html(source) == Formatted("x", [{**entity, "offset": 0, "length": 1}])


@pytest.mark.parametrize("source", ["<a href='not a link'>x</a>", "<b></b>x", "<a>x</a>"])
def test_an_entity_that_means_nothing_is_dropped(source: str) -> None:
    assert parse_html(source) == Formatted("x", [])


def test_unknown_named_references_stay_as_they_are() -> None:
    assert parse_html("a&nbsp;b &copy; &lt&gt; &#38; &#x1F600;").text == "a&nbsp;b &copy; <> & 😀"


def test_white_space_at_both_ends_is_taken_off_with_its_formatting() -> None:
    assert received(" \n<b> hi </b>\n", parse_mode="HTML") == Formatted(
        "hi", [{"type": "bold", "offset": 0, "length": 2}]
    )


def test_code_holds_no_other_formatting() -> None:
    kinds = [
        e["type"] for e in received("<code><b>a</b></code><b>c</b>", parse_mode="html").entities
    ]

    assert kinds == ["code", "bold"]


def test_commands_links_and_tags_are_found_by_themselves() -> None:
    text = "😀 /price BTC at https://example.org/x. mail a@example.org #btc $BTC @alice 24/7"
    found = received(text)

    assert {e["type"]: found.part(e) for e in found.entities} == {
        "bot_command": "/price",
        "url": "https://example.org/x",
        "email": "a@example.org",
        "hashtag": "#btc",
        "cashtag": "$BTC",
        "mention": "@alice",
    }


def test_entities_can_be_given_instead_of_markup() -> None:
    bold = {"type": "bold", "offset": 2, "length": 2}
    mention = {"type": "mention", "offset": 0, "length": 1}

    assert received("a 😀", entities=[mention, bold]) == Formatted("a 😀", [bold])


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        ({"offset": 0, "length": 1}, 'Can\'t find field "type"'),
        ({"type": "bold", "offset": "0", "length": 1}, 'Field "offset" must be of type Number'),
        ({"type": "shiny", "offset": 0, "length": 1}, "Unsupported type specified"),
        ({"type": "text_link", "offset": 0, "length": 1}, 'Can\'t find field "url"'),
    ],
)
def test_a_wrong_given_entity_is_named(entity: dict[str, object], reason: str) -> None:
    with pytest.raises(ApiError, match="can't parse MessageEntity") as caught:
        received("abc", entities=[entity])

    assert caught.value.description.endswith(reason)


def test_an_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        received("abc", parse_mode="shiny")


def test_a_link_to_a_person_is_a_mention() -> None:
    link = '<a href="tg://user?id=1001">Alice</a>'

    (mention,) = parse_html(link).entities
    assert (mention["type"], mention["user"]) == ("text_mention", {"id": 1001})
