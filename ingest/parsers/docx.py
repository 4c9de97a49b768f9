"""DOCX → HTML by mammoth → the same blocks and tables as a page; pictures are left out, footnotes kept."""

from __future__ import annotations

import io
import zipfile
from xml.parsers.expat import ExpatError

import mammoth

from ingest.parsers import html
from ingest.parsers.page import Page
from kb.errors import InputError


def read(content: bytes) -> Page:
    """The document as a page. InputError where the file is broken."""
    try:
        result = mammoth.convert_to_html(io.BytesIO(content), convert_image=mammoth.images.img_element(_no_picture))
    except (zipfile.BadZipFile, KeyError, ExpatError, OSError) as error:
        raise InputError(f"broken DOCX ({type(error).__name__}); open and save it again, then ingest it") from None
    return html.read(str(result.value))


def _no_picture(_image: object) -> dict[str, str]:
    return {}
