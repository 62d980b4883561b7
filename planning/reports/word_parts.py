"""Parts of a Word file that the library has no words for: fields, bookmarks, ruled lines, and tables written in one go."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

import msgspec
from docx.document import Document as DocxDocument
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from planning.reports.word_style import Look

_RULES: Final = (("top", 10, "3C434D"), ("bottom", 10, "3C434D"), ("insideH", 3, "C9CED6"), ("insideV", 3, "E3E6EA"))
_LEADING: Final = 26
"""Twips of a line for each point of type: exact, as fonts of different height meet in one table."""
_TWIPS: Final = 567
"""Twips in a centimetre."""
_BAD: Final = {number: None for number in range(32) if number not in {9, 10}}


class Entry(msgspec.Struct, frozen=True):
    """What stands in a cell of a written table."""

    text: str
    right: bool = False
    bold: bool = False
    mark: str = ""
    refs: str = ""


def field(paragraph: Paragraph, code: str, shown: str, *, stale: bool = False) -> None:
    """Append a field (``PAGE``, ``PAGEREF name``) with what is shown until it is reckoned; `stale` asks for that on opening."""
    for kind in ("begin", "instr", "separate", "text", "end"):
        run = paragraph.add_run()
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {code} "
            run._r.append(element)  # noqa: SLF001 - the library has no fields
        elif kind == "text":
            run.text = shown
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            if stale and kind == "begin":
                element.set(qn("w:dirty"), "true")
            run._r.append(element)  # noqa: SLF001


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Put a bookmark round what a paragraph says."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    end.set(qn("w:id"), str(number))
    first = next((run._r for run in paragraph.runs), None)  # noqa: SLF001
    assert first is not None
    first.addprevious(start)
    paragraph._p.append(end)  # noqa: SLF001


def contents_line(document: DocxDocument, title: str, name: str, level: int, width_cm: float, *, small: bool) -> None:
    """Add a line of the contents: title, dots, the page of the bookmark."""
    line = document.add_paragraph()
    shape = line.paragraph_format
    shape.left_indent, shape.line_spacing_rule = Cm(0.6 * (level - 1)), WD_LINE_SPACING.SINGLE
    shape.space_before, shape.space_after = Pt(0 if small else 4), Pt(1)
    shape.tab_stops.add_tab_stop(Cm(width_cm), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    line.add_run(title)
    line.add_run("\t")
    field(line, f"PAGEREF {name} \\h", "", stale=True)
    for run in line.runs:
        run.font.size = Pt(9 if small else 11)


def tab_right(paragraph: Paragraph, width_cm: float) -> None:
    """Give a header or footer a stop at the right margin."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(width_cm), WD_TAB_ALIGNMENT.RIGHT)


def rule_below(paragraph: Paragraph) -> None:
    """Draw a thin line under a paragraph."""
    border = parse_xml(f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="4" w:space="2" w:color="8A8F98"/></w:pBdr>')
    paragraph._p.get_or_add_pPr().insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")  # noqa: SLF001


def superscript(paragraph: Paragraph, text: str) -> None:
    """Append reference numbers."""
    if text:
        run: Run = paragraph.add_run(text)
        run.font.superscript = True


def grid(
    document: DocxDocument,
    rows: list[list[Entry]],
    widths_cm: list[float],
    *,
    faces: Look,
    size: float,
    heads: int = 0,
    ruled: bool = True,
    boxed: bool = False,
    tall: bool = False,
    held: int = 0,
) -> None:
    """Write a table as one piece of XML: the library's own cells take seconds where lists are long.

    Rules above, below and under the head; the head is repeated on each page, no row is parted by a page's end; the first
    `held` rows stay on the page of what follows.
    """
    twips = [round(width * _TWIPS) for width in widths_cm]
    line = '<w:{0} w:val="single" w:sz="{1}" w:space="0" w:color="{2}"/>'
    borders = ""
    if boxed:
        borders = "".join(line.format(side, 6, "3C434D") for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    elif ruled:
        borders = "".join(
            line.format(side, weight, colour)
            for side, weight, colour in (
                ("top", 10, "3C434D"),
                ("bottom", 10, "3C434D"),
                ("insideH", 3, "C9CED6"),
                ("insideV", 3, "E3E6EA"),
            )
        )
    grid_columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    head = (
        f'<w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid_columns}</w:tblGrid>"
    )
    body = "".join(_row(row, twips, faces, size, head=place < heads, tall=tall, held=place < held) for place, row in enumerate(rows))
    table = parse_xml(f"<w:tbl {nsdecls('w')}>{head}{body}</w:tbl>")
    document.element.body.insert_element_before(table, "w:sectPr")


def _row(row: list[Entry], twips: list[int], faces: Look, size: float, *, head: bool, tall: bool, held: bool) -> str:
    height = '<w:trHeight w:val="430" w:hRule="atLeast"/>' if tall else ""
    shape = f"<w:trPr><w:cantSplit/>{height}{'<w:tblHeader/>' if head else ''}</w:trPr>"
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E9EDF2"/>' if head else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{_words(entry, faces, size, head=head, held=held)}</w:tc>"
        for entry, width in zip(row, twips, strict=True)
    )
    return f"<w:tr>{shape}{cells}</w:tr>"


def _words(entry: Entry, faces: Look, size: float, *, head: bool, held: bool) -> str:
    face = faces.heading if head or entry.bold else faces.body
    fonts = f'<w:rFonts w:ascii="{face.latin}" w:hAnsi="{face.latin}" w:eastAsia="{face.chinese}"/>'
    bold = "<w:b/>" if entry.bold and not head else ""
    half = round(size * 2)
    kept = "<w:keepNext/>" if held else ""
    justify = "center" if head else "right" if entry.right else "left"
    text = escape(entry.text.translate(_BAD)).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    runs = f'<w:r><w:rPr>{fonts}{bold}<w:sz w:val="{half}"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    if entry.mark:
        look = f'<w:rPr>{fonts}<w:color w:val="6B7480"/><w:sz w:val="{half - 4}"/></w:rPr>'
        runs += f'<w:r>{look}<w:t xml:space="preserve"> {escape(entry.mark)}</w:t></w:r>'
    if entry.refs:
        look = f'<w:rPr>{fonts}<w:color w:val="2F5D8C"/><w:sz w:val="{half - 3}"/><w:vertAlign w:val="superscript"/></w:rPr>'
        runs += f"<w:r>{look}<w:t>{escape(entry.refs)}</w:t></w:r>"
    return (
        f'<w:p><w:pPr>{kept}<w:keepLines/><w:spacing w:before="22" w:after="22" w:line="{round(size * _LEADING)}" w:lineRule="exact"/>'
        '<w:ind w:firstLine="0"/>'
        f'<w:jc w:val="{justify}"/></w:pPr>{runs}</w:p>'
    )
