"""PDF: tables with and without rules, reading order, what no reader sees; and nothing but InputError on broken files."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.parsers import pdf
from ingest.parsers.page import Page
from kb.documents import Section, Table
from kb.errors import InputError

GOLDEN = Path(__file__).parent.parent / "golden" / "pdf"
REALDOCS = Path(__file__).parents[3] / "shared" / "realdocs"
FONTS = "<</F1 5 0 R/F2 6 0 R>>"


# ---- a small writer of PDF, so that each test shows what lies on its page ---------------------------------------


def made(*pages: str, links: str = "", picture: bool = False, box: str = "0 0 600 800") -> bytes:
    """A PDF of these content streams; page n's objects are its stream and its leaf."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Length 1>>stream\n \nendstream"]
    image = "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    objects.append(f"{image}stream\n\x80\nendstream")
    objects += [f"<</Type/Font/Subtype/Type1/BaseFont/Helvetica{b}/Encoding/WinAnsiEncoding>>" for b in ("", "-Bold")]
    leaves = []
    for content in pages:
        content = ("q 600 0 0 800 0 0 cm /I Do Q\n" if picture else "") + content
        objects.append(f"<</Length {len(content.encode('latin-1'))}>>stream\n{content}\nendstream")
        leaves.append(len(objects) + 1)
        resources = f"<</Font {FONTS}/XObject<</I 4 0 R>>>>"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents {len(objects)} 0 R/Resources {resources}{links}>>"
        )
    kids = " ".join(f"{n} 0 R" for n in leaves)
    objects[1] = f"<</Type/Pages/Kids[{kids}]/Count {len(leaves)}>>"
    content = "%PDF-1.4\n" + "".join(f"{n} 0 obj\n{body}\nendobj\n" for n, body in enumerate(objects, 1))
    return (content + "trailer<</Root 1 0 R>>\n%%EOF").encode("latin-1")


def at(x: float, y: float, *lines: str, size: float = 10, bold: bool = False, more: str = "") -> str:
    """Lines of text, 12 points apart, the first with its baseline at y from the bottom."""
    font = f"/F{2 if bold else 1} {size} Tf"
    told = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    return "".join(f"BT {font} {more} {x} {y - 12 * n} Td ({line}) Tj ET\n" for n, line in enumerate(told))


def rows(x: Sequence[float], y: float, *cells: list[str], step: float = 20, bold: bool = False) -> str:
    """Rows of cells at these left edges."""
    return "".join(
        at(x[c], y - step * r, text, bold=bold) for r, row in enumerate(cells) for c, text in enumerate(row) if text
    )


def ruled(x: Sequence[float], y: Sequence[float]) -> str:
    """The rules of a grid."""
    level = "".join(f"{x[0]} {b} m {x[-1]} {b} l S\n" for b in y)
    return level + "".join(f"{a} {y[0]} m {a} {y[-1]} l S\n" for a in x)


def tables(page: Page) -> list[Table]:
    return [block for block in page.blocks if isinstance(block, Table)]


def grid(table: Table) -> list[list[str]]:
    return [[" ".join(cell.split()) for cell in row.cells] for row in table.rows]


def prose(page: Page) -> str:
    return "\n".join("\n".join((*b.headings[-1:], b.text)) for b in page.blocks if isinstance(b, Section))


PARAGRAPH = (
    "The office may at any time ask a registered supplier for the report of the",
    "tests that were made, and the supplier sends it within seven days of being",
    "asked. Where no report is sent the office may take the supplier off the list.",
)
FEES = (
    rows([70, 110, 400], 600, ["S/N", "Type of fee", "Amount (S$)"], bold=True)
    + rows([70, 110, 400], 575, ["a)", "Application fee", "1,000"], ["b)", "Assessment fee", "NA"])
    + at(110, 543, "(for the days that the", "assessors need)")
    + rows([70, 110, 400], 505, ["c)", "Annual fee", "007"])
)


# ---- tables without rules --------------------------------------------------------------------------------------


