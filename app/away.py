"""An answer taken away: as Markdown, Word, PDF or evidence pack. Which file an ending makes; the typesetters wait until asked."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from app.paper import paper
from app.render import answer_id, answer_markdown
from app.reply import Reply
from app.views.words import ui
from kb.base import Kb
from kb.errors import InputError
from kb.model import Answer

ENDINGS = ("md", "docx", "pdf", "json")


def taken_away(answer: Answer, kb: Kb, ending: str) -> Reply:
    """The answer as a file of that ending. Raises InputError for another ending, Refused where the machine has no font for a PDF."""
    name = f"tessera-{answer_id(answer)}.{ending}"
    match ending:
        case "md":
            return Reply(
                f"{answer_markdown(answer, kb.library)}\n\n{ui('foot', answer.language)}\n".encode("utf-8", "replace"),
                "text/markdown; charset=utf-8",
                name,
            )
        case "docx":
            from app.word import DOCX, docx_bytes

            return Reply(docx_bytes(paper(answer, kb.library)), DOCX, name)
        case "pdf":
            from app.pdf import PDF, pdf_bytes

            return Reply(pdf_bytes(paper(answer, kb.library)), PDF, name)
        case "json":
            return Reply(_pack(answer, kb), "application/json", name)
        case _:
            raise InputError(f"export '.{ending[:20]}': not a kind of file; end it in one of .{', .'.join(ENDINGS)}")


def export_to(file: Path, answer: Answer, kb: Kb) -> None:
    """Writes the answer into the file, in the kind of its ending. Raises InputError, or OSError where it cannot be written."""
    file.write_bytes(taken_away(answer, kb, ending_of(file)).data)


def ending_of(file: Path) -> str:
    """The kind of file a name asks for. Raises InputError for none of ours, before anything is answered."""
    ending = file.suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        raise InputError(f"{file.name}: ends in none of .{', .'.join(ENDINGS)}; name the file so")
    return ending


def _pack(answer: Answer, kb: Kb) -> bytes:
    from app.pack import pack_json

    told = json.dumps(pack_json(answer, kb, dt.date.today()), ensure_ascii=False, indent=1)
    return told.encode("utf-8", "replace")
