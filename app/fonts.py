"""The fonts of this machine that a PDF can carry: one for Latin letters, one for Chinese characters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.errors import Refused

_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_LATIN = (("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"), ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"), ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"), ("Arial.ttf", "Arial Bold.ttf"), ("arial.ttf", "arialbd.ttf"))  # fmt: skip
_HAN = (
    "wqy-zenhei.ttc", "wqy-microhei.ttc", "NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "DroidSansFallbackFull.ttf",
    "uming.ttc", "Arial Unicode.ttf", "msyh.ttc", "simhei.ttf",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fonts:
    """Files of fonts; None where the machine has none of those known."""

    latin: Path | None
    bold: Path | None
    han: Path | None


def found(folders: tuple[str, ...] = _FOLDERS) -> Fonts:
    """The fonts found, the best known first."""
    files = {path.name: path for folder in folders for path in sorted(Path(folder).expanduser().rglob("*.[to]t[fc]"))}
    latin, bold = next((pair for pair in _LATIN if pair[0] in files), ("", ""))
    han = next((name for name in _HAN if name in files), "")
    return Fonts(files.get(latin), files.get(bold), files.get(han))


def needed(fonts: Fonts, *, chinese: bool) -> Fonts:
    """The fonts, where they can set the text. Raises Refused, which names the package to install."""
    if chinese and fonts.han is None:
        raise Refused(
            "PDF: this machine has no font with Chinese characters; on Debian run: apt-get install fonts-wqy-zenhei (Word and Markdown need none)",
            "PDF：本机没有中文字体；请在Debian上运行：apt-get install fonts-wqy-zenhei（Word和Markdown不需要字体）",
        )
    if fonts.han is None and fonts.latin is None:
        raise Refused(
            "PDF: this machine has no font that is known here; on Debian run: apt-get install fonts-dejavu-core",
            "PDF：本机没有可用字体；请在Debian上运行：apt-get install fonts-dejavu-core",
        )
    return fonts
