"""The wheel works outside a checkout: it carries its data, and leaves tests and benchmarks out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the tracked files only."""
    source = tmp_path_factory.mktemp("source")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return next(out.glob("netfold-*.whl"))


def test_the_wheel_carries_its_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"app.py", "collectors", "commands", "dashboard", "data", "lab", "planning", "services", "topology"}
    for needed in ("data/yantai/published.toml", "data/i18n/zh/LC_MESSAGES/planning.po", "topology/store/migrations/env.py"):
        assert needed in names
    assert any(name.startswith("dashboard/assets/") and name.endswith(".js") for name in names)
    assert any(name.startswith("data/prices/") for name in names)


def test_the_small_city_runs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(site), str(wheel)], check=True, capture_output=True
    )
    environment = {**os.environ, "PYTHONPATH": str(site), "NETFOLD_HOME": str(tmp_path / "home")}
    where = subprocess.run(
        [sys.executable, "-c", "import topology; print(topology.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(site))
    run = subprocess.run(
        [sys.executable, "-m", "app", "demo", "--no-serve", "--json", "--size", "small"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert result["answered"] == result["devices"] > 100
    assert result["link_recall"] >= 0.98
    assert result["link_precision"] >= 0.99
    assert result["overlaps_found"] == result["overlaps_planted"] > 0
    assert result["overlaps_false"] == 0
    assert result["shared_sites_found"] == result["shared_sites_planted"] > 0
    assert result["shared_sites_false"] == 0
