from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from collectors.snmp import compiled

ROOT = Path(__file__).resolve().parents[2]
RUN = """
import sys
from pathlib import Path
from collectors.snmp import compiled
compiled.use(Path(sys.argv[1]))
from collectors.snmp import ber, tlv, usm_message
assert not any(module.__file__.endswith(".py") for module in (ber, tlv, usm_message))
import pytest
sys.exit(pytest.main(["-q", "-p", "no:dash", "-p", "no:cacheprovider", *sys.argv[2:]]))
"""


@pytest.mark.long
def test_the_same_tests_hold_for_the_compiled_codec(tmp_path):
    built = compiled.build(tmp_path)
    assert built == (compiled.lacks() is None)
    if built:
        tests = [f"tests/snmp/test_{name}.py" for name in ("ber", "wire", "hostile_walk", "usm_hostile", "usm_keys", "usm_snmpd", "mibs")]
        tests += [f"tests/snmp/{name}.py" for name in ("fuzz/test_decoder", "fuzz/test_user_messages", "contract/test_contract")]
        done = subprocess.run([sys.executable, "-c", RUN, str(tmp_path), *tests], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_without_a_compiler_the_sources_are_run(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(compiled, "_HERE", tmp_path)
    monkeypatch.setattr(compiled, "remove", lambda: 0)
    assert not compiled.build(tmp_path)
    assert compiled.main([]) == 0
    assert capsys.readouterr().out == f"not compiled: {compiled.lacks()}; the sources are run\n"
    assert list(tmp_path.iterdir()) == []


def test_what_was_built_beside_the_sources_can_be_taken_away(tmp_path, monkeypatch):
    names = [f"{module}{compiled._SUFFIX}" for module in (*compiled.CODEC, "codec__mypyc")]
    for name in (*names, "ber.py", "other.so"):
        (tmp_path / name).touch()
    assert compiled.remove(tmp_path) == len(names)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ber.py", "other.so"]
    monkeypatch.setattr(compiled, "remove", lambda: 0)
    assert compiled.main(["--remove"]) == 0


def test_the_compiled_codec_does_not_replace_one_in_use(tmp_path):
    import collectors.snmp.ber

    with pytest.raises(RuntimeError):
        compiled.use(tmp_path)
    assert str(tmp_path) not in collectors.snmp.__path__
