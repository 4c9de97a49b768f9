"""A question as it is read: its words, the names found in it, and what stands before, after and between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from kb import codes, cues, numbers
from kb.issuers import issuers
from kb.lexical import common_english
from kb.lexicon import Hit, Lexicon
from kb.places import TOGETHER
from kb.spoken import third_language
from kb.words import is_chinese, units

_SHORT = {
    "中": "中国", "欧": "欧盟", "美": "美国", "日": "日本", "韩": "韩国", "英": "英国", "澳": "澳大利亚", "瑞": "瑞士", "加": "加拿大",
    "俄": "俄罗斯", "印": "印度", "墨": "墨西哥", "台": "台湾", "港": "香港", "泰": "泰国", "越": "越南",
    "印尼": "印度尼西亚", "智": "智利", "秘": "秘鲁", "蒙": "蒙古",
}  # fmt: skip
_EACH = re.compile("|".join(sorted(_SHORT, key=len, reverse=True)))
_PAIR = re.compile(
    r"(?:印尼|[中欧美日韩英澳瑞加俄印墨越泰智秘蒙]){2,4}(?=[^,，。?？]{0,14}(?:互认|协定|协议|自贸|MRA|之间|双边|贸易|两国|双方|FTA|EPA|CEPA))"
    r"|(?<![\u4e00-\u9fff])[中欧美日韩英澳瑞加俄印台港泰越]{2,5}(?=(?:[两二三四五]|各)(?:地|国|个市场|个国家|方))"
)
# 欧美日都没上市过.
_ALL_OF = re.compile(r"(?<![\u4e00-\u9fff])[中欧美日韩英澳加俄印台港泰越]{2,5}(?=[都均])")
# New Zealand or Singapore: 中新互认, 欧新协定.
_NEW = re.compile(r"(?<!其)([中欧美日韩英澳])新\s?(?=互认|协定|协议|自贸|MRA|双边|FTA|CEPA|升级|议定书)")
_NEW_STATE = "新国"
_OF_RULES = re.compile(r"[规律定]")
_TOLD_APART = re.compile(
    r"([中欧美日韩英澳瑞加俄印])([\u4e00-\u9fff])\s*[（(](\2[\u4e00-\u9fff]{1,6})[)）]"
)  # 中新（新西兰）
_IN_LEGAL = frozenset({"economy", "evidence", "agreement", "scheme", "law"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The text as names were looked for in it; `spans` are the places of `words`, `hits` the names from left to right."""

    text: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    hits: tuple[Hit, ...]
    parties: tuple[tuple[str, ...], ...] = ()  # economies within the names of agreements, each with its readings
    bodies: tuple[str, ...] = ()  # bodies within the names of evidence: CNAS报告
    sectors: tuple[str, ...] = ()  # sectors within the names of evidence: "EMC test report"
    products: tuple[str, ...] = ()  # products within the names of schemes: 医疗器械注册
    generic: frozenset[str] = frozenset()  # those schemes: in another market, its own of that name is meant
    follows: bool = False  # on questions before it, where a market may have been named

    def keys(self, kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for hit in self.hits for key in hit.keys(kind)))

    def name(self, hit: Hit) -> str:
        return self.text[self.spans[hit.start][0] : self.spans[hit.end - 1][1]]

    def before(self, hit: Hit, most: int = 70) -> str:
        start = self.spans[hit.start][0]
        return self.text[max(0, start - most) : start]

    def after(self, hit: Hit, most: int = 50) -> str:
        end = self.spans[hit.end - 1][1]
        return self.text[end : end + most]

    def between(self, one: Hit, other: Hit) -> str:
        return self.text[self.spans[one.end - 1][1] : self.spans[other.start][0]]


# The pronoun is never these: "the us market", "us-mexico".
_THE_US = re.compile(
    r"\bthe us\b(?!\s+to\b)|\bus(?=[-–/]\w)|(?<=\w[-–/])us\b|\bus(?= (?:market|customs|consumption|entr(?:y|ies)|flag\w*|ships?|coast guard|buyers?|importers?|retailers?|law|port|fda|fcc|cpsc|epa|usda|mra|mexico|japan|korea|canada|lab)\b)"
)


_INTO_CHINA = re.compile(r"(?:输|对|销)华(?=$|[^\u4e00-\u9fff]|注册|出口|销售|贸易|食品|企业|产品|的)")


