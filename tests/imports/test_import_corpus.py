"""All third-party files in one import, where they lie beside the checkout: no crash, nothing misread, every refusal named."""

from pathlib import Path

import pytest

from services.home import Home
from services.imported import Form, Imported, State
from services.importing import Request, preview_paths
from services.text import MESSAGES

ROOT = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "configs"
pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason="../shared/corpus is not beside this checkout")
OF_FOLDER = {
    "huawei_vrp": "huawei_vrp",
    "h3c_comware": "hp_comware",
    "juniper_junos": "juniper_junos",
    "cisco_ios": "cisco_ios",
    "zte": "zte_zxros",
    "batfish_example_ios": "cisco_ios",
    "labval_ios_basic_vrrp": "cisco_ios",
    "labval_junos_l3vpn": "juniper_junos",
    "labval_nxos_hsrp": "cisco_nxos",
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    with Home.open(tmp_path_factory.mktemp("corpus")) as home:
        return preview_paths(home, [Request(path=ROOT, realm="corpus")])


def test_every_file_ends_in_a_result_of_its_own(seen: Imported) -> None:
    files = [path for path in ROOT.resolve().rglob("*") if path.is_file() and not path.is_symlink()]
    assert sum(file.together for file in seen.files) == len(files) > 300
    for file in seen.files:
        assert file.state is not State.REFUSED or file.code in MESSAGES, file.path


def test_no_configuration_is_taken_for_another_system(seen: Imported) -> None:
    checked = 0
    for file in seen.files:
        wanted = next((platform for folder, platform in OF_FOLDER.items() if f"/{folder}/" in file.path), None)
        if wanted is not None and file.platform is not None:
            assert file.platform == wanted, file.path
            checked += 1
    assert checked > 30


def test_show_captures_and_descriptions_are_no_configurations(seen: Imported) -> None:
    for file in seen.files:
        if file.path.endswith((".raw", ".yml", ".json", ".md")):
            assert file.form not in (Form.CONFIG, Form.CENSUS), file.path


def test_what_a_dialect_reads_is_read(seen: Imported) -> None:
    read = [
        device for file in seen.files for device in file.devices if device.state is State.IMPORTED and device.lines and device.states_facts
    ]
    assert len(read) >= 10
    for device in read:
        assert device.share is not None, device.target
        assert 0 < device.share <= 1
