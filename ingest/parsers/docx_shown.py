"""A DOCX as its reader sees it, before it is converted: changes taken as made, hidden words left out and counted."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.parsers import office
from kb.errors import InputError

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_KEPT = ("[Content_Types].xml", "_rels/.rels", "word/styles.xml", "word/numbering.xml")
_MOST = 20 * 1024 * 1024  # bytes of one part; two hundred pages are one megabyte or two
_HEADINGS = 6


@dataclass(frozen=True, slots=True)
class Shown:
    content: bytes  # the DOCX again
    hidden: int  # characters left out
    style_map: str  # which of its styles are headings, as mammoth wants to be told
    notes: tuple[str, ...]  # of its foot and end, in the order in which the text refers to them


def shown(content: bytes) -> Shown:
    """What is seen of a DOCX. The errors of zipfile, lxml and KeyError where it is broken; InputError where too large."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        main = _main(names)
        sizes = {part.filename: part.file_size for part in archive.infolist()}
        if any(sizes.get(name, 0) > _MOST for name in (main, *_TEXTS)):
            raise InputError("DOCX of thousands of pages; split it and ingest the parts")
        styles = _tree(archive, "word/styles.xml", names)
        trees = {name: _tree(archive, name, names) for name in {main, *_TEXTS}}
        kept = {name: archive.read(name) for name in names if name in _KEPT or name.endswith(".rels")}
    unseen = _unseen_styles(styles)
    hidden = sum(_show(tree, unseen) for tree in trees.values() if tree is not None)
    kept |= {name: etree.tostring(tree) for name, tree in trees.items() if tree is not None}
    return Shown(_packed(kept), hidden, _style_map(styles), _notes(trees, main))


def _main(names: Iterable[str]) -> str:
    candidates = [n for n in names if n.startswith("word/document") and n.endswith(".xml")]
    return "word/document.xml" if "word/document.xml" in candidates else candidates[0]


def _tree(archive: zipfile.ZipFile, name: str, names: list[str]) -> etree._Element | None:
    return etree.fromstring(archive.read(name), office.parser()) if name in names else None


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# ---- what is seen --------------------------------------------------------------------------------------------


def _show(tree: etree._Element, unseen: frozenset[str]) -> int:
    """The part changed in place; returns how many characters were hidden in it."""
    _take_alternatives(tree)
    for element in list(tree.iter("{*}del", "{*}moveFrom")):
        if not _is_mark(element):
            _drop(element)
    for element in list(tree.iter("{*}cellDel")):
        _drop(next(element.iterancestors("{*}tc"), element))
    hidden = _drop_hidden(tree, unseen)
    for element in list(tree.iter("{*}ruby")):
        _replace(element, element.iterfind("{*}rubyBase/*"))
    for element in list(tree.iter(f"{_MATH}oMath")):
        _replace(element, [_run("".join(text.text or "" for text in element.iter(f"{_MATH}t")))])
    for element in list(tree.iter("{*}oMathPara", "{*}dir", "{*}bdo")):
        _replace(element, list(element))
    for element in list(tree.iter("{*}gridBefore")):
        _indent(element)
    return hidden


def _is_mark(element: etree._Element) -> bool:
    """Whether it says that a row, a cell or the end of a paragraph was deleted, and holds no words itself."""
    parent = element.getparent()
    return parent is None or etree.QName(parent).localname in ("rPr", "trPr", "tcPr", "pPr")


def _take_alternatives(tree: etree._Element) -> None:
    """Of what is written twice, for new and old programs, the one with words; text boxes as paragraphs of their own."""
    for element in list(tree.iter("{*}AlternateContent")):
        branches = [*element.iterfind("{*}Fallback"), *element.iterfind("{*}Choice")]
        chosen = next((one for one in branches if _words(one)), branches[0] if branches else None)
        _replace(element, list(chosen) if chosen is not None else [])
    for box in list(tree.iter("{*}txbxContent")):
        around = next(box.iterancestors("{*}p"), None)
        if around is not None and around.getparent() is not None:
            for block in reversed(list(box)):
                around.addnext(block)


def _drop_hidden(tree: etree._Element, unseen: frozenset[str]) -> int:
    hidden = 0
    for run in list(tree.iter("{*}r")):
        if _is_hidden(run, unseen):
            hidden += len(_words(run))
            _drop(run)
    for mark in list(tree.iter("{*}hidden")):
        row = next(mark.iterancestors("{*}tr"), None)
        if row is not None and _is_on(mark):
            hidden += len(_words(row))
            _drop(row)
    return hidden


