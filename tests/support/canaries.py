"""Finding a secret wherever it went, in whatever spelling."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

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
    return [
        f"{name} ({how}) in {place}"
        for name, secret in secrets.items()
        for how, spelt in spellings(secret).items()
        for place, content in places.items()
        if spelt in content
    ]


def files_under(folder: Path, *, but: Iterable[Path] = ()) -> dict[str, bytes]:
    exempt = set(but)
    files = (path for path in folder.rglob("*") if path.is_file() and path not in exempt)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