def test_a_fee_table_without_rules_keeps_its_rows_its_header_and_its_text_as_written() -> None:
    page = pdf.read(made(at(70, 700, *PARAGRAPH) + FEES + at(70, 420, *PARAGRAPH)))
    (table,) = tables(page)
    assert table.header == ("S/N", "Type of fee", "Amount (S$)")
    assert grid(table) == [
        ["a)", "Application fee", "1,000"],
        ["b)", "Assessment fee (for the days that the assessors need)", "NA"],
        ["c)", "Annual fee", "007"],
    ]
    assert prose(page).count("off the list.") == 2
    assert "Application" not in prose(page)


def test_a_table_without_rules_goes_on_over_the_page() -> None:
    codes = [[f"SS {n}", f"Specification for lamps of kind {n}"] for n in range(10, 34)]
    first = rows([70, 200], 700, *codes[:18], step=24) + at(200, 280, "and for their holders")
    second = at(200, 740, "and their fittings") + rows([70, 200], 700, *codes[18:])
    (table,) = tables(pdf.read(made(first, second)))
    assert [row[0] for row in grid(table)] == [code for code, _ in codes]
    assert grid(table)[17][1] == "Specification for lamps of kind 27 and for their holders and their fittings"


NO_TABLES = {
    "numbered paragraphs": "".join(
        at(70, 700 - 60 * n, f"{n}.1") + at(110, 700 - 60 * n, *PARAGRAPH) for n in range(1, 6)
    ),
    "a letterhead": rows(
        [70, 160, 170],
        700,
        ["Our ref", ":", "Cir 2014-02"],
        ["Date", ":", "14 October 2014"],
        ["To", ":", "All suppliers"],
        ["Subject", ":", "Registration of goods"],
    ),
    "a form": rows(
        [70, 330], 700, ["Name:", "Address:"], ["Model:", "Brand:"], ["Date:", "Place:"], ["Signed:", "Seen:"]
    ),
    "a list of contents": rows(
        [70, 110, 500], 700, *([f"{n}", f"Chapter of that name {n}", f"{3 * n}"] for n in range(1, 9))
    ),
    "two lists of bullets": rows([70, 300], 700, *([f"- toy guns {n}", f"- baby cribs {n}"] for n in range(6))),
    "nested numbers": rows(
        [70, 110, 150], 700, *([f"4.{n}", f"{n})", "the organisation keeps its records"] for n in range(1, 8))
    ),
    "justified prose": "".join(
        at(70, 700 - 12 * n, "a supplier who is") + at(190 + 9 * n, 700 - 12 * n, "registered with the office")
        for n in range(8)
    ),
}


@pytest.mark.parametrize("content", NO_TABLES.values(), ids=NO_TABLES.keys())
def test_what_only_looks_like_columns_is_no_table(content: str) -> None:
    assert not tables(pdf.read(made(content)))


LEFT = (
    "Goods that are sold to the",
    "public must be safe. The",
    "office tests them at its",
    "own cost and tells what",
    "it has found in a report",
    "that everyone may read.",
)
RIGHT = (
    "Whoever sells goods that",
    "are not safe is fined. The",
    "fine is higher where some-",
    "one was hurt, or where the",
    "seller knew it. Sellers and",
    "makers are liable together.",
)


@pytest.mark.parametrize("by", ["line", "column"])
def test_prose_in_two_columns_is_read_column_by_column(by: str) -> None:
    left = [at(70, 700 - 12 * n, line) for n, line in enumerate(LEFT)]
    right = [at(320, 700 - 12 * n, line) for n, line in enumerate(RIGHT)]
    content = "".join(a + b for a, b in zip(left, right, strict=True)) if by == "line" else "".join(left + right)
    page = pdf.read(made(content))
    assert not tables(page)
    words = " ".join(prose(page).split())
    assert words.startswith(" ".join(LEFT)[:120])
    assert words.endswith("or where the seller knew it. Sellers and makers are liable together.")


def test_a_table_ruled_only_from_left_to_right_has_a_row_between_two_rules() -> None:
    content = "".join(f"70 {y} m 530 {y} l S\n" for y in (715, 695, 655, 635, 615))
    content += rows([75, 300], 700, ["Body", "Scope of its work in full and at length"], bold=True)
    content += (
        at(75, 680, "Alpha") + at(300, 680, "tests of lamps and of", "all of their fittings") + at(75, 640, "Beta")
    )
    content += at(300, 640, "plugs, sockets and fuses for use at home") + rows([75, 300], 620, ["Gamma", "none"])
    (table,) = tables(pdf.read(made(content)))
    assert table.header == ("Body", "Scope of its work in full and at length")
    assert grid(table) == [
        ["Alpha", "tests of lamps and of all of their fittings"],
        ["Beta", "plugs, sockets and fuses for use at home"],
        ["Gamma", "none"],
    ]


