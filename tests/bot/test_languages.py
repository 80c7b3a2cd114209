"""Every sentence in every language, and nothing a person writes becomes markup."""

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from hypothesis import given
from hypothesis import strategies as st

import bot
import handlers
from bot.i18n import LANGUAGES, Html, Say, catalog, closest, lines

KEYWORDS = {"say": None, "note": None, "many": (1, 2)}
TAG = re.compile(r"</?[a-z-]+>")
FOREIGN = [code for code in LANGUAGES if code != "en"]


def sentences() -> set[str]:
    """All that the code says, as written there."""
    found: set[str] = set()
    for package in (bot, handlers):
        assert package.__file__ is not None
        for path in Path(package.__file__).parent.rglob("*.py"):
            options = {"encoding": "utf-8"}
            for _, message, _, _ in extract_from_file("python", path, KEYWORDS, options=options):
                found |= {message} if isinstance(message, str) else set(message)
    return found


def translated(language: str) -> dict[str, str]:
    known = catalog(language)
    assert known is not None
    return {str(one.id): _string(one) for one in known if one.id}


def _string(message: Message) -> str:
    assert isinstance(message.string, str), f"plural forms are two sentences: {message.id}"
    return message.string


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_code_says_something() -> None:
    assert len(sentences()) > 150


@pytest.mark.parametrize("language", FOREIGN)
def test_every_sentence_is_translated(language: str) -> None:
    known = translated(language)

    assert {text for text in sentences() if not known.get(text)} == set()


@pytest.mark.parametrize("language", FOREIGN)
def test_no_translation_is_of_something_nobody_says(language: str) -> None:
    assert set(translated(language)) - sentences() == set()


@pytest.mark.parametrize("language", FOREIGN)
def test_no_translation_is_a_guess(language: str) -> None:
    known = catalog(language)
    assert known is not None

    assert [one.id for one in known if one.id and one.fuzzy] == []


@pytest.mark.parametrize("language", FOREIGN)
def test_translations_fill_in_the_same_values(language: str) -> None:
    for text, other in translated(language).items():
        assert _fields(other) == _fields(text), text


@pytest.mark.parametrize("language", FOREIGN)
def test_translations_have_the_same_markup(language: str) -> None:
    for text, other in translated(language).items():
        assert Counter(TAG.findall(other)) == Counter(TAG.findall(text)), text
        assert _unescaped(other) == _unescaped(text), text


def _unescaped(text: str) -> str:
    """Signs that are markup unless they are written out; commands are shown as plain text."""
    return re.sub(r"[^<>]", "", TAG.sub("", text))


@pytest.mark.parametrize("language", FOREIGN)
def test_translations_name_the_same_commands(language: str) -> None:
    command = re.compile(r"/[a-z]+\b")
    for text, other in translated(language).items():
        plain, plain_other = TAG.sub("", text), TAG.sub("", other)
        assert set(command.findall(plain_other)) == set(command.findall(plain)), text


def test_a_value_never_becomes_markup() -> None:
    assert Say("en")("Hello {name}", name="<b>&") == "Hello &lt;b&gt;&amp;"
    assert Say("en")("Hello {name}", name=Html("<b>you</b>")) == "Hello <b>you</b>"


@given(st.text(max_size=40))
def test_whatever_a_name_holds_it_is_shown_and_not_obeyed(name: str) -> None:
    for language in LANGUAGES:
        said = Say(language)("👋 Hello {name}! I watch Binance and trade on it for you.", name=name)

        assert "<" not in said
        assert ">" not in said
        assert not re.search(r"&(?!lt;|gt;|amp;)", said)


def test_a_value_with_braces_is_not_filled_in_again() -> None:
    assert Say("en")("Hello {name}", name="{name} {0} {") == "Hello {name} {0} {"


def test_what_was_said_may_be_part_of_what_is_said() -> None:
    say = Say("en")

    assert say("{a} and {b}", a=say("<i>one</i>"), b="<two>") == "<i>one</i> and &lt;two&gt;"


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        ("en", 1, "1 second"), ("en", 2, "2 seconds"), ("en", 0, "0 seconds"),
        ("tr", 1, "1 saniye"), ("tr", 5, "5 saniye"),
    ],
)  # fmt: skip
def test_the_number_chooses_the_form(language: str, n: int, said: str) -> None:
    assert Say(language).many("{n} second", "{n} seconds", n) == said


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("tr", "tr"),
        ("tr-TR", "tr"),
        ("TR", "tr"),
        ("en-GB", "en"),
        ("de", "en"),
        (None, "en"),
        ("", "en"),
    ],
)
def test_the_nearest_language_is_spoken(code: str | None, language: str) -> None:
    assert closest(code) == language


def test_an_unknown_language_is_english() -> None:
    assert Say("xx")("Good {name}", name="day") == "Good day"


def test_what_is_not_there_takes_no_line() -> None:
    assert lines("one", None, "", "two") == "one\n\ntwo"
