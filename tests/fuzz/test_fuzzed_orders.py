"""Noise that is guided by what it reaches, for a bounded number of inputs."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

TARGET = Path(__file__).parent / "order_grammar_target.py"
RUNS = int(os.environ.get("FUZZ_RUNS", "20000"))


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed")
def test_no_input_breaks_the_grammar_of_orders(tmp_path: Path) -> None:
    command = [sys.executable, str(TARGET), f"-atheris_runs={RUNS}", "-seed=1", "-max_len=200"]

    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr[-3000:]