# ---- ruled tables ------------------------------------------------------------------------------------------------


def test_a_ruled_table_over_two_pages_is_one_and_a_row_cut_by_the_page_is_whole() -> None:
    x, edge = [70, 120, 300, 500], [75, 125, 305]
    head = [["No", "Goods", "Standard"]]
    first = ruled(x, [200, 175, 150, 125, 100]) + rows(edge, 185, *head, bold=True, step=25)
    first += rows(edge, 160, ["1", "Lamp", "IEC 1"], ["2", "Plug", "IEC 2"], ["3", "Kettle with", "IEC 3"], step=25)
    second = ruled(x, [750, 725, 700, 675]) + rows(edge, 735, *head, bold=True)
    second += rows(edge, 710, ["", "a long name", ""], ["4", "Fuse", "0101.90"], step=25)
    (table,) = tables(pdf.read(made(first, second)))
    assert table.header == ("No", "Goods", "Standard")
    assert grid(table) == [
        ["1", "Lamp", "IEC 1"],
        ["2", "Plug", "IEC 2"],
        ["3", "Kettle with a long name", "IEC 3"],
        ["4", "Fuse", "0101.90"],
    ]


def test_a_caption_and_the_notes_below_belong_to_the_table() -> None:
    content = (
        at(70, 760, *PARAGRAPH)
        + at(70, 640, "Table 2: Classes of builders")
        + ruled([70, 200, 300, 400], [625, 600, 575])
    )
    content += rows([75, 205, 305], 610, ["Staff", "Class A", "Class B"], bold=True) + rows(
        [75, 205, 305], 585, ["Technical*", "4", "2"]
    )
    content += at(70, 560, "* with five years of practice") + at(70, 500, *PARAGRAPH)
    page = pdf.read(made(content))
    (table,) = tables(page)
    assert table.caption == "Table 2: Classes of builders"
    assert [(note.marker, note.text) for note in table.notes] == [("*", "* with five years of practice")]
    assert "five years" not in prose(page)


def test_a_header_told_again_for_each_group_makes_bands() -> None:
    x, edge = [70, 200, 300, 400], [75, 205, 305]
    content = ruled(x, [700 - 25 * n for n in range(7)])
    for n, row in enumerate([["TOYS", "European", "American"], ["Balloon", "EN 71", "F963"], ["Doll", "EN 71", ""]]):
        content += rows(edge, 685 - 25 * n, row, bold=not n)
    for n, row in enumerate([["CRIBS", "European", "American"], ["Cot", "EN 716", ""], ["Cradle", "", "F2194"]]):
        content += rows(edge, 610 - 25 * n, row, bold=not n)
    (table,) = tables(pdf.read(made(content)))
    assert table.header == ("", "European", "American")
    assert [(row.band, row.cells[0]) for row in table.rows] == [
        ("TOYS", "Balloon"),
        ("TOYS", "Doll"),
        ("CRIBS", "Cot"),
        ("CRIBS", "Cradle"),
    ]


def test_a_ruled_row_that_holds_a_list_of_entries_is_parted() -> None:
    content = ruled([70, 300, 530], [720, 695, 500]) + rows([75, 305], 705, ["Equipment", "Period"], bold=True)
    for n, (name, period) in enumerate(
        [("Anemometer", "2 years"), ("Chamber", "1 year"), ("Mass", "3 years"), ("Thermocouple", "NA")]
    ):
        content += rows([75, 305], 680 - 40 * n, [name, period])
    content += at(305, 588, "for reference masses")
    (table,) = tables(pdf.read(made(content)))
    assert grid(table) == [
        ["Anemometer", "2 years"],
        ["Chamber", "1 year"],
        ["Mass", "3 years for reference masses"],
        ["Thermocouple", "NA"],
    ]


