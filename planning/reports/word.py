"""Word: a document's content as a .docx file. With `word_style` and `word_parts` the only modules that import python-docx."""

from __future__ import annotations

import io
from itertools import zip_longest
from typing import Final

import docx
from docx.document import Document as DocxDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.section import Section
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as DocxParagraph

from planning.prices import Tag
from planning.reports import word_parts as parts
from planning.reports.archive import settle
from planning.reports.charts import draw
from planning.reports.content import Block, Bullets, Chapter, Document, Paragraph, SignOff, Table, walk
from planning.reports.numbering import Numbers, mark
from planning.reports.word_style import GREY, RED, Look, dress, face_run, lay
from planning.reports.wording import cell_text, day_text, evidence_place, evidence_source, moment_text, say, tag_mark
from topology.model.entities import Evidence, EvidenceKind
from topology.model.text import N_, translator

_HELD: Final = 12
"""Rows of a table that at most stay on one page with the box in which it is signed."""
_CONTENTS: Final = 90
"""Lines that contents may have: beyond, they show chapters alone."""
_COMPACT: Final = (1.9, 2.0, 1.7, 2.0)
"""Margins of a one-page document [cm]."""


def write_word(document: Document, lang: str) -> bytes:
    """Return a document as Word; the same document gives the same bytes.

    Raises
    ------
    InputError
        ``planning.no_cjk_font``.
    """
    return _Writer(document, lang).write()


