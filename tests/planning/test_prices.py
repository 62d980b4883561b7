import pytest

from planning.prices import PRICE_UNITS, Tag, load_prices, parse_prices, worst_tag
from planning.samples import sample_prices
from topology.model.entities import EvidenceKind
from topology.model.errors import InputError, NotFound


def book_text(change=lambda rows: rows, head='schema = 1\nid = "b"\nname = { zh = "价", en = "Prices" }\n'):
    rows = [
        {"key": key, "unit": unit, "low": 1, "mode": 2, "high": 3, "tag": "known", "date": "2018-01-01", "source": "contract"}
        for key, unit in PRICE_UNITS.items()
    ]
    return head + "\n".join(
        "[[price]]\n"
        + "\n".join(f"{name} = {value if name == 'date' or not isinstance(value, str) else repr(value)}" for name, value in row.items())
        for row in change(rows)
    )


def changed(**values):
    def change(rows):
        rows[0].update(values)
        return rows

    return change


def test_the_sample_book_is_whole_and_honest():
    book = sample_prices()
    assert set(book.by_key) == set(PRICE_UNITS)
    # The only published circuit price: 680,000 CNY for 205 lines.
    line = book.row("access.fee.10m")
    assert (line.mode, line.tag) == (round(680_000 / 205), Tag.KNOWN)
    for row in book.price:
        assert row.low <= row.mode <= row.high
        if "[K]" in row.source or "assumption" in row.source:
            assert row.tag is Tag.PLACEHOLDER, row.key
    reference = book.evidence("labour.day")
    assert (reference.kind, reference.source, reference.place) == (EvidenceKind.PRICE, "sample_2018", "labour.day")
    assert "1400 CNY/d" in reference.text


def test_a_missing_row_is_named():
    with pytest.raises(NotFound) as caught:
        sample_prices().row("no.such")
    assert caught.value.params == {"key": "no.such", "book": "sample_2018"}


@pytest.mark.parametrize(
    ("change", "code", "key"),
    [
        (lambda rows: rows[1:], "planning.price_missing", "retain.maintenance.merge_admin"),
        (lambda rows: [rows[0], *rows], "planning.price_twice", "retain.maintenance.merge_admin"),
        (changed(unit="CNY"), "planning.price_unit", "retain.maintenance.merge_admin"),
        (changed(low=5), "planning.price_order", "retain.maintenance.merge_admin"),
        (changed(low=-1), "planning.price_order", "retain.maintenance.merge_admin"),
        (changed(source=" "), "planning.price_source", "retain.maintenance.merge_admin"),
    ],
)
def test_errors_name_the_row(change, code, key):
    with pytest.raises(InputError) as caught:
        parse_prices(book_text(change), where="b.toml")
    assert caught.value.code == code
    assert caught.value.params["key"] == key


def test_files_that_are_no_price_book(tmp_path):
    for text, code in (
        ("= broken", "planning.file_form"),
        (book_text(changed(tag="sure")), "planning.file_form"),
        (book_text(head='schema = 2\nid = "b"\nname = {}\n'), "planning.file_schema"),
    ):
        with pytest.raises(InputError) as caught:
            parse_prices(text, where="b.toml")
        assert (caught.value.code, caught.value.params["file"]) == (code, "b.toml")
    with pytest.raises(InputError, match="file_unreadable"):
        load_prices(tmp_path / "none.toml")
    (tmp_path / "b.toml").write_text(book_text(), encoding="utf-8")
    assert load_prices(tmp_path / "b.toml").row("labour.day").mode_fen == 200


def test_a_line_is_as_good_as_its_worst_figure():
    assert worst_tag(Tag.KNOWN, Tag.PLACEHOLDER, Tag.ESTIMATE) is Tag.PLACEHOLDER
    assert worst_tag(Tag.KNOWN) is Tag.KNOWN