def test_tables_side_by_side_and_a_table_within_a_cell_are_tables_of_their_own() -> None:
    content = ruled([70, 120, 250], [700, 675, 650]) + ruled([300, 350, 500], [700, 675, 650])
    content += rows([75, 125], 685, ["No", "Fee"], ["1", "100"], step=25) + rows(
        [305, 355], 685, ["No", "Rate"], ["1", "5 %"], step=25
    )
    content += ruled([70, 150, 500], [600, 575, 400]) + rows(
        [75, 155], 585, ["Clause", "Plan"], ["38", "Sampling:"], step=25
    )
    content += ruled([160, 250, 350], [540, 515, 490]) + rows(
        [165, 255], 525, ["Batch", "Size"], ["3200", "13"], step=25
    )
    found = tables(pdf.read(made(content)))
    assert [grid(table) for table in found] == [[["1", "100"]], [["1", "5 %"]], [["38", "Sampling:"]], [["3200", "13"]]]


def test_a_page_turned_on_its_side_is_read_as_it_is_looked_at() -> None:
    turned = (
        "q 0 1 -1 0 600 0 cm\n"
        + ruled([70, 200, 300], [500, 475, 450])
        + rows([75, 205], 485, ["Code", "Fee"], bold=True)
        + rows([75, 205], 460, ["0101", "9"])
        + "Q"
    )
    (table,) = tables(pdf.read(made(turned)))
    assert (table.header, grid(table)) == (("Code", "Fee"), [["0101", "9"]])


def test_links_in_cells_tell_their_place() -> None:
    link = "/Annots[<</Type/Annot/Subtype/Link/Rect[200 578 290 595]/A<</S/URI/URI(https://example.org/a)>>>>]"
    content = ruled([70, 190, 300], [625, 600, 575]) + rows([75, 205], 610, ["Body", "Page"], bold=True)
    content += rows([75, 205], 585, ["Alpha", "more"])
    (table,) = tables(pdf.read(made(content, links=link)))
    assert [(one.text, one.url, one.row, one.column) for one in table.links] == [
        ("more", "https://example.org/a", 1, 2)
    ]


# ---- prose -------------------------------------------------------------------------------------------------------


def test_lines_are_joined_words_made_whole_and_bold_lines_are_headings() -> None:
    content = at(70, 700, "Scope of the rules", bold=True)
    content += at(
        70,
        680,
        "These rules hold for the certification of lamps and for all the end-of-",
        "life tests of plugs. They say who may ask for a certifi-",
        "cation and what it costs. The end-of-life tests are free.",
    )
    page = pdf.read(made(content + at(70, 620, *PARAGRAPH)))
    section = next(block for block in page.blocks if isinstance(block, Section) and block.text)
    assert section.headings == ("Scope of the rules",)
    assert "all the end-of-life tests of plugs. They say who may ask for a certification and what" in section.text


def test_running_heads_are_left_out_but_one_that_tells_a_year_is_read_once() -> None:
    pages = [
        at(70, 700, f"Words of page {name}.", *PARAGRAPH) + at(70, 40, f"CT 29, 19 December 2022    Page {n} of 3")
        for n, name in enumerate(("one", "two", "three"), 1)
    ]
    words = prose(pdf.read(made(*pages)))
    assert words.count("CT 29, 19 December 2022") == 1
    assert "Page 2 of 3" not in words
    assert "Words of page three." in words


# ---- what no reader sees -----------------------------------------------------------------------------------------

DARK = "0 0 0.5 rg 60 590 400 30 re f\n"


@pytest.mark.parametrize(
    ("content", "is_told"),
    [
        (at(70, 600, "Secret words", more="1 1 1 rg"), False),
        (DARK + at(70, 600, "Secret words", more="1 1 1 rg"), True),
        (at(70, 600, "Secret words", more="3 Tr"), False),
        (at(70, 900, "Secret words"), False),
        (at(70, 600, "Secret words", more="0.5 g"), True),
    ],
    ids=["white on white", "white on blue", "invisible", "off the page", "grey"],
)
def test_text_that_no_reader_sees_is_left_out_and_counted(content: str, is_told: bool) -> None:
    page = pdf.read(made(at(70, 700, *PARAGRAPH) + content))
    assert ("Secret words" in prose(page)) == is_told
    assert page.hidden == (0 if is_told else len("Secretwords"))