def read(text: str, lexicon: Lexicon) -> Reading:
    """The question with every name of the lexicon found; 中欧互认 is read as 中国欧盟互认."""
    text = _LAW.sub(lambda match: match[0] + _ending(match[0], lexicon), text)
    text = numbers.in_latin(text)
    text = _INTO_CHINA.sub("输往中国", text)
    text = _THE_US.sub(lambda match: match[0].upper(), text)
    text = _TOLD_APART.sub(lambda match: _SHORT[match[1]] + match[3], text)
    text = _ALL_OF.sub(lambda match: "、".join(_SHORT[c] for c in match[0]), text)
    text = _TOGETHER.sub(
        lambda match: _named_together(match, lexicon), _PAIR.sub(lambda match: _apart(match, lexicon), text)
    )
    text = _NEW.sub(lambda match: _SHORT[match[1]] + _NEW_STATE, text)
    words, spans = _placed(text, lexicon)
    third = bool(third_language(text))
    named = (hit for hit in lexicon.find(words, typos=not third) if not (third and _by_chance(hit, words)))
    hits = (one for hit in named for one in _no_law(hit, words, lexicon))
    hits = (_outside_codes(hit, text, spans) for hit in hits)
    found = tuple(one for hit in hits if hit.names for one in _with_economy(hit, words, lexicon))
    found = _after_premise(_listed(found, words, text, spans, lexicon), text, spans)
    found = _without_pacts(found, text, spans)
    of_proof = [one for hit in found if hit.keys("evidence") for one in lexicon.within(words, hit)]
    parties = _parties(found, words, text, spans, lexicon)
    holding = [
        (hit, one) for hit in found if hit.keys("scheme") for one in lexicon.within(words, hit) if one.keys("product")
    ]
    return Reading(
        text, tuple(words), tuple(spans), found, parties,
        tuple(dict.fromkeys(key for one in of_proof for key in one.keys("body"))),
        tuple(dict.fromkeys(key for one in of_proof for key in one.keys("sector"))),
        tuple(dict.fromkeys(key for _, one in holding for key in one.keys("product"))),
        frozenset(key for hit, _ in holding for key in hit.keys("scheme")),
    )  # fmt: skip


def _by_chance(hit: Hit, words: Sequence[str]) -> bool:
    """Whether a word of another language only looks like a name: "saber", to know, is no SABER."""
    return hit.end - hit.start == 1 and words[hit.start].islower() and not (hit.keys("product") or hit.keys("economy"))


def _ending(number: str, lexicon: Lexicon) -> str:
    """What a law's number lacks to be one that is known: "/EC" of 2006/42, "" where it is known or unknown altogether."""
    for ending in ("", "/EC", "/EEC", "/EU"):
        words = units(number + ending)
        if any(hit.keys("law") and hit.end - hit.start == len(words) for hit in lexicon.find(words, typos=False)):
            return ending
    return ""


def _apart(match: re.Match[str], lexicon: Lexicon) -> str:
    """中欧 as 中国欧盟, but where it begins the name of an agreement."""
    name = next(lexicon.find(units(match.string[match.start() : match.start() + 20])), None)
    known = name is not None and name.start == 0 and name.keys("agreement")
    return match[0] if known else _EACH.sub(lambda one: _SHORT[one[0]], match[0])