class _Writer:
    """One document on its way to Word: what was numbered so far."""

    def __init__(self, document: Document, lang: str) -> None:
        self._said: Final = document
        self._lang: Final = lang
        self._t: Final = translator(lang)
        self._docx: Final[DocxDocument] = docx.Document()
        self._look: Final[Look] = dress(self._docx, lang, compact=document.compact)
        self._margins: Final = _COMPACT if document.compact else self._look.margins
        self._wide = False
        self._width = lay(self._docx.sections[0], self._margins, wide=False)
        self._numbers: Final = Numbers(lang)
        self._refs: Final[dict[Evidence, int]] = {}
        self._bookmarks = 0

    def write(self) -> bytes:
        self._furniture()
        if self._said.compact:
            self._title()
        else:
            self._cover()
            self._contents()
        for place, chapter in enumerate(self._said.chapters):
            self._chapter(chapter, 1, first=place == 0)
        if self._refs:
            self._index()
        out = io.BytesIO()
        self._docx.save(out)
        return settle(out.getvalue(), self._said.meta.moment)

    def _furniture(self) -> None:
        """Write properties, header and footer: marking, title, scenario, who made it, page of pages."""
        meta, section = self._said.meta, self._docx.sections[0]
        core = self._docx.core_properties
        core.title, core.subject = say(self._said.title, self._lang), f"{meta.scenario} {meta.hash}"
        core.author = core.last_modified_by = meta.issued_by
        core.keywords, core.comments, core.language = self._said.kind, "netfold", "zh-CN" if self._lang == "zh" else "en-GB"
        core.created = core.modified = meta.moment.replace(tzinfo=None)
        core.revision = 1
        self._edges(section)

    def _edges(self, section: Section) -> None:
        """Write the header and footer of a section: they are as wide as its text."""
        meta = self._said.meta
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        header = section.header.paragraphs[0]
        parts.tab_right(header, self._width)
        header.add_run(say(self._said.short, self._lang))
        warned = header.add_run("\t" + mark(meta, self._lang))
        warned.font.color.rgb, warned.font.bold = RED, True
        parts.rule_below(header)
        footer = section.footer.paragraphs[0]
        parts.tab_right(footer, self._width)
        line = N_("Scenario {scenario} · {hash} · made for {who} on {day}")
        day = day_text(meta.moment.date(), self._lang)
        footer.add_run(self._t(line).format(scenario=meta.scenario, hash=meta.hash[:8], who=meta.issued_by, day=day) + "\t— ")
        parts.field(footer, "PAGE", "1")
        footer.add_run(" / ")
        parts.field(footer, "NUMPAGES", "1")
        footer.add_run(" —")

    def _title(self) -> None:
        self._docx.add_paragraph(say(self._said.title, self._lang), style="Title")
        meta = self._said.meta
        self._plain(
            f"{meta.scenario_name.get(self._lang) or meta.scenario} · {moment_text(meta.moment, self._lang)}", align="center", size=9.5
        )

    def _cover(self) -> None:
        meta = self._said.meta
        space = self._docx.add_paragraph()
        space.paragraph_format.space_before = Pt(110)
        self._docx.add_paragraph(say(self._said.title, self._lang), style="Title")
        name = meta.scenario_name.get(self._lang) or meta.scenario
        self._plain(self._t(N_("Scenario: {name}")).format(name=name), align="center", size=self._look.body_pt + 2)
        warned = self._plain(mark(meta, self._lang), align="center", size=self._look.body_pt)
        warned.runs[0].font.color.rgb, warned.paragraph_format.space_before = RED, Pt(30)
        space = self._docx.add_paragraph()
        space.paragraph_format.space_before = Pt(120)
        facts = (
            (N_("Scenario"), f"{meta.scenario}"),
            (N_("Hash of its inputs"), meta.hash),
            (N_("Census edition"), meta.edition),
            (N_("Snapshot"), meta.snapshot or "-"),
            (N_("Price book"), meta.prices),
            (N_("Made with"), f"netfold {meta.version}"),
            (N_("Made for"), meta.issued_by),
            (N_("State of the data"), moment_text(meta.moment, self._lang)),
        )
        cells = [[parts.Entry(self._t(what)), parts.Entry(value)] for what, value in facts]
        parts.grid(self._docx, cells, [3.6, 8.0], faces=self._look, size=10, ruled=False)
        self._break()

    def _contents(self) -> None:
        self._plain(self._t(N_("Contents")), align="center", size=16, face="heading")
        numbers = Numbers(self._lang)
        deepest = 2 if sum(level <= 2 for _, level in _ordered(self._said.chapters)) <= _CONTENTS else 1  # noqa: PLR2004 - two levels
        for bookmark, (chapter, level) in enumerate(_ordered(self._said.chapters), start=1):
            label = numbers.next(level, annex=chapter.annex)
            if level <= deepest:
                title = f"{label}{say(chapter.title, self._lang)}"
                parts.contents_line(self._docx, title, f"_nf{bookmark}", level, self._width, small=level == 2)  # noqa: PLR2004
        if _cites(self._said.chapters):
            parts.contents_line(self._docx, self._t(N_("Index of evidence")), "_nfindex", 1, self._width, small=False)
        self._break()

    def _turn(self, *, wide: bool) -> None:
        """Begin pages that lie the other way, where they do."""
        if wide == self._wide:
            return
        section = self._docx.add_section(WD_SECTION.NEW_PAGE)
        self._wide, self._width = wide, lay(section, self._margins, wide=wide)
        self._edges(section)

    def _chapter(self, chapter: Chapter, level: int, *, first: bool = False) -> None:
        self._bookmarks += 1
        turned = chapter.wide != self._wide
        self._turn(wide=chapter.wide)
        label = self._numbers.next(level, annex=chapter.annex)
        heading = self._docx.add_paragraph(style=f"Heading {min(level, 3)}")
        own_page = chapter.own_page or (chapter.annex and level == 1 and not first)
        heading.paragraph_format.page_break_before = own_page and not turned
        if own_page:
            heading.paragraph_format.space_before = Pt(0)
        heading.add_run(f"{label}{say(chapter.title, self._lang)}")
        parts.bookmark(heading, f"_nf{self._bookmarks}", self._bookmarks)
        for block, following in zip_longest(chapter.blocks, chapter.blocks[1:]):
            self._block(block, signed=isinstance(following, SignOff))
        for child in chapter.chapters:
            self._chapter(child, level + 1)

    def _block(self, block: Block, *, signed: bool) -> None:
        """Write a block; one that is `signed` stays on the page of what is signed beneath it."""
        match block:
            case Paragraph():
                self._paragraph(block)
            case Bullets():
                for place, item in enumerate(block.items, start=1):
                    shown = f"{place}. " if block.numbered else "• "
                    self._indented(self._plain(shown + say(item, self._lang)), hanging=True)
            case Table():
                self._table(block, signed=signed)
            case SignOff():
                self._sign_off(block)
            case _:
                picture = self._docx.add_paragraph()
                picture.alignment, picture.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
                picture.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
                picture.paragraph_format.space_before = Pt(6)
                picture.add_run().add_picture(io.BytesIO(draw(block, self._lang)), width=Cm(self._width))
                caption = self._docx.add_paragraph(style="Caption")
                caption.paragraph_format.keep_with_next = False
                shape = N_("Figure {number}  {caption} (scenario {scenario})")
                caption.add_run(
                    self._t(shape).format(
                        number=self._numbers.figure(), caption=say(block.caption, self._lang), scenario=self._said.meta.scenario
                    )
                )

    def _paragraph(self, block: Paragraph) -> None:
        text = say(block.text, self._lang)
        if block.style == "note":
            written = self._plain(text, size=9)
            written.runs[0].font.color.rgb = GREY
            written.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            written.paragraph_format.space_after = Pt(4)
        elif block.style == "advice":
            written = self._plain(text, size=min(11, self._look.body_pt))
            written.runs[0].font.bold = True
            written.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            written.paragraph_format.space_before, written.paragraph_format.space_after = Pt(2), Pt(3)
        else:
            written = self._plain(text)
            if block.style == "lead":
                written.runs[0].font.bold = True
            self._indented(written)
        parts.superscript(written, self._cited(block.refs))

    def _table(self, table: Table, *, signed: bool) -> None:
        caption = self._docx.add_paragraph(style="Caption")
        if self._said.compact:
            caption.paragraph_format.space_before = Pt(0)
        shape = self._t(N_("Table {number}  {caption}"))
        caption.add_run(shape.format(number=self._numbers.table(), caption=say(table.caption, self._lang)))
        if not table.rows:
            self._plain(say(table.empty or N_("Nothing to list."), self._lang), align="center", size=9)
            return
        head = [parts.Entry(say(column.head, self._lang), bold=True) for column in table.columns]
        headed = any(entry.text for entry in head)
        body = [
            [
                parts.Entry(
                    cell_text(cell, self._lang),
                    right=cell.right and not table.left,
                    bold=row.emphasis,
                    mark=tag_mark(cell.tag, self._lang),
                    refs=self._cited(cell.refs),
                )
                for cell in row.cells
            ]
            for row in table.rows
        ]
        total = sum(column.width for column in table.columns)
        widths = [self._width * column.width / total for column in table.columns]
        heads = [head] if headed else []
        rows = [*heads, *body]
        held = len(rows) if signed and len(body) <= _HELD else 0
        size = 7.5 if table.small else 8.5
        parts.grid(self._docx, rows, widths, faces=self._look, size=size, heads=len(heads), held=held)
        if table.foot:
            self._foot(table).paragraph_format.keep_with_next = bool(held)

    def _foot(self, table: Table) -> DocxParagraph:
        """Say beneath a table what it rests on and what its marks mean."""
        meta = self._said.meta
        cells = [cell for row in table.rows for cell in row.cells]
        words = [
            self._t(N_("Scenario {scenario}; census {edition}; snapshot {snapshot}.")).format(
                scenario=meta.scenario, edition=meta.edition, snapshot=meta.snapshot or "-"
            )
        ]
        tags = [tag for tag in Tag if any(cell.tag is tag for cell in cells)]
        if tags:
            meant = "、" if self._lang == "zh" else ", "
            words.append(
                meant.join(f"{tag_mark(tag, self._lang)} {say_tag(tag, self._lang)}" for tag in tags)
                + ("。" if self._lang == "zh" else ".")
            )
        if table.note:
            words.insert(0, say(table.note, self._lang))
        foot = self._plain(("" if self._lang == "zh" else " ").join(words), size=7.5)
        foot.runs[0].font.color.rgb = GREY
        foot.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        foot.paragraph_format.space_before, foot.paragraph_format.space_after = Pt(2), Pt(6)
        return foot

    def _sign_off(self, block: SignOff) -> None:
        space = self._docx.add_paragraph()
        space.paragraph_format.line_spacing_rule, space.paragraph_format.space_after = WD_LINE_SPACING.SINGLE, Pt(0)
        space.paragraph_format.line_spacing, space.paragraph_format.keep_with_next = Pt(6), True
        signed = self._t(N_("Signature and seal:"))
        dated = self._t(N_("Date:"))
        rows = [
            [parts.Entry(say(who, self._lang), bold=True), parts.Entry(say(what, self._lang)), parts.Entry(signed), parts.Entry(dated)]
            for who, what in block.rows
        ]
        parts.grid(
            self._docx,
            rows,
            [self._width * share for share in (0.24, 0.34, 0.25, 0.17)],
            faces=self._look,
            size=8.5,
            boxed=True,
            tall=True,
            held=len(rows) - 1,
        )

    def _index(self) -> None:
        """Write what each reference number opens to."""
        self._turn(wide=False)
        heading = self._docx.add_paragraph(style="Heading 1")
        heading.paragraph_format.page_break_before = not self._said.compact
        heading.add_run(self._t(N_("Index of evidence")))
        parts.bookmark(heading, "_nfindex", 9999)
        said = N_(
            "A number in brackets beside a figure names its evidence here. Each opens in netfold: 'netfold why' or the evidence panel."
        )
        self._plain(self._t(said), size=8 if self._said.compact else 9).paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        sources: dict[tuple[EvidenceKind, str], list[tuple[int, Evidence]]] = {}
        for ref, number in self._refs.items():
            sources.setdefault((ref.kind, ref.source if ref.kind is not EvidenceKind.RECORD else ""), []).append((number, ref))
        for (kind, source), rows in sorted(sources.items(), key=lambda item: (item[0][0].value, item[0][1])):
            places = (f"[{number}] {evidence_place(ref, self._lang)}" for number, ref in sorted(rows, key=lambda row: row[0]))
            listed = self._t(N_("{what}: {list}")).format(
                what=evidence_source(kind, source, self._lang), list=self._t(N_("; ")).join(places)
            )
            written = self._plain(listed, size=7.5)
            written.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE

    def _cited(self, refs: tuple[Evidence, ...]) -> str:
        """Return the numbers of some references, giving new ones in the order in which they come."""
        numbers = [self._refs.setdefault(ref, len(self._refs) + 1) for ref in refs]
        return "".join(f"[{number}]" for number in sorted(set(numbers)))

    def _plain(self, text: str, *, align: str = "", size: float | None = None, face: str = "") -> DocxParagraph:
        written = self._docx.add_paragraph()
        run = written.add_run(text)
        if size:
            run.font.size = Pt(size)
        if face:
            face_run(run._r.get_or_add_rPr(), getattr(self._look, face))  # noqa: SLF001 - the library has no door to East Asian fonts
        if align == "center":
            written.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return written

    def _indented(self, written: DocxParagraph, *, hanging: bool = False) -> None:
        if self._look.indent_chars and not self._said.compact:
            written.paragraph_format.first_line_indent = Pt(self._look.body_pt * self._look.indent_chars)
        elif hanging:
            written.paragraph_format.left_indent, written.paragraph_format.first_line_indent = Cm(0.5), Cm(-0.4)

    def _break(self) -> None:
        self._docx.add_page_break()  # type: ignore[no-untyped-call]


def say_tag(tag: Tag, lang: str) -> str:
    """Return what a mark means."""
    meant = {
        Tag.KNOWN: N_("known: a contract, a declaration or a published price"),
        Tag.ESTIMATE: N_("estimated by a stated rule"),
        Tag.PLACEHOLDER: N_("placeholder until a contract or tender replaces it"),
    }
    return translator(lang)(meant[tag])


def _cites(chapters: tuple[Chapter, ...]) -> bool:
    """Tell whether anything in some chapters names its evidence."""
    blocks = [block for chapter in walk(chapters) for block in chapter.blocks]
    cells = [cell for block in blocks if isinstance(block, Table) for row in block.rows for cell in row.cells]
    return any(cell.refs for cell in cells) or any(block.refs for block in blocks if isinstance(block, Paragraph))


def _ordered(chapters: tuple[Chapter, ...], level: int = 1) -> list[tuple[Chapter, int]]:
    return [found for chapter in chapters for found in ((chapter, level), *_ordered(chapter.chapters, level + 1))]
