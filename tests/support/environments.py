"""An environment of its own for each script that needs other people's packages (PEP 723)."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ENVIRONMENTS = Path(__file__).parents[2] / ".venv" / "interop"


class CannotBeHad(Exception):
    """The packages could not be installed: the index may be out of reach."""


def requirements(script: Path) -> list[str]:
    """Return what a script says it needs, in its inline metadata."""
    lines = re.findall(r"^# ?(.*)$", script.read_text(), re.MULTILINE)
    if "/// script" not in lines:
        return []
    start, end = lines.index("/// script"), lines.index("///")
    return list(tomllib.loads("\n".join(lines[start + 1 : end]))["dependencies"])


def environment(script: Path) -> Path:
    """Return the Python of the script's own environment, made at its first use."""
    needs = requirements(script)
    folder = ENVIRONMENTS / script.stem
    python, stamp = folder / "bin" / "python", folder / "complete"
    if not stamp.exists() or stamp.read_text() != "\n".join(needs):
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        wanted: list[str | Path] = [python, "-m", "pip", "install", "--quiet", *needs]
        if subprocess.run(wanted, check=False).returncode:
            raise CannotBeHad(f"{', '.join(needs)}: is the package index in reach?")
        stamp.write_text("\n".join(needs))
    return python
