"""Write the last run of other people's clients into `docs/sandbox.md`, between its two marks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "sandbox.md"
RESULTS = ROOT / ".venv" / "interop" / "results"
BEGIN, END = "<!-- interop: begin -->", "<!-- interop: end -->"


def rows(diary: dict[str, Any]) -> list[str]:
    """Return a row for each area that a client tried."""
    packages = [f"{name} {number}" for name, number in diary["packages"].items()]
    more = f" and {len(packages) - 2} more of its family" if len(packages) > 2 else ""
    client = ", ".join(packages[:2]) + more
    lines = []
    for area, attempts in diary["tried"].items():
        failed = [what for what, error in attempts.items() if error is not None]
        passed = ", ".join(what for what in attempts if what not in failed)
        count = f"{len(attempts) - len(failed)}/{len(attempts)}"
        tried = passed + (f" — **failed:** {', '.join(failed)}" if failed else "")
        lines.append(f"| {client} | {area} | {count} | {tried} |")
        client = ""
    return lines


def main() -> None:
    head = ["| client | area | passed | what |", "|---|---|---|---|"]
    diaries = [json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))]
    table = "\n".join(head + [row for diary in diaries for row in rows(diary)])
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}")


if __name__ == "__main__":
    main()