def test_invisible_words_over_a_scanned_page_are_its_text() -> None:
    assert "off the list." in prose(pdf.read(made(at(70, 700, *PARAGRAPH, more="3 Tr"), picture=True)))


def test_a_page_without_text_is_told_and_a_scan_without_any_is_refused() -> None:
    scan = made("", "", picture=True)
    with pytest.raises(InputError, match="scanned PDF: none of its 2 pages holds text; run OCR"):
        pdf.read(scan)
    page = pdf.read(made(at(70, 700, *PARAGRAPH, more="3 Tr"), "", picture=True))
    assert page.remarks == ("no text on page 2 (scanned: a picture of text); run OCR over it to read it",)


# ---- bounds ------------------------------------------------------------------------------------------------------


def test_a_page_of_too_many_characters_is_told_as_plain_text() -> None:
    crowded = "".join(at(10, 790 - 3 * n, "x" * 200, size=1) for n in range(200))
    page = pdf.read(made(crowded))
    assert page.remarks == ("tables on page 1 are told as plain text (too many characters)",)
    assert prose(page).count("x") == 40_000


def test_a_drawing_of_thousands_of_lines_takes_no_time() -> None:
    drawing = "".join(f"{n % 580} {n % 777} m {(n * 7) % 580} {n % 777} l S\n" for n in range(20_000))
    started = time.monotonic()
    assert not tables(pdf.read(made(at(70, 700, *PARAGRAPH) + drawing)))
    assert time.monotonic() - started < 10


SOUND = [
    made(at(70, 700, *PARAGRAPH) + FEES),
    (GOLDEN / "rules.pdf").read_bytes(),
    (GOLDEN / "scanned.pdf").read_bytes(),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    which=st.integers(0, len(SOUND) - 1),
    edits=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8)), min_size=1, max_size=6),
    end=st.floats(0.2, 1),
)
@example(which=0, edits=[(0.0, b"")], end=0.5)
def test_a_damaged_file_is_read_or_refused_in_one_line(
    which: int, edits: list[tuple[float, bytes]], end: float
) -> None:
    content = bytearray(SOUND[which])
    for place, new in edits:
        start = int(place * len(content))
        content[start : start + len(new)] = new
    assert "\n" not in outcome(bytes(content[: int(end * len(content))]))


def outcome(content: bytes) -> str:
    """How reading ended: nothing, or the reason of the refusal; any other exception is a failure."""
    try:
        pdf.read(content)
    except InputError as error:
        return str(error)
    return ""


# ---- the real documents ------------------------------------------------------------------------------------------


@pytest.mark.skipif(not REALDOCS.is_dir(), reason="the real documents are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        ("sg_cpso_pdf/2019-05-02-mr01619-annex-a-list-of-unregistered-controlled-goods-found.pdf", [(106, 4)]),
        ("sg_cpso_pdf/2022-05-31-circular.pdf", [(44, 3), (4, 2)]),
        ("sg_cpso_pdf/2020-10-07-circular.pdf", [(2, 3)]),
        ("sg_cpso_pdf/2018-11-29-circular.pdf", []),
        ("sg_sac_pdf/AO-Fees-Schedule-_AODOC04_-5-July-2018.pdf", [(4, 3)]),
        ("sg_sac_pdf/GLP-01-16-Feb-2020.pdf", []),
        ("sg_sac_pdf/NDT-001-1May2021.pdf", []),
        ("sg_sac_pdf/Newly_accredited_CABs_2023.pdf", []),
    ],
)
def test_real_tables_are_whole_and_prose_is_no_table(name: str, shapes: list[tuple[int, int]]) -> None:
    page = pdf.read((REALDOCS / name).read_bytes())
    assert [(len(table.rows), len(table.rows[0].cells)) for table in tables(page)] == shapes


@pytest.mark.skipif(not REALDOCS.is_dir(), reason="the real documents are not beside this checkout")
def test_a_sign_of_two_letters_is_read_as_both() -> None:
    name = "powerbanks_recall_2025_10_27_xiaomi_recalls_batch_of_PB2030MI_model.pdf"
    words = prose(pdf.read((REALDOCS / "sg_cpso_pdf" / name).read_bytes())).split()
    assert {"malfunctions", "affected", "fire"} <= set(words)
