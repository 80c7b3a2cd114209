from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.errors import ApiError
from sandbox.telegram.text.formatted import Formatted, utf16_length
from sandbox.telegram.text.markdown import parse_markdown
from sandbox.telegram.text.markdown_v2 import parse_markdown_v2

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SOUP = st.text(st.sampled_from("_*[]()~`>#|!\\ab é😀\n"), max_size=30)
MARKS = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}


def escaped(text: str) -> str:
    return "".join(f"\\{one}" if "\0" < one <= "~" else one for one in text)


@given(ANY_TEXT)
def test_escaped_text_parses_back_to_itself(text: str) -> None:
    assert parse_markdown_v2(escaped(text)) == Formatted(text, [])


@given(ANY_TEXT, ANY_TEXT.filter(bool), st.sampled_from(sorted(MARKS)))
def test_an_entity_covers_exactly_what_its_marks_enclose(
    before: str, inside: str, mark: str
) -> None:
    parsed = parse_markdown_v2(f"{escaped(before)}{mark}{escaped(inside)}{mark}")

    assert parsed.text == before + inside
    (entity,) = parsed.entities
    assert (entity["type"], entity["offset"]) == (MARKS[mark], utf16_length(before))
    assert parsed.part(entity) == inside


@pytest.mark.parametrize("parse", [parse_markdown, parse_markdown_v2])
@given(soup=SOUP)
def test_any_soup_is_parsed_or_refused_with_a_reason(parse: Any, soup: str) -> None:
    parsed, complaint = Formatted("", []), ""
    try:
        parsed = parse(soup)
    except ApiError as error:
        complaint = error.description

    end = utf16_length(parsed.text)
    assert all(0 < e["length"] <= end - e["offset"] for e in parsed.entities)
    assert not complaint or complaint.startswith("Bad Request: can't parse entities: ")


def entities(source: str) -> list[tuple[str, str]]:
    parsed = parse_markdown_v2(source)
    return [(entity["type"], parsed.part(entity)) for entity in parsed.entities]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("*bold _italic bold_*", [("bold", "bold italic bold"), ("italic", "italic bold")]),
        ("___both_ under__", [("underline", "both under"), ("italic", "both")]),
        ("`a*b_c`", [("code", "a*b_c")]),
        ("```py\nx = 1```", [("pre", "x = 1")]),
        ("```\nx```", [("pre", "x")]),
        (">one\n>two\nend", [("blockquote", "one\ntwo\n")]),
        (">one\n>two||", [("expandable_blockquote", "one\ntwo")]),
        ("**>one\n>two||\nend", [("expandable_blockquote", "one\ntwo\n")]),
        ("[x](https://example.org/\\))", [("text_link", "x")]),
        ("[example\\.org]", [("text_link", "example.org")]),
        ("[x](not a link)", []),
        ("![👍](tg://emoji?id=5368324170671202286)", [("custom_emoji", "👍")]),
        ("![at 5](tg://time?unix=1790000000&format=wDT)", [("date_time", "at 5")]),
        ("[Alice](tg://user?id=1001)", [("text_mention", "Alice")]),
        ("1\\. a\\-b \\\\ é", []),
    ],
)
def test_each_mark_becomes_its_entity(source: str, found: list[tuple[str, str]]) -> None:
    assert entities(source) == found


def test_details_of_entities_are_kept() -> None:
    assert parse_markdown_v2("```py\nx```").entities[0]["language"] == "py"
    link = parse_markdown_v2("[x](https://example.org/\\))").entities[0]
    assert link["url"] == "https://example.org/)"
    moment = parse_markdown_v2("![5](tg://time?unix=7&format=r)").entities[0]
    assert (moment["unix_time"], moment["date_time_format"]) == (7, "r")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("1. one", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("a | b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("no!", "Character '!' is reserved and must be escaped with the preceding '\\'"),
        ("é *open", "Can't find end of Bold entity at byte offset 3"),
        ("*a _b*c_", "Can't find end of Italic entity at byte offset 7"),
        ("```py\nx", "Can't find end of PreCode entity at byte offset 0"),
        (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
        ("[x](https://example.org", "Can't find end of a URL at byte offset 4"),
        ("![x]", "The entity must contain a tg://emoji or tg://time URL"),
        ("![x](https://example.org)", "Invalid tg://emoji or tg://time URL specified"),
    ],
)
def test_a_mistake_is_named_as_telegram_names_it(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_markdown_v2(source)

    assert caught.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("*b* _i_ `c`", "b i c", ["bold", "italic", "code"]),
        ("```py\nx = 1```", "x = 1", ["pre"]),
        ("[x](example.org) 2*3", None, None),
        ("[x](example.org) 1.", "x 1.", ["text_link"]),
        ("snake\\_case", "snake_case", []),
        ("*a _b_ c*", "a _b_ c", ["bold"]),
    ],
)
def test_legacy_markdown_knows_four_marks(
    source: str, text: str | None, found: list[str] | None
) -> None:
    if text is None:
        with pytest.raises(
            ApiError, match="Can't find end of the entity starting at byte offset 18"
        ):
            parse_markdown(source)
        return
    parsed = parse_markdown(source)

    assert (parsed.text, [entity["type"] for entity in parsed.entities]) == (text, found)
