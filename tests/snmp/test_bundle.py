"""Bundles: what is carried out arrives as it was, and nothing else arrives at all."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta

import msgspec
import pytest

from collectors.bundle import MANIFEST, open_bundle, write_bundle
from collectors.detect import Kind, detect
from collectors.messages import MESSAGES
from collectors.signing import Keys, parse_line, verify
from tests.snmp.talk import NOW
from topology.model.errors import InputError
from topology.model.records import Completeness, DeviceRecord, Envelope, SourceKind, System
from topology.model.text import translator


def record(number, realm="n05"):
    return DeviceRecord(
        envelope=Envelope(
            kind=SourceKind.SNMP,
            target=f"10.5.{number // 250}.{number % 250 + 1}",
            vantage="inside",
            realm=realm,
            collected_at=NOW + timedelta(seconds=number),
            engine="wire",
            engine_version="1",
            completeness=Completeness.COMPLETE,
        ),
        system=System(name=f"设备{number}"),
    )


@pytest.fixture
def inside(tmp_path):
    return Keys(tmp_path / "inside" / "keys")


@pytest.fixture
def centre(tmp_path, inside):
    keys = Keys(tmp_path / "centre" / "keys")
    keys.trust(inside.line())
    return keys


def make(tmp_path, keys, records):
    path = tmp_path / "out.bundle"
    write_bundle(path, records, keys, run="r1", scope="scope.toml", made_at=NOW)
    return path


def refused(path, keys):
    with pytest.raises(InputError) as caught:
        for _ in open_bundle(path, keys.trusted()).records():
            pass
    text = MESSAGES[caught.value.code]
    assert text.format(**caught.value.params)
    return caught.value.code


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def pack(path, contents, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def test_records_arrive_as_they_left(tmp_path, inside, centre):
    records = [record(number) for number in range(600)]
    path = make(tmp_path, inside, records)
    bundle = open_bundle(path, centre.trusted())
    assert list(bundle.records()) == records
    manifest = bundle.manifest
    assert (manifest.realms, manifest.vantages, manifest.records) == (("n05",), ("inside",), 600)
    assert (manifest.first_at, manifest.last_at) == (NOW, NOW + timedelta(seconds=599))
    assert [part.records for part in manifest.parts.values()] == [256, 256, 88]
    assert detect(path.name, path.read_bytes()).kind is Kind.BUNDLE
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(found.name for found in tmp_path.iterdir()) == ["centre", "inside", "out.bundle"]


def test_the_same_records_give_the_same_octets(tmp_path, inside):
    first = make(tmp_path, inside, [record(1)]).read_bytes()
    assert make(tmp_path, inside, [record(1)]).read_bytes() == first


def test_an_empty_run_is_a_bundle_too(tmp_path, inside, centre):
    assert list(open_bundle(make(tmp_path, inside, []), centre.trusted()).records()) == []


def test_a_stranger_is_refused(tmp_path, inside):
    assert refused(make(tmp_path, inside, [record(1)]), Keys(tmp_path / "other")) == "bundle_untrusted"


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("records-00001.msgpack", lambda data: data.replace("设备1".encode(), "设备9".encode()), "bundle_part"),
        ("records-00001.msgpack", lambda data: data + b"x", "bundle_form"),
        ("records-00001.msgpack", lambda data: data[:-1], "bundle_part"),
        (MANIFEST, lambda data: data.replace(b'"inside"', b'"centre"'), "bundle_signature"),
        (MANIFEST, lambda data: data.replace(b'"format": 1', b'"format": 2'), "bundle_format"),
        (MANIFEST, lambda _: b"[]", "bundle_form"),
        ("signature", lambda data: bytes(64), "bundle_signature"),
        ("signature", lambda data: data + b"x", "bundle_form"),
    ],
)
def test_a_change_on_the_way_is_found(  # noqa: PLR0917 - fixtures
    tmp_path, inside, centre, name, change, code
):
    contents = parts(make(tmp_path, inside, [record(1)]))
    contents[name] = change(contents[name])
    assert refused(pack(tmp_path / "changed", contents), centre) == code


def test_every_flipped_octet_is_found_or_harmless(tmp_path, inside, centre):
    path = make(tmp_path, inside, [record(1), record(2)])
    good = path.read_bytes()
    for place in range(0, len(good), 7):
        path.write_bytes(good[:place] + bytes([good[place] ^ 0x41]) + good[place + 1 :])
        try:
            found = list(open_bundle(path, centre.trusted()).records())
        except InputError:
            continue
        assert found == [record(1), record(2)]


def test_what_is_no_bundle_is_refused(tmp_path, inside, centre):
    good = parts(make(tmp_path, inside, [record(1)]))
    path = tmp_path / "odd"
    path.write_bytes(b"PK\x03\x04 not really")
    assert refused(path, centre) == "bundle_unreadable"
    assert refused(tmp_path / "absent", centre) == "bundle_unreadable"
    assert refused(pack(path, {**good, "../../etc/passwd": b"x"}), centre) == "bundle_form"
    assert refused(pack(path, {**good, "more": b"x"}), centre) == "bundle_form"
    assert refused(pack(path, dict(reversed(good.items()))), centre) == "bundle_form"
    assert refused(pack(path, {**good, "records-00001.msgpack": b"\0" * 50_000_000}), centre) == "bundle_form"
    with zipfile.ZipFile(pack(path, good), "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(MANIFEST, good[MANIFEST])
    assert refused(path, centre) == "bundle_form"
    assert refused(pack(path, good, zipfile.ZIP_BZIP2), centre) == "bundle_form"


def test_a_directory_that_lies_about_a_size_is_found(tmp_path, inside, centre):
    path = make(tmp_path, inside, [record(number) for number in range(200)])
    contents = parts(path)
    manifest = json.loads(contents[MANIFEST])
    size = manifest["parts"]["records-00001.msgpack"]["octets"]
    data = path.read_bytes()
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (size - 1).to_bytes(4, "little")))
    assert refused(path, centre) in {"bundle_part", "bundle_unreadable"}


def test_a_trusted_maker_cannot_slip_in_what_the_manifest_does_not_say(tmp_path, inside, centre, monkeypatch):
    contents = parts(make(tmp_path, inside, [record(1)]))
    manifest = json.loads(contents[MANIFEST])
    manifest["realms"] = ["n06"]
    head = json.dumps(manifest).encode()
    path = pack(tmp_path / "odd", {**contents, MANIFEST: head, "signature": inside.sign(head)})
    assert refused(path, centre) == "bundle_records"
    manifest["surprise"] = 1
    head = json.dumps(manifest).encode()
    assert refused(pack(path, {**contents, MANIFEST: head, "signature": inside.sign(head)}), centre) == "bundle_form"


def test_a_bundle_that_cannot_be_written_leaves_nothing(tmp_path, inside):
    with pytest.raises(InputError) as caught:
        write_bundle(tmp_path / "nowhere" / "b", [], inside, run="r1", scope="s", made_at=NOW)
    assert caught.value.code == "bundle_unwritable"


def test_keys_are_private_and_stay(tmp_path):
    folder = tmp_path / "keys"
    first = Keys(folder).public()
    assert Keys(folder).public() == first
    assert (folder / "signing.key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert parse_line((folder / "signing.pub").read_text(), "-")[0] == first
    assert Keys(folder).trusted() == {first: "own"}
    signature = Keys(folder).sign(b"m")
    assert verify(first, signature, b"m")
    assert not verify(first, signature, b"n")
    assert not verify(b"short", signature, b"m")


def test_what_is_no_key_is_named_with_its_line(tmp_path):
    keys = Keys(tmp_path / "keys")
    with pytest.raises(InputError) as caught:
        keys.trust("ssh-ed25519 AAAA x")
    assert caught.value.code == "key_line"
    keys.public()
    (tmp_path / "keys" / "trusted").write_text("# comment\n\nnetfold-ed25519 ?? x\n")
    with pytest.raises(InputError) as caught:
        keys.trusted()
    assert caught.value.params["where"].endswith("trusted:3")
    (tmp_path / "keys" / "signing.key").write_text("nonsense")
    with pytest.raises(InputError) as caught:
        keys.sign(b"m")
    assert caught.value.code == "key_unreadable"


def test_a_key_is_trusted_once(tmp_path, inside):
    keys = Keys(tmp_path / "centre")
    assert keys.trust(inside.line()) == keys.trust(inside.line())
    assert len((tmp_path / "centre" / "trusted").read_text().splitlines()) == 1


def test_the_texts_are_there_in_chinese():
    for code, text in MESSAGES.items():
        if code.startswith(("bundle_", "key_")):
            assert translator("zh")(text) != text


def test_a_record_keeps_its_form(tmp_path, inside, centre):
    odd = msgspec.structs.replace(record(1), system=System(name="nul\x00\u202e<script>", description="'; DROP"))
    assert list(open_bundle(make(tmp_path, inside, [odd]), centre.trusted()).records()) == [odd]
