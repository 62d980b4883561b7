"""The house stands as its documents say."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app.py", "collectors", "commands", "dashboard", "lab", "planning", "services", "topology", "benchmarks")


def sources() -> list[Path]:
    """Python files of the product."""
    return [path for room in ROOMS for path in ([ROOT / room] if room.endswith(".py") else sorted((ROOT / room).rglob("*.py")))]


def test_broad_excepts_stand_in_four_places_only() -> None:
    places = {str(path.relative_to(ROOT)) for path in sources() if re.search(r"except Exception\b", path.read_text(encoding="utf-8"))}
    assert places <= {"app.py", "services/jobs.py", "dashboard/main.py", "collectors/snmp/record.py"}


def test_modules_stay_small() -> None:
    long = {str(path.relative_to(ROOT)): lines for path in sources() if (lines := path.read_text(encoding="utf-8").count("\n")) > 450}
    assert long == {}


def test_packages_are_listed() -> None:
    import tomllib

    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"])
    present = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for room in ROOMS
        if not room.endswith(".py") and room != "benchmarks"
        for path in (ROOT / room).rglob("*.py")
    }
    data = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for room in ("data", "dashboard/assets")
        for path in (ROOT / room).rglob("*")
        if path.suffix in {".css", ".js", ".po", ".py", ".toml"} and "__pycache__" not in path.parts
    }
    assert present | data == listed


def test_lock_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert lock.count("--hash=sha256:") > 100


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "docs/architecture.md",
        "docs/glossary.md",
        "docs/standards.md",
        "docs/adding-a-vendor.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ],
)
def test_links_in_documents_open(document: str) -> None:
    path = ROOT / document
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (path.parent / target).exists()]
    assert missing == []


def test_dependencies_are_explained() -> None:
    """Each dependency has a line in docs/architecture.md that says why it is there."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = [re.split(r"[<>=\[]", requirement)[0] for requirement in project["dependencies"]]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_no_private_paths_are_tracked() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    assert [name for name in listed if name.startswith((".venv", "netfold-home"))] == []


def test_nothing_imports_the_command_line() -> None:
    importers = [
        str(path.relative_to(ROOT))
        for path in sources()
        if re.search(r"^\s*(from app import|import app\b)", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert importers == []