_LAW = re.compile(r"(?<![\d/.])(?:(?:19|20)?\d{2})/\d{2,4}(?![\d/])")
_INTO = frozenset({"in", "to", "into", "for", "from"})
_WHICH_NUMBER = re.compile(r"\b(?:chinese|which|what) $|哪[个项一]?$", re.I)
_WITHIN_A_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{2,4}-$")  # TS RG-SEC names nobody's SEC
_BEFORE_A_CODE = re.compile(r"-[A-Z]{1,3}\d")  # of the class CA-N95 neither
_MARK_OF_JAPAN = re.compile(r"\s*(?:marks?\b|标[志识]|マーク)", re.I)  # Safe Goods, no mark of Singapore
_A_BODY = re.compile(
    r"\s+(?:is|was|isn['’]t|itself)? ?(?:not |no longer )?(?:accredited|a signatory)\b", re.I
)  # of certification
_ITS_LAWS = re.compile(r"\s*(?:rules?|laws?|regulations?|requirements?|markets?|法规|要求|市场)", re.I)
# Of a name that a body shares with its arrangement the body is meant: "IAF MD 26", "when was ILAC founded", "transition IAF".
OF_A_BODY = re.compile(
    r"\b[A-Z]{2,5}[- ](?:MD|PL|ID|ML|GD|P|G|R|B)[- :]?\d{1,2}\b|\b(?i:founded|set up|established|transition)\b|成立|创立|过渡期|转换期"
)
_CHINESE_STANDARD = re.compile(
    r"\s*(?:/T|cover|standards?\b|reports?\b|number|edition|equivalen\w*|counterparts?|adoption|版|标准|国标|封面|号|报告|是|和|与|对应|等同|采)",
    re.I,
)
# "China toys, CCC, GB" asks of 国标; "from China to GB" of a market.
_OF_CHINA = re.compile(r"\bCCC\b|国标|强标|推标")
_BESIDE_GB = re.compile(
    r"(?:\b(?:to|into|in|for|from|and|or|vs|versus|than|with)\s+(?:the )?|[、,/&+>-]\s*|[到至在往和或与对])$", re.I
)
_TOGETHER = re.compile("|".join(rf"(?<![\w-]){name}(?![\w-])" if name.isascii() else name for name in TOGETHER))
# Of CFS a container freight station, no certificate of free sale; of 3c a scheme of EAC certificates, no CCC.
_STATION = re.compile(
    r"\b(?:at|in|into|inside) (?:the |a )?CFS\b|\bCFS (?:station|warehouse|depot|yard|charges?)\b|\bcontainer (?:freight|yard|terminal)|\b(?:LCL|devann|unstuff|destuff)\w*"
    r"|拆箱|装箱|集装箱|拼箱|堆场|码头|仓库|(?:在|到|进)(?:港口?)?的?CFS(?!证)|CFS仓",
    re.I,
)
_SCHEMES_OF_EAC = re.compile(r"\bEAC\b|\bTR ?CU\b|\bCU-?TR\b|(?<!\w)[14]c(?![a-z])|海关联盟")
_BESIDE_EAC = re.compile(r"\b(?:EAC|TR ?CU|CU-?TR|or|schemes?)\s+$")
_CERTIFIED = re.compile(r"\s*(?:cert|mark|approv|认证|证|标志)")
_NUMBERED = re.compile(r"\b(?:annex|chapter|part|title|schedule|appendix|section)\s+$", re.I)
_STOP = re.compile(r"[+;；→]")
_PREMISE = re.compile(
    r"^\s*(?:since|because|as|given that|now that)\s+(?!when|(?:19|20)\d\d)[^,;?]{8,}[,;]|^(?:既然|因为)[^,，;；]{4,}[,，;；]",
    re.I,
)


def _listed(
    hits: tuple[Hit, ...], words: Sequence[str], text: str, spans: Sequence[tuple[int, int]], lexicon: Lexicon
) -> tuple[Hit, ...]:
    """The codes of ISO 3166 after "in" or "to", or in a list with economies, "AU, CA, BR": alone, "CA" may be anything."""
    taken = {n: hit for hit in hits for n in range(hit.start, hit.end)}
    found = {hit.start: hit for hit in hits}
    for n in range(1, len(words) - 1):
        if "".join(words[n : n + 2]) == _NEW_STATE and n - 1 in taken and taken[n - 1].keys("economy"):
            taken[n] = found[n] = Hit(n, n + 2, (("economy", "NZ"), ("economy", "SG")))
    head = words[0].upper() if words and re.match(r"\s*[A-Za-z]{2}\s*:", text) else ""
    if head in lexicon.codes:  # "ke: energy label of a fridge"
        taken[0] = found[0] = Hit(0, 1, (("economy", head),))
    within = {start for start, _ in numbers.spans(text, numbers.STANDARD)}
    for n in range(1, len(words)):  # "sell in DE", not "moved to IS 302"
        said = words[n] in lexicon.codes and words[n - 1] in _INTO and not text.isupper()
        if n not in taken and said and spans[n][0] not in within:
            taken[n] = found[n] = Hit(n, n + 1, (("economy", words[n]),))
    for order, step in ((range(1, len(words)), -1), (range(len(words) - 2, -1, -1), 1)):
        for n in order:
            other = n + step * (
                2 if words[n + step].lower() in ("and", "or", "和", "及") and 0 <= n + 2 * step < len(words) else 1
            )
            beside = taken.get(other)
            if spans[n][0] in within:  # "for India, IS 302"
                continue
            longer = n in taken and (taken[n].end - taken[n].start > 1 or taken[n].keys("economy"))
            if longer or beside is None or not beside.keys("economy") or words[n] not in lexicon.codes:
                continue
            first, second = sorted((n, other))
            if re.fullmatch(r"\s*(?:[,，、/&+]|-+>|→|and|or|和|及)\s*", text[spans[first][1] : spans[second][0]]):
                taken[n] = found[n] = Hit(n, n + 1, (("economy", words[n]),))
    return tuple(found[start] for start in sorted(found))


