"""Style: how documents look, in Chinese as an office sets them (after GB/T 9704), in English alike."""

from __future__ import annotations

from typing import Final

import msgspec
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle


class Face(msgspec.Struct, frozen=True):
    """A font: its name, and the one to take where it is not installed."""

    latin: str
    chinese: str


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """Fonts and sizes of a language [pt], margins [cm]."""

    title: Face
    heading: Face
    second: Face
    body: Face
    body_pt: float
    line_pt: float
    indent_chars: int
    margins: tuple[float, float, float, float]
    """Top, right, bottom, left."""


LOOKS: Final = {
    "zh": Look(
        title=Face("Times New Roman", "方正小标宋简体"),
        heading=Face("Arial", "黑体"),
        second=Face("Times New Roman", "楷体"),
        body=Face("Times New Roman", "仿宋"),
        body_pt=14,
        line_pt=25,
        indent_chars=2,
        margins=(3.3, 2.6, 3.0, 2.8),
    ),
    "en": Look(
        title=Face("Arial", "黑体"),
        heading=Face("Arial", "黑体"),
        second=Face("Arial", "黑体"),
        body=Face("Times New Roman", "宋体"),
        body_pt=11,
        line_pt=15,
        indent_chars=0,
        margins=(2.6, 2.4, 2.4, 2.6),
    ),
}
"""The looks by language."""

ALTERNATIVES: Final = {
    "方正小标宋简体": "宋体;SimSun;Noto Serif CJK SC",
    "仿宋": "FangSong;仿宋_GB2312;Noto Serif CJK SC",
    "楷体": "KaiTi;楷体_GB2312;Noto Serif CJK SC",
    "黑体": "SimHei;Noto Sans CJK SC",
    "宋体": "SimSun;Noto Serif CJK SC",
    "Times New Roman": "Liberation Serif;Times",
    "Arial": "Liberation Sans;Helvetica",
}
"""What to take where a font is not installed; it stands in the file's own table of fonts."""

INK: Final = RGBColor(0x14, 0x1A, 0x22)
GREY: Final = RGBColor(0x5A, 0x63, 0x70)
RED: Final = RGBColor(0xA8, 0x2A, 0x2A)


def dress(document: DocxDocument, lang: str, *, compact: bool) -> Look:
    """Set paper, margins, styles and fonts of a new document, and return the look."""
    look = LOOKS[lang]
    lay(document.sections[0], look.margins if not compact else (1.9, 2.0, 1.7, 2.0), wide=False)
    _style(document, "Normal", look.body, look.body_pt if not compact else look.body_pt * 0.78)
    body = _of(document, "Normal").paragraph_format
    body.line_spacing_rule = WD_LINE_SPACING.EXACTLY if not compact else WD_LINE_SPACING.SINGLE
    if not compact:
        body.line_spacing = Pt(look.line_pt)
    body.space_after = Pt(0 if lang == "zh" and not compact else 4)
    for level, (face, size, before) in enumerate(_headings(look, lang, compact=compact), start=1):
        _style(document, f"Heading {level}", face, size, bold=level != 1 or lang == "en")
        shape = _of(document, f"Heading {level}").paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(2 if compact else 6)
        shape.line_spacing_rule, shape.keep_with_next = WD_LINE_SPACING.SINGLE, True
    _style(document, "Title", look.title, 22 if not compact else 18, bold=lang == "en")
    _of(document, "Title").paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _plain_title(document)
    _style(document, "Caption", look.heading, 9.5, bold=False)
    caption = _of(document, "Caption").paragraph_format
    caption.alignment, caption.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    caption.space_before, caption.space_after, caption.line_spacing_rule = Pt(5), Pt(2), WD_LINE_SPACING.SINGLE
    for name in ("Header", "Footer"):
        _style(document, name, look.heading, 8)
        _of(document, name).font.color.rgb = GREY
        _of(document, name).paragraph_format.tab_stops.clear_all()
        _of(document, name).paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _tongue(document, lang)
    _fonts(document)
    return look


def _headings(look: Look, lang: str, *, compact: bool) -> tuple[tuple[Face, float, float], ...]:
    """Return font, size and space before of the three levels of headings [pt]."""
    if compact:
        return ((look.heading, 12, 6), (look.second, 11, 4), (look.body, 10, 4))
    if lang == "zh":
        return ((look.heading, 16, 14), (look.second, 15, 10), (look.body, 14, 6))
    return ((look.heading, 15, 14), (look.second, 12.5, 10), (look.body, 11, 6))


def lay(section: Section, margins: tuple[float, float, float, float], *, wide: bool) -> float:
    """Set A4 paper, upright or turned, with its margins (top, right, bottom, left [cm]); return the width of the text [cm]."""
    top, right, bottom, left = (2.4, 2.2, 2.0, 2.2) if wide else margins
    width, height = (29.7, 21.0) if wide else (21.0, 29.7)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(width), Cm(height)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = Cm(top), Cm(right), Cm(bottom), Cm(left)
    section.header_distance, section.footer_distance = Cm(min(1.5, top / 2)), Cm(min(1.3, bottom / 2))
    return width - left - right


def face_run(run_properties: object, face: Face) -> None:
    """Give a run's properties a font for both scripts."""
    fonts = run_properties.get_or_add_rFonts()  # type: ignore[attr-defined] # docx's own element
    for kind, name in (("ascii", face.latin), ("hAnsi", face.latin), ("cs", face.latin), ("eastAsia", face.chinese)):
        fonts.set(qn(f"w:{kind}"), name)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _of(document: DocxDocument, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _style(document: DocxDocument, name: str, face: Face, size: float, *, bold: bool = False) -> None:
    style = _of(document, name)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = INK
    face_run(style.element.get_or_add_rPr(), face)


def _plain_title(document: DocxDocument) -> None:
    """Take the ruled line away that the library's title has."""
    properties = _of(document, "Title").element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _tongue(document: DocxDocument, lang: str) -> None:
    """Say which language the text is in, so that spelling and the shapes of characters are right."""
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), "zh-CN" if lang == "zh" else "en-GB")
        element.set(qn("w:eastAsia"), "zh-CN")


def _fonts(document: DocxDocument) -> None:
    """Write what to take where a font is missing into the file's table of fonts."""
    rows = "".join(f'<w:font w:name="{name}"><w:altName w:val="{others}"/></w:font>' for name, others in sorted(ALTERNATIVES.items()))
    table = parse_xml(f"<w:fonts {nsdecls('w')}>{rows}</w:fonts>")
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = serialize_part_xml(table)  # noqa: SLF001 - the library has no door to it
