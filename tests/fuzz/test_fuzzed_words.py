"""Noise that is guided by what it reaches, for a bounded number of inputs."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

TARGETS = sorted(Path(__file__).parent.glob("*_target.py"))
RUNS = int(os.environ.get("FUZZ_RUNS", "20000"))


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has no wheel for this machine")
@pytest.mark.parametrize("target", TARGETS, ids=lambda path: path.stem)
def test_nothing_but_plain_numbers_and_listed_symbols_gets_through(
    target: Path, tmp_path: Path
) -> None:
    command = [sys.executable, str(target), f"-atheris_runs={RUNS}", "-seed=1", "-max_len=200"]

    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr[-3000:]
    assert f"Done {RUNS}" in ended.stderr