def _after_premise(hits: tuple[Hit, ...], text: str, spans: Sequence[tuple[int, int]]) -> tuple[Hit, ...]:
    """ "Since GB accepts CE, the EU accepts UKCA too?" asks about what stands after the comma, where that is a whole question."""
    premise = _PREMISE.match(text)
    after = tuple(hit for hit in hits if premise and spans[hit.start][0] >= premise.end())
    whole = all(any(hit.keys(kind) for hit in after) for kind in ("economy", "evidence"))
    return after if premise and whole else hits


_OF_A_PACT = re.compile(r"\s*(?:with|between|agreement)\b|\s*(?:协定|协议)", re.I)  # "a customs union with the EU"
_BESIDE = re.compile(r"\s*(?:[-–—/、,，和与跟]|and)?\s*")


def _without_pacts(hits: tuple[Hit, ...], text: str, spans: Sequence[tuple[int, int]]) -> tuple[Hit, ...]:
    """The names but those that say, beside the parties, what kind of agreement they have: the EPA of Japan and Switzerland is no
    agency of the United States, and the customs union of Andorra with the EU not that of Eurasia."""

    def of_parties(n: int) -> bool:
        name = text[spans[hits[n].start][0] : spans[hits[n].end - 1][1]].lower()
        sides = hits[max(0, n - 2) : n]
        ends = [spans[one.end - 1][1] for one in sides]
        starts = [*(spans[one.start][0] for one in sides[1:]), spans[hits[n].start][0]]
        near = all(_BESIDE.fullmatch(text[a:b]) for a, b in zip(ends, starts, strict=False))
        after_both = len(sides) > 1 and near and all(one.keys("economy") for one in sides)
        if name == "customs union":
            return after_both or bool(_OF_A_PACT.match(text[spans[hits[n].end - 1][1] :]))
        return name == "epa" and after_both

    return tuple(hit for n, hit in enumerate(hits) if not of_parties(n))


def _named_together(match: re.Match[str], lexicon: Lexicon) -> str:
    """欧美 as 欧盟、美国, but where it begins a longer name."""
    name = next(lexicon.find(units(match.string[match.start() : match.start() + 20])), None)
    return match[0] if name is not None and name.start == 0 else TOGETHER[match[0]]


def _no_law(hit: Hit, words: Sequence[str], lexicon: Lexicon) -> tuple[Hit, ...]:
    """The names within that of a law, where its last character begins another word: 韩国KC法规 is no 韩国KC法."""
    cut = hit.keys("law") and words[hit.end - 1] == "法" and hit.end < len(words) and _OF_RULES.match(words[hit.end])
    if not cut:
        return (hit,)
    return tuple(Hit(hit.start + one.start, hit.start + one.end, one.names) for one in lexicon.within(words, hit))


def _with_economy(hit: Hit, words: Sequence[str], lexicon: Lexicon) -> tuple[Hit, ...]:
    """A term, and the economy that its name begins with: 欧盟公告机构."""
    if hit.end - hit.start < 2 or any(kind not in ("term", "law") for kind, _ in hit.names):
        return (hit,)
    first = next(iter(lexicon.within(words, hit)), None)
    if first is None or first.start or not first.keys("economy") or words[hit.start] == "GB":  # of "GB standard"
        return (hit,)
    middle = hit.start + first.end
    return (Hit(hit.start, middle, first.names), Hit(middle, hit.end, hit.names))