def _is_hidden(run: etree._Element, unseen: frozenset[str]) -> bool:
    mark = run.find("{*}rPr/{*}vanish")
    if mark is not None:
        return _is_on(mark)
    if not unseen:
        return False
    paragraph = next(run.iterancestors("{*}p"), None)
    own = _value(run.find("{*}rPr/{*}rStyle"))
    return own in unseen or (paragraph is not None and _value(paragraph.find("{*}pPr/{*}pStyle")) in unseen)


def _unseen_styles(styles: etree._Element | None) -> frozenset[str]:
    """Ids of the styles that hide what is written in them, and of those made from them."""
    if styles is None:
        return frozenset()
    every = {_id(style): style for style in styles.iter("{*}style")}
    return frozenset(name for name in every if name and any(_hides(one) for one in _line(every, name)))


def _hides(style: etree._Element) -> bool:
    mark = style.find("{*}rPr/{*}vanish")
    return mark is not None and _is_on(mark)


def _line(every: dict[str, etree._Element], name: str) -> Iterator[etree._Element]:
    """The style and those it is made from, nearest first."""
    seen: set[str] = set()
    while name in every and name not in seen:
        seen.add(name)
        yield every[name]
        name = _value(every[name].find("{*}basedOn"))


def _indent(mark: etree._Element) -> None:
    """An empty cell for the columns that a row leaves out at its beginning."""
    row = next(mark.iterancestors("{*}tr"), None)
    wide = _value(mark)
    if row is None or not wide.isdecimal() or not 0 < int(wide) < 64:
        return
    space = etree.QName(row).namespace
    cell = etree.Element(f"{{{space}}}tc")
    look = etree.SubElement(cell, f"{{{space}}}tcPr")
    etree.SubElement(look, f"{{{space}}}gridSpan", {f"{{{space}}}val": wide})
    etree.SubElement(cell, f"{{{space}}}p")
    first = row.find("{*}tc")
    if first is not None:
        first.addprevious(cell)


# ---- headings and notes --------------------------------------------------------------------------------------


def _style_map(styles: etree._Element | None) -> str:
    """One line for each paragraph style that is a heading by its own name for it, its outline level or its origin."""
    if styles is None:
        return ""
    every = {_id(style): style for style in styles.iter("{*}style")}
    lines = ["p[style-name='Title'] => h1:fresh"]
    for name, style in every.items():
        level = next(filter(None, map(_level, _line(every, name))), 0)
        title = _value(style.find("{*}name"))
        if level and title and "'" not in title and "\\" not in title:
            lines.append(f"p[style-name='{title}'] => h{level}:fresh")
    return "\n".join(lines)


def _level(style: etree._Element) -> int:
    """1 to 6, or 0 where this style alone does not say."""
    level = _value(style.find("{*}pPr/{*}outlineLvl"))
    return int(level) + 1 if level.isdecimal() and int(level) < _HEADINGS else 0


def _notes(trees: dict[str, etree._Element | None], main: str) -> tuple[str, ...]:
    texts: dict[tuple[str, str], str] = {}
    for kind in ("footnote", "endnote"):
        tree = trees.get(f"word/{kind}s.xml")
        for note in tree.iter(f"{{*}}{kind}") if tree is not None else ():
            texts[(kind, _id(note, "id"))] = " ".join(_words(note).split())
    root = trees[main]
    found = root.iter("{*}footnoteReference", "{*}endnoteReference") if root is not None else ()
    kinds = ((etree.QName(one).localname.removesuffix("Reference"), _id(one, "id")) for one in found)
    return tuple(texts.get(one, "") for one in kinds)


# ---- elements ------------------------------------------------------------------------------------------------


def _words(element: etree._Element) -> str:
    return "".join(" " if one.tag.endswith("}p") else one.text or "" for one in element.iter("{*}t", "{*}p"))


def _value(element: etree._Element | None) -> str:
    return "" if element is None else _id(element, "val")


def _id(element: etree._Element, name: str = "styleId") -> str:
    return str(element.get(f"{{{_W}}}{name}") or element.get(f"{{{_STRICT}}}{name}") or "")


def _is_on(element: etree._Element) -> bool:
    return _value(element) not in ("0", "false", "off", "none")


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _replace(element: etree._Element, by: Iterable[etree._Element]) -> None:
    for one in list(by):
        element.addprevious(one)
    _drop(element)


def _run(text: str) -> etree._Element:
    run = etree.Element(f"{{{_W}}}r")
    words = etree.SubElement(run, f"{{{_W}}}t", {_XML_SPACE: "preserve"})
    words.text = text
    return copy.copy(run)
