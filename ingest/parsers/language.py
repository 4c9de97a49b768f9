"""The language of a text: its script first, then its small words; of Chinese also whether it is simplified or traditional."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from kb.passages import script as _script

SAMPLE = 20_000  # characters that are looked at
_WORDS = {  # words that make up a tenth and more of running text; none of one letter, few that English has too
    "en": "the of and to in is for that with by on be this are or as shall which from not any at it was",
    "fr": "le la les des du et une est dans pour que qui par sur au aux en un ou ce cette sont ne pas",
    "de": "der die das und den von zu mit ist im für des nicht eine auf dem oder nach werden durch bei sind",
    "es": "el los las del una en que por con para se su como es al lo de la sus entre está será",
    "pt": "os da dos das um uma em que não por com para de na ao ou pela pelo são será",
    "it": "il lo gli della di che un una per con del nel sono alla la le dei delle non è",
    "nl": "de het een en van dat op te voor met zijn aan door of niet deze worden bij",
    "pl": "na nie się jest oraz dla od po przez lub że których być za",
    "sv": "och att det som en på är av för med till den har inte om ett eller",
    "da": "og det som en på er af med til den har ikke om et eller skal",
    "fi": "ja on ei että se joka tai sekä mukaan sen ovat ole kun myös voidaan",
    "cs": "se na je že pro nebo jsou podle za při jako",
    "ro": "și de la în cu pe care din pentru se este sau nu un prin să",
    "hu": "az és hogy nem egy vagy meg kell van szerint által azt",
    "tr": "ve bir bu ile için olarak veya da de olan ilgili göre gibi tarafından",
    "vi": "và của các có cho là được trong với theo không này quy định về đến tại từ",
    "id": "dan yang di untuk dengan dari dalam ini atau pada sebagaimana tidak oleh ayat karena bahwa adalah",
    "ms": "dan yang di untuk dengan daripada dalam ini atau pada hendaklah tidak oleh bagi kerana bahawa ialah",
}
_SMALL = {code: frozenset(words.split()) for code, words in _WORDS.items()}
_LETTERS = (
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("km", re.compile(r"[\u1780-\u17ff]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
)
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def tell(text: str, *, declared: str | None = None, host: str = "") -> tuple[str, str]:
    """Language (ISO 639-1) and, of Chinese, script (Hans, Hant, or "" where it cannot be told).

    Script first, since pages declare what their template says; then words, then what is declared; else English.
    """
    sample = text[:SAMPLE]
    east = None if sample.isascii() else _script(sample)
    if east == "zh":
        kinds = _kinds(sample)
        return ("ja", "") if _is_japanese(kinds, declared, host) else ("zh", _han_script(kinds))
    return east or _by_letters(sample, declared) or _by_words(sample, declared), ""


def _by_letters(sample: str, declared: str | None) -> str:
    if sample.isascii():
        return ""
    letters = sum(map(str.isalpha, sample))
    for code, pattern in _LETTERS:
        if len(pattern.findall(sample)) * 3 > letters > 0:
            if code == "ru" and re.search(r"[іїєґІЇЄҐ]", sample):
                return "uk"
            kin = {"ru": ("uk", "bg", "sr", "mk", "be", "kk", "ky", "mn"), "ar": ("fa", "ur"), "hi": ("ne", "mr")}
            return declared if declared in kin.get(code, ()) else code
    return ""


def _by_words(sample: str, declared: str | None) -> str:
    """The language most of whose small words stand there; what is declared where that is not plain."""
    words = Counter(_WORD.findall(sample.lower()))
    total = sum(words.values())
    common = {code: sum(words[word] for word in small) for code, small in _SMALL.items()}
    best, second = sorted(common, key=lambda code: -common[code])[:2]
    told = common[best] * 8 > total and sum(word in words for word in _SMALL[best]) > 3
    if told and common[best] * 10 >= common[second] * 11:
        return best
    if declared and declared not in ("zh", "ja", "ko", "en"):  # "en" is what templates say of themselves
        return declared
    return best if told else "en"


def _kinds(sample: str) -> Counter[str]:
    """How many Chinese characters of each repertoire stand there."""
    kinds: Counter[str] = Counter()
    for letter, count in Counter(_HAN.findall(sample)).items():
        kinds[_repertoire(letter)] += count
    return kinds


def _is_japanese(kinds: Counter[str], declared: str | None, host: str) -> bool:
    """Kanji without kana: told by forms that only Japan uses, or by who says so where nothing is Chinese only."""
    if kinds["Jpan"] >= 2 and kinds["Jpan"] * 50 > kinds.total() and kinds["Jpan"] > kinds["Hans only"]:
        return True
    says_so = declared == "ja" or host.endswith(".jp")
    return says_so and kinds["Hans only"] * 20 <= kinds.total()


def _han_script(kinds: Counter[str]) -> str:
    """By the characters that only one of the two has, where they agree."""
    simplified, traditional = kinds["Hans"] + kinds["Hans only"], kinds["Hant"]
    if max(simplified, traditional) < 2 or min(simplified, traditional) * 4 > max(simplified, traditional):
        return ""
    return "Hans" if simplified > traditional else "Hant"


@lru_cache(maxsize=20_000)
def _repertoire(letter: str) -> str:
    """Which of the three character sets of the region know a letter, where not all do."""
    mainland, taiwan, japan = (_has(codec, letter) for codec in ("gb2312", "big5", "shift_jis"))
    if mainland and not taiwan:
        return "Hans" if japan else "Hans only"
    if taiwan and not mainland:
        return "Hant"
    return "Jpan" if japan and not mainland else ""


def _has(codec: str, letter: str) -> bool:
    try:
        letter.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