_THE = re.compile(r"\b(?:the|our|their|your|its|any|which)\s+$", re.I)
# "Can the CB release the shipment": a certification body.
_ACTS = re.compile(
    r"\s+(?:can|can't|cannot|could|will|won't|would|must|may|says?|said|told|tells?|wants?|asks?|asked|releases?|refuse[sd]?|issue[sd]?|approve[sd]?|just|now|also|then|only|still)\b",
    re.I,
)
# JIS T 9001 is of masks; what has the number of ISO 9001 in its series Q is that.
_OF_ANOTHER_SERIES = re.compile(r"(?<!ISO)(?<!IEC)(?<!EN)(?<!GB/T)(?<!\bQ)(?<=[A-Za-z])[\s-]*$", re.I)


def _outside_codes(hit: Hit, text: str, spans: Sequence[tuple[int, int]]) -> Hit:
    """Of a standard's number "ISO 13485" is a name and "IN" is not; of a legal text "EU" is and "EC" is not."""
    start, end = spans[hit.start][0], spans[hit.end - 1][1]
    for one in numbers.STANDARD.finditer(text):
        if start < one.end() and one.start() < end:
            held = end > one.end() or _CERTIFIED.match(text, end) or cues.ACCEPTED.search(text)
            national = (
                one["adopted"] and one.start() < start and issuers(one["series"])
            )  # SNI ISO 9001 is no certificate
            of_another = text[start].isdigit() and _OF_ANOTHER_SERIES.search(text[one.start() : start])
            kept = any(map(str.isdigit, text[start:end])) and (held or not national) and not of_another
            return hit if kept else Hit(hit.start, hit.end, ())
    if hit.keys("body") and hit.keys("agreement") and OF_A_BODY.search(text):
        return Hit(hit.start, hit.end, tuple(one for one in hit.names if one[0] != "agreement"))
    if text[start:end] == "XI" and _NUMBERED.search(text[:start]):
        return Hit(hit.start, hit.end, ())
    if text[start:end] == "GB" and (
        _CHINESE_STANDARD.match(text, end)
        or (_WHICH_NUMBER.search(text[:start]) and not _ITS_LAWS.match(text, end))
        or (_OF_CHINA.search(text) and not (_BESIDE_GB.search(text[:start]) or _ITS_LAWS.match(text, end)))
    ):
        return Hit(hit.start, hit.end, ())
    if (
        hit.keys("body")
        and not hit.keys("economy")
        and (_WITHIN_A_CODE.search(text[:start]) or _BEFORE_A_CODE.match(text, end))
    ):
        return Hit(hit.start, hit.end, ())
    apart = _BESIDE_EAC.search(text[:start]) or (text[start:end] == "3c" and not _CERTIFIED.match(text, end))
    scheme = text[start:end].startswith("3c") and _SCHEMES_OF_EAC.search(text) and apart
    acts = _A_BODY.match(text, end) or (_THE.search(text[:start]) and _ACTS.match(text, end))
    if scheme or (text[start:end] == "CB" and acts) or (text[start:end] == "CFS" and _STATION.search(text)):
        return Hit(hit.start, hit.end, (("word", ""),))
    if text[start:end] == "SG" and _MARK_OF_JAPAN.match(text, end):
        return Hit(hit.start, hit.end, ())
    if any(start < stop and begin < end for begin, stop in numbers.spans(text, numbers.LEGAL)):
        return Hit(hit.start, hit.end, tuple(one for one in hit.names if one[0] in _IN_LEGAL))
    return hit


def _parties(
    hits: Sequence[Hit], words: Sequence[str], text: str, spans: Sequence[tuple[int, int]], lexicon: Lexicon
) -> tuple[tuple[str, ...], ...]:
    """The economies in the names of agreements: the United Kingdom and Australia of "UK-Australia MRA"."""
    found = []
    for hit in hits:
        if hit.keys("agreement") and hit.end - hit.start > 1:
            name = text[spans[hit.start][0] : spans[hit.end - 1][1]]
            pair = [units(_SHORT[c]) for c in name[:2] if c in _SHORT] if name[:2] not in _SHORT.values() else []
            first = lexicon.find(list(words[hit.start : min(hit.end, hit.start + 3)]))
            inner = [*lexicon.within(words, hit), *first, *(one for short in pair for one in lexicon.find(short))]
            found += [codes for one in inner if (codes := one.keys("economy"))]
    return tuple(dict.fromkeys(found))


