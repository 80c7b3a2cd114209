"""A rich message as it is stored, told to bots and shown to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.telegram.rich.text import plain

Block = dict[str, Any]


@dataclass(frozen=True)
class RichMessage:
    blocks: list[Block]
    is_rtl: bool = False

    def as_api(self) -> dict[str, Any]:
        return {"blocks": self.blocks} | ({"is_rtl": True} if self.is_rtl else {})

    def as_seen(self) -> dict[str, Any]:
        return self.as_api()

    def plain_text(self) -> str:
        """Return what can be read in it, a line for each block or row."""
        return "\n".join(line for block in self.blocks for line in _lines(block) if line)


def _lines(block: Block) -> list[str]:
    inner = [line for child in block.get("blocks", []) for line in _lines(child)]
    lines = [plain(block.get(name, "")) for name in ("summary", "text")]
    lines += [" ".join(plain(cell.get("text", "")) for cell in row) for row in _rows(block)]
    for item in block.get("items", []):
        first, *rest = [line for child in item["blocks"] for line in _lines(child)] or [""]
        lines += [f"{item['label']} {first}", *rest]
    lines += [" ".join(plain(button["text"]) for button in block.get("buttons", []))]
    return [*lines, *inner, _caption(block)]


def _rows(block: Block) -> list[list[dict[str, Any]]]:
    return list(block.get("cells", []))


def _caption(block: Block) -> str:
    caption = block.get("caption", "")
    is_object = isinstance(caption, dict) and "type" not in caption
    return plain(caption["text"] if is_object else caption)
