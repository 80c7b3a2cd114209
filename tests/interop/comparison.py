"""Write what each client missed at the last run into `docs/comparison.md`, between its marks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "comparison.md"
RESULTS = ROOT / ".venv" / "interop" / "results" / "severed"
BEGIN, END = "<!-- severed: begin -->", "<!-- severed: end -->"
FAULTS = {
    "cut": "connections cut",
    "shutdown": "`serverShutdown`, then closed",
    "silence": "open, but silent",
}


def rows(fault: str, results: list[dict[str, Any]]) -> list[str]:
    what = FAULTS[fault]
    lines = []
    for each in results:
        trades = f"{each['trades missed']:,} of {each['trades']:,}"
        fills = f"{each['fills missed']:,} of {each['fills']:,}"
        lines.append(f"| {what} | {each['client']} | {trades} | {fills} | {each['told twice']} |")
        what = ""
    return lines


def main() -> None:
    head = [
        "| what happened | client | trades missed | own fills missed | told twice |",
        "|---|---|---|---|---|",
    ]
    found = [fault for fault in FAULTS if (RESULTS / f"{fault}.json").exists()]
    results = {fault: json.loads((RESULTS / f"{fault}.json").read_text()) for fault in found}
    table = "\n".join(head + [row for fault, each in results.items() for row in rows(fault, each)])
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}")


if __name__ == "__main__":
    main()