def _placed(text: str, lexicon: Lexicon) -> tuple[list[str], list[tuple[int, int]]]:
    """The units of a text with their places; "EU-based" in two, "G-mark" in one since it is a name."""
    words, spans, at = [], [], 0
    for unit in units(text):
        start = text.index(unit, at)
        for stop in _STOP.finditer(text, at, start):  # no name runs across it
            words.append(stop[0])
            spans.append(stop.span())
        at = start
        for part in _parts(unit, lexicon):
            start = text.index(part, at)
            words.append(part)
            spans.append((start, start + len(part)))
            at = start + len(part)
    return words, spans


def _parts(unit: str, lexicon: Lexicon) -> list[str]:
    if not re.search(r"[-+&]", unit) or lexicon.knows(unit) or not re.search(r"[^\W\d]{2}", unit):
        return [unit]
    return [part for part in re.split(r"[-+&]", unit) if part]


# What is left of "I'm" and "we're"; and a mark or certificate by two capitals, "LA mark".
_BARE = re.compile(r"['’].*")
_MARK = re.compile(r"(?<![A-Za-z])(?P<name>[A-Z]{2})(?=\s?(?:marks?\b|certificate|approval|标志|证书|认证))")


def _untaken(reading: Reading, taken: set[int]) -> set[str]:
    return {word for n, word in enumerate(reading.words) if n not in taken}


_DOES = re.compile(
    r"\b(?:who|which (?:body|authority|ministry|agency))\s+(?:\w+ly\s+)?(\w+s)\b", re.I
)  # what somebody does
_SHORTENED = re.compile(r"(?:n['’]t|['’](?:s|re|ve|ll|d|m))$", re.I)  # of "don't", "we've"


_PAUSE = re.compile(r"\s*[,，、。;；:：?？!！(（)）]")  # no word runs across it


@cache
def _plain() -> frozenset[str]:
    """The words of English that name nothing, and their plurals."""
    words = cues.PLAIN_EN | common_english()
    return words | {f"{word}s" for word in words}


def left_over(reading: Reading, lexicon: Lexicon) -> tuple[str, ...]:
    """Words that name something the library has no name for."""
    if third_language(reading.text):
        return ()
    taken = {n for hit in reading.hits for n in range(hit.start, hit.end)}
    taken |= {n for n, span in enumerate(reading.spans) if _in_code(span, reading.text)}
    latin = [_SHORTENED.sub("", w) for n, w in enumerate(reading.words) if n not in taken and w[0].isascii()]
    plain = _plain()
    latin = [w for w in latin if _BARE.sub("", w.lower()) not in plain and not w[0].isdigit() and len(w) > 2]
    latin += [match["name"] for match in _MARK.finditer(reading.text) if match["name"] in _untaken(reading, taken)]
    named = [reading.spans[n] for hit in reading.hits for n in range(hit.start, hit.end)]
    acts = [one for one, at in numbers.numbered(reading.text) if not any(a < at[1] and at[0] < b for a, b in named)]
    ends = {end for _, end in reading.spans if _PAUSE.match(reading.text, end)}
    runs = "".join(
        (w if n not in taken and is_chinese(w) else " ") + (" " if reading.spans[n][1] in ends else "")
        for n, w in enumerate(reading.words)
    )
    chinese = [run for run in cues.PLAIN_ZH.sub(" ", runs).split() if len(run) > 1]
    does = {match[1].lower() for match in _DOES.finditer(reading.text)}
    words = [word for word in (*latin, *chinese) if not lexicon.is_common(word) and word.lower() not in does]
    return tuple(dict.fromkeys((*words, *acts)))


def _in_code(span: tuple[int, int], text: str) -> bool:
    return any(start < span[1] and span[0] < end for start, end in (*numbers.spans(text), *codes.spans(text)))


def without_codes(reading: Reading) -> Reading:
    """The reading without the names within codes of goods: "CCC class 0701" names no certificate."""
    within = codes.spans(reading.text)
    if not within:
        return reading

    def stands_apart(hit: Hit) -> bool:
        start, end = reading.spans[hit.start][0], reading.spans[hit.end - 1][1]
        return not any(a <= start and end <= b for a, b in within)

    return replace(reading, hits=tuple(filter(stands_apart, reading.hits)))
