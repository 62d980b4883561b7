"""Archives: what is in them comes out whole; bombs, links and ways out of the folder do not."""

import io
import struct
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.sources.archives import UPLOAD, Limits, Member, is_archive, members, safe_name
from tests.imports.samples import lab, tarred, vrp, zipped
from topology.model.errors import InputError, Problem

SMALL = Limits(members=50, octets=4 << 20)


def opened(data: bytes, limits: Limits = SMALL) -> tuple[list[Member], list[Problem]]:
    problems: list[Problem] = []
    return list(members(data, "a", limits, problems)), problems


def refused(data: bytes, limits: Limits = SMALL) -> str:
    with pytest.raises(InputError) as caught:
        opened(data, limits)
    return caught.value.code


FILES = [("n05/sw1.cfg", vrp("SW1").encode()), ("n05/sw2.cfg", vrp("SW2").encode())]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_in_every_packing(mode):
    data = tarred(FILES, mode)
    assert is_archive(data[:512])
    assert [(one.name, one.data) for one in opened(data)[0]] == FILES


def test_zip_and_single_compressed_files():
    import bz2
    import gzip
    import lzma

    assert [(one.name, one.data) for one in opened(zipped(FILES))[0]] == FILES
    for pack in (gzip.compress, bz2.compress, lzma.compress):
        (one,), _ = opened(pack(b"sysname A\n"))
        assert one.data == b"sysname A\n"
        (two,), _ = opened(pack(b"sysname ") + pack(b"A\n"))
        assert two.data == b"sysname A\n"


def test_chinese_names_of_a_zip_from_windows():
    data = bytearray(zipped([("AAAA.cfg", b"x")]))
    name = "核心".encode("gb18030")
    assert [one.name for one in opened(bytes(data).replace(b"AAAA", name))[0]] == ["核心.cfg"]


def test_b04_a_bomb_is_refused_from_the_directory():
    assert refused(zipped([("a", bytes(40 << 20))]), UPLOAD) == "archive-ratio"
    assert refused(zipped([(str(number), b"x" * (1 << 20)) for number in range(5)])) == "archive-too-large"
    assert refused(zipped([(str(number), b"") for number in range(51)])) == "archive-too-many"
    assert (UPLOAD.members, UPLOAD.octets, UPLOAD.ratio) == (2_000, 200 << 20, 200)


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_b04_a_packed_tar_is_stopped_while_it_unpacks(mode):
    assert refused(tarred([("a", bytes(60 << 20))], mode), UPLOAD) == "archive-ratio"
    import random

    noise = random.Random(1).randbytes(1 << 20)
    assert refused(tarred([(str(number), noise) for number in range(5)], mode)) == "archive-too-large"
    assert refused(tarred([(str(number), b"") for number in range(51)], mode)) == "archive-too-many"


def test_b05_a_directory_that_lies_is_stopped_by_the_counter():
    data = bytearray(zipped([("a", bytes(8 << 20))]))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(mark)
        data[place + offset : place + offset + 4] = struct.pack("<I", 100)
    assert refused(bytes(data)) in {"archive-ratio", "archive-damaged", "archive-too-large"}


def test_b05_overlapping_members_are_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", b"x" * 1000)
        archive.writestr("b", b"y" * 1000)
        archive.filelist[1].header_offset = archive.filelist[0].header_offset
    assert refused(packed.getvalue()) == "archive-overlap"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/x", "etc/x"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\backup\\sw1.cfg", "backup/sw1.cfg"),
        ("a\x1b[2Jb", "a·[2Jb"),
        ("CON", "CON"),
        ("x" * 4_000, "x" * 300),
        ("..", "?"),
    ],
)
def test_b21_names_are_labels(name, label):
    assert safe_name(name) == label
    if "\\" not in name and len(name) < 300:
        assert [one.name for one in opened(zipped([(name, b"x")]))[0]] == [label]


def test_b21_links_and_devices_are_named_and_never_followed():
    found, problems = opened(tarred(FILES, links=[("evil", "/etc/passwd"), ("../up", "x")]))
    assert [one.name for one in found] == ["n05/sw1.cfg", "n05/sw2.cfg"]
    assert [(problem.code, problem.where) for problem in problems] == [("archive-link", "a/evil"), ("archive-link", "a/up")]
    info = zipfile.ZipInfo("evil")
    info.external_attr = 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert [problem.code for problem in opened(packed.getvalue())[1]] == ["archive-link"]
    assert opened(packed.getvalue())[0] == []


def test_b22_an_archive_in_an_archive_is_named_and_left():
    inner = zipped([("x.cfg", vrp("A"))])
    found, problems = opened(zipped([("inner.zip", inner), ("b.tgz", tarred(FILES)), ("c.cfg", b"x")]))
    assert [one.name for one in found] == ["c.cfg"]
    assert [(problem.code, problem.where) for problem in problems] == [("archive-nested", "a/inner.zip"), ("archive-nested", "a/b.tgz")]


def test_an_emulators_project_keeps_one_configuration_in_a_zip_of_its_own():
    found, problems = opened(zipped(lab()))
    assert [one.name.rpartition("/")[2] for one in found] == ["lab.topo", "vrpcfg.cfg", "vrpcfg.cfg"]
    assert problems == []
    twice = zipped([("vrpcfg.zip", zipped([("vrpcfg.zip", zipped([("x", b"y")]))]))])
    assert [problem.code for problem in opened(twice)[1]] == ["archive-nested"]
    many = zipped([("vrpcfg.zip", zipped([(str(number), b"y") for number in range(9)]))])
    assert len(opened(many)[0]) == 4


def test_encrypted_members_are_named():
    data = bytearray(zipped([("a.cfg", b"secret")]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    found, problems = opened(bytes(data))
    assert (found, [problem.code for problem in problems]) == ([], ["archive-encrypted"])


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_what_is_cut_off_is_damaged(mode):
    import random

    data = tarred([("a", random.Random(2).randbytes(200_000))], mode)
    assert refused(data[: len(data) // 2]) == "archive-damaged"


def test_an_xz_that_asks_for_too_much_memory_is_refused():
    import lzma

    data = lzma.compress(b"x" * 1000, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 512 << 20, "preset": 0}])
    assert refused(data) == "archive-damaged"


def test_a_pax_header_without_end_is_stopped():
    info = tarfile.TarInfo("a")
    info.pax_headers = {"comment": "x" * (6 << 20)}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info)
    assert refused(packed.getvalue()) in {"archive-too-large", "archive-ratio"}


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=6), st.sampled_from(["zip", "w", "w:gz", "w:xz"]))
def test_any_damage_is_refused_or_harmless(place, noise, form):
    data = bytearray(zipped(FILES) if form == "zip" else tarred(FILES, form))
    data[place : place + len(noise)] = noise
    if not is_archive(bytes(data[:512])):
        return
    code, size = "archive-", 0
    try:
        size = sum(len(one.data) for one in opened(bytes(data))[0])
    except InputError as error:
        code = error.code
    assert code.startswith("archive-")
    assert size <= SMALL.octets
