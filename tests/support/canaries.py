"""Finding a secret wherever it went, in whatever spelling."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

_PIECE = 8  # bytes
_LONG = 2 * _PIECE - 1
LINE = "line "  # begins the name of what is a part of another secret
SHORTEST_PART = 20  # characters; what is shorter is found by chance


def spellings(secret: bytes) -> dict[str, bytes]:
    """The secret as programs print, send and store such things; halves of a long one as well."""
    half = len(secret) // 2
    parts = {"whole": secret}
    if half >= SHORTEST_PART:
        parts |= {"first half": secret[:half], "second half": secret[half:]}
    return {f"{part}, {how}": spelt for part, raw in parts.items() for how, spelt in _spelt(raw)}


def _spelt(raw: bytes) -> Iterable[tuple[str, bytes]]:
    yield "raw", raw
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    yield "repr", repr(raw)[2:-1].encode()
    yield "URL-encoded", quote(raw, safe="").encode()
    yield "JSON", json.dumps(raw.decode("latin-1"))[1:-1].encode()
    for shift in range(3):
        yield f"base64 from {shift}", _inside_base64(b64encode, raw, shift)
        yield f"base64url from {shift}", _inside_base64(urlsafe_b64encode, raw, shift)


def _inside_base64(encode: Callable[[bytes], bytes], raw: bytes, shift: int) -> bytes:
    """What of it is sure to show when it stands `shift` bytes into something longer."""
    encoded = encode(b"\0" * shift + raw)
    return encoded[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]


def leaks(secrets: Mapping[str, bytes], places: Mapping[str, bytes]) -> list[str]:
    """Which secret shows in which place, and how it is spelt there; never the secret itself."""
    spelt = {name: spellings(secret) for name, secret in secrets.items()}
    return [
        f"{name} ({how}) in {place}"
        for place, content in places.items()
        for name, how in _found(spelt, _Searched(content))
    ]


def _found(
    spelt: Mapping[str, Mapping[str, bytes]], content: "_Searched"
) -> Iterable[tuple[str, str]]:
    for name, ways in spelt.items():
        yield from ((name, how) for how, needle in ways.items() if needle in content)


class _Searched:
    """Content in which thousands of things are looked for, nearly all of them not there.

    Of what is `_LONG` enough a whole eighth byte and the seven behind it lie inside: where none of
    its first eight pieces is among those of the content, no more is to be compared.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._pieces = {content[at : at + _PIECE] for at in range(0, len(content), _PIECE)}

    def __contains__(self, needle: bytes) -> bool:
        pieces = (needle[at : at + _PIECE] for at in range(_PIECE))
        if len(needle) >= _LONG and self._pieces.isdisjoint(pieces):
            return False
        return needle in self._content


class Canaries:
    """The secrets that are known, and where each of them belongs.

    Some are `shown` in the chat, because that is how their owner gets them, some are `sent` to the
    exchange, because it asks for them. Nothing may be anywhere else.
    """

    def __init__(self) -> None:
        self._all: dict[str, bytes] = {}
        self._shown: set[str] = set()
        self._sent: set[str] = set()

    @property
    def count(self) -> int:
        """How many secrets there are, of which some have many lines."""
        whole = {one for name, one in self._all.items() if not name.startswith(LINE)}
        return len(whole)

    @property
    def names(self) -> list[str]:
        return [*self._all]

    def watch(
        self, name: str, secret: str | bytes, *, shown: bool = False, sent: bool = False
    ) -> None:
        self._all[name] = secret.encode() if isinstance(secret, str) else secret
        if shown:
            self._shown.add(name)
        if sent:
            self._sent.add(name)

    def leaks(
        self, places: Mapping[str, bytes], *, shown: bool = False, sent: bool = False
    ) -> list[str]:
        """Search places where those belong that are `shown`, or `sent`, or none."""
        at_home = (self._shown if shown else set()) | (self._sent if sent else set())
        return leaks({name: one for name, one in self._all.items() if name not in at_home}, places)


def files_under(folder: Path, *, but: Iterable[Path] = ()) -> dict[str, bytes]:
    exempt = set(but)
    files = (path for path in folder.rglob("*") if path.is_file() and path not in exempt)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
