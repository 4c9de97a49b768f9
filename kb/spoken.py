"""The language a question is written in, where it is neither English nor Chinese; and whether it is in any."""

from __future__ import annotations

import re

from kb.numbers import STANDARD
from kb.words import is_chinese, is_east_asian, normal

_SCRIPTS = (
    ("ja", re.compile(r"[\u3041-\u30fa\u30fc]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
# Written with Chinese characters among their own; the others are quoted in a Chinese question.
_BESIDE_HAN = frozenset({"ja", "ko"})
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Small words of questions, none of them English.
_WORDS = {
    "fr": "le la les des du et une est dans pour que qui sur aux au en un ce quelle quelles quel quels faut il avec mon ma "
    "je peux puis pas nous vendre sans par sont où comment accepté ai",
    "es": "el la los las del una en que con para se qué cuál es lo de su cómo necesito necesita puedo vender mi por un sin "
    "certificado certificación está son dónde tengo aceptan",
    "de": "der die das und den von zu mit ist für des nicht eine ein auf dem oder welche welches brauche ich kann wird wie "
    "braucht man nach ohne im sind meine gilt anerkannt",
    "pt": "os da dos das um uma em que não por com para de na no ao ou pelo qual quais é preciso posso vender meu são como o",
    "it": "il lo gli della di che una per con del nel alla dei è quale quali posso vendere mio serve sono come le la un in",
    "vi": "và của các có cho là được trong với không này tôi cần gì để nào những chứng nhận ở thì phải sang một",
    "id": "dan yang untuk dengan dari dalam ini atau pada tidak apa apakah saya bisa bagaimana ke sertifikat harus perlu",
    "tr": "ve bir bu için ile olarak veya mi mı mu nedir gerekli hangi var ne nasıl gerekiyor",
    "nl": "de het een van dat voor met zijn niet ik welke nodig heb kan hoe wat mijn",
    "pl": "na nie się jest oraz dla do czy jakie jaki w z potrzebuję mogę",
}
_SMALL = {code: frozenset(words.split()) for code, words in _WORDS.items()}
_ENGLISH = frozenset(
    "the of and to is for that with by on be this are or as what which from not any do does can i my we our need have how "
    "in a an it if will who when where".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_NUMBERED = re.compile(r"\bno\.?\s*\d", re.I)


def third_language(text: str) -> str:
    """ISO 639-1 code of a language other than English and Chinese that most of the question is in; "" where none is."""
    letters = sum(map(str.isalpha, text))
    for code, pattern in _SCRIPTS:
        written = len(pattern.findall(text))
        if written * 5 > letters > 0 and (code in _BESIDE_HAN or written > len(_HAN.findall(text))):
            return code
    if is_chinese(text):
        return ""
    words = [word.lower() for word in _WORD.findall(_NUMBERED.sub(" ", text)) if not word.isupper()]
    counts = {code: sum(word in small for word in words) for code, small in _SMALL.items()}
    best = max(counts, key=lambda code: counts[code])
    english = sum(word in _ENGLISH for word in words)
    return best if counts[best] > max(1, english) and counts[best] * 4 >= len(words) else ""


_ABBREVIATION = re.compile(r"[A-Z]{1,6}")


def is_wordless(text: str) -> bool:
    """Whether a question is numbers and abbreviations alone, in no language: "GB 4943.1", "CE?"."""
    text = normal(text)
    words = _WORD.findall(STANDARD.sub(" ", text))
    return not is_east_asian(text) and all(
        _ABBREVIATION.fullmatch(word) and word.lower() not in _ENGLISH for word in words
    )
