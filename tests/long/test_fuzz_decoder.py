"""The decoder under a coverage-guided fuzzer that compares it with pyasn1: bounded by runs and by time, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.long.city import tell

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
TARGETS = ("read_datagram", "read_rows", "read_table", "read_value", "read_request", "read_user_message")
RUNS, SECONDS, OCTETS = 400_000, 45, 600
"""Whichever comes first ends a target; `OCTETS` is the longest input."""


@pytest.mark.parametrize("target", TARGETS)
def test_a35_a44_a_fuzzer_finds_nothing_that_crashes_or_is_read_otherwise_than_by_pyasn1(target, tmp_path):
    command = [sys.executable, "-m", "tests.long.fuzz_decoder", target, str(tmp_path / "corpus")]
    options = [f"-runs={RUNS}", f"-max_total_time={SECONDS}", f"-max_len={OCTETS}", "-seed=1", "-rss_limit_mb=1024", "-timeout=10"]
    done = subprocess.run(
        [*command, *options, f"-artifact_prefix={tmp_path}/"],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS * 4,
        cwd=ROOT,
        env=os.environ,
    )
    runs = re.findall(r"Done (\d+) runs", done.stderr + done.stdout)
    corpus = len(list((tmp_path / "corpus").iterdir()))
    tell("fuzz", target=target, runs=int(runs[0]) if runs else 0, corpus=corpus)
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-3000:]
    assert int(runs[0]) > 1000
    assert corpus > 1
