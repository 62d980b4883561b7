"""What fuzzers draw from: names, values, messages, and ways to spoil octets."""

from __future__ import annotations

from hypothesis import strategies as st

from collectors.snmp import ber

SUB_ID = st.one_of(st.integers(0, 300), st.integers(0, 2**32 - 1))
NAMES = st.builds(
    lambda head, rest: (*head, *rest),
    st.sampled_from([(1, 3), (1, 3, 6, 1, 2, 1, 2, 2, 1), (1, 3, 6, 1, 4, 1, 2011), (0, 0), (2, 999), (1, 0, 8802)]),
    st.lists(SUB_ID, max_size=8),
)
VALUES = st.one_of(
    st.tuples(st.just(ber.INTEGER), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.sampled_from([ber.COUNTER32, ber.GAUGE32, ber.TIMETICKS]), st.integers(0, 2**32 - 1)),
    st.tuples(st.just(ber.COUNTER64), st.integers(0, 2**64 - 1)),
    st.tuples(st.sampled_from([ber.OCTET_STRING, ber.OPAQUE]), st.binary(max_size=200)),
    st.tuples(st.just(ber.OBJECT_IDENTIFIER), NAMES),
    st.tuples(st.just(ber.IP_ADDRESS), st.ip_addresses(v=4).map(str)),
    st.tuples(st.sampled_from([ber.NULL, ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.END_OF_MIB_VIEW]), st.none()),
)
ROWS = st.lists(st.tuples(NAMES, VALUES).map(lambda pair: (pair[0], *pair[1])), max_size=6)
INTERESTING = bytes.fromhex("0001021f203037404142434446477f808182848fa0a2a5a8bfff")
"""Tags, short and long lengths, and octets that end or go on with a sub-identifier."""


@st.composite
def spoiled(draw, octets, most=4):
    """Change, insert, remove, repeat or move a few octets, or cut the end off."""
    data = bytearray(octets)
    for _ in range(draw(st.integers(1, most))):
        place = draw(st.integers(0, max(0, len(data) - 1)))
        octet = draw(st.one_of(st.sampled_from(INTERESTING), st.integers(0, 255)))
        match draw(st.sampled_from(["set", "set", "set", "add", "insert", "remove", "cut", "repeat"])):
            case "set" if data:
                data[place] = octet
            case "add" if data:
                data[place] = (data[place] + draw(st.sampled_from([1, -1, 2, -2]))) % 256
            case "insert":
                data[place:place] = bytes((octet,))
            case "remove":
                del data[place : place + draw(st.integers(1, 3))]
            case "cut":
                del data[place:]
            case "repeat":
                data[place:place] = data[place : place + draw(st.integers(1, 30))]
            case _:
                data.append(octet)
    return bytes(data)
