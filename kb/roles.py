"""Which side each economy named is on: where goods and evidence come from, or where they are to count."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from kb import numbers
from kb.held import aimed_at, holdings, names_issuer, own
from kb.lexicon import Hit
from kb.library import Library
from kb.places import STATES
from kb.reading import Reading
from kb.sides import ABBREVIATED, ADJECTIVES, MARKET, ORIGIN, OUT, is_language, side_of
from kb.terms import BodyRole, Stage
from kb.words import is_chinese

_MADE_WITH = re.compile(r"^\s*(?:with|bearing|carrying|from)\b", re.I)
# "Registered in Australia, must we do it again in New Zealand?": what was done there is held.
_DONE_THERE = re.compile(
    r"\b(?<!as )organic\s+in\s+(?:the\s+)?$|\b(?:registered|approved|listed|notified(?! bod)|licen[cs]ed|authori[sz]ed|cleared|sold|marketed|on sale|registration|approval)\b[^,.;?]{0,30}?\b(?:in|on the)\s+"
    r"(?:the\s+)?$", re.I,
)  # fmt: skip
_TO_BE = re.compile(
    r"\b(?:must|need\w*|has|have|should|to|be|being|get|gets)\s+(?:to\s+)?(?:be\s+)?(?:\w+ly\s+)?$", re.I
)
_VERSUS = re.compile(r"^\s*(?:[,，、/&+]|and|or|vs\.?|versus|against|和|与|跟|对比|还是|比)+\s*(?:the\s+)?$", re.I)
_ATTESTED = re.compile(
    r"^\s*(?:的?\s*[A-Za-z]{0,6}\s*(?:检查|验证|证书?|认证|批准|注册|报告|检验)|发的|certificat|cert\b|report|approv|registration|licen|test)",
    re.I,
)
_BUYS = re.compile(
    r"\b(?:for|to|in|on|into|market|customs|authorit\w+|regulator|law|rules?|standards?|requirements?|importer|buyer|customer|client|distributor|government|retailer|shop|requires?|accepts?|wants?)\b",
    re.I,
)
_ISSUER = re.compile(
    r"\s*的?(?:(?!(?:needs?|requires?|wants?|asks?|accepts?|takes?|recogni[sz]es?|sells?|has|have|use[sd]?)\b)[A-Za-zÜüÄä]+\s*){0,2}(?:机构|公司|实验室|莱茵|南德)?(?:发的|出的|出具的|颁发的|签发的|做的|的)?\s*"
)
_IN = re.compile(r"\s+in\s+(?:the\s+)?", re.I)
_TO_EN = re.compile(r"^\s*(?:to|into|-+>|→|=>|➜)\s*(?:the\s+)?$", re.I)

_TO_ZH = re.compile(
    r"^\s*(?:产品|货|制造的?|生产的?)?(?:(?:出口|销售|卖|销|运|发|进口)?(?:到|至|往|去|给)|出口|卖|销往|-+>|→|=>|进)\s*$"
)
_AND = re.compile(
    r"^\s*(?:(?:[,，、;；/&+]|and|or|plus|和|与|及|或|以及|还是|跟|同)\s*)+(?:(?:the|in|from|to)\s+)?(?:the\s+)?$", re.I
)
_WITH_EACH = re.compile(r"\s*(?:跟|与|和|with)\s*")
_COUNTED = re.compile(
    r"[两三四五]个[^,，。?？]{0,4}(?:协定|协议|互认)|\b(?:two|three|four|five) (?:\w+ )?(?:MRAs|FTAs|agreements)\b"
)
_BUYER = re.compile(
    r"\s*(?:shops?|stores?|buyers?|customers?|clients?|importers?|retailers?|supermarkets?|brokers?|agents?|distributors?|dealers?|wholesalers?|hospitals?)\b"
    r"|的?(?:买家|客户|店|超市|商场|进口商|经销商|批发商|医院)",
    re.I,
)
# What stands before the place of a buyer, of a deal, or of goods on their way in.
_HEADED = re.compile(r"\s*[:：]|\s*(?:卖|销售|清关)")
_BUYER_IN = re.compile(
    r"\b(?:for|between|between\s+\w+\s+and|(?:complian(?:t|ce)|allowed|legal|required|mandatory|banned|needed|apply|applies|rules?|laws?|requirements?) (?:in|of)|(?:shop|store|buyer|customer|client|importer|retailer|distributor|dealer|friend|mate|partner|consumer|people|office|hospital|authorit(?:y|ie))s?\s+(?:are\s+|is\s+)?(?:in|at|from|of)"
    r"|(?:land|arrive|list|sell|sold|deliver|delivered|stuck|held|clear(?:ed)?)\w*\s+(?:it\s+|them\s+)?(?:at|in|on))\s+(?:the\s+|our\s+)?$"
    r"|(?:货|货物|货柜|集装箱)?(?:到|运到|运抵|抵达|卡在|压在|扣在)$|(?:发|卖|出口|清关|寄)(?:到|往|去|给)?$",
    re.I,
)
_HOLD = re.compile(
    r"\b(?:have|has|hold|holds|holding|having|got|with)\s+(?:(?:only|just|already|an?|the|our|my)\s+)*$|(?:有|持有|拿着|拿到|(?<!不)带)(?:了|的是|着)?$",
    re.I,
)
_ITS_PROOF = re.compile(
    r"^\s*(?:[\w()-]+\s+){0,3}?(?:marks?|labels?|certificates?|cert|registrations?|approvals?|licen[cs]es?|reports?|grants?)\b|^的?[\sA-Za-z\d()-]{0,16}(?:[一二三四五]级|证|注册|标志|标签|报告|批文|批准)",
    re.I,
)
_ANEW = re.compile(r"[?？]\s*(?:and|or|那)?\s*(?:in|for)?\s*$", re.I)  # another question begins
# The rest of a body's name that begins with its economy: "China Islamic Association", 中国伊斯兰教协会.
_BODY = re.compile(
    r"(?:\s+(?:of\s+|for\s+|and\s+|& )?[A-Z][\w-]*){0,4}\s+(?:Association|Society|Council|Foundation|Federation|Institute|Laborator(?:y|ies)|Cent(?:re|er)|Corporation)\b"
    r"|[\u4e00-\u9fff]{1,8}(?:协会|学会|联合会|基金会|研究院|研究所|检测中心|认证中心)"
)
_BODY_OF = re.compile(
    r"\b(?:Association|Society|Council|Foundation|Federation|Institute|Laborator(?:y|ies)|Cent(?:re|er)|Corporation) (?:of|for) (?:the )?$"
)
_NEAR_BY = 2  # words between an adjective and its goods
_HOME = frozenset({"我国", "国内", "国产", "内地", "本国"})


@dataclass(frozen=True, slots=True)
class Mention:
    """An economy named: its readings, and the side it is on; "" where the words around do not say."""

    hit: Hit
    codes: tuple[str, ...]
    side: str = ""


def economies(reading: Reading, library: Library) -> tuple[Mention, ...]:
    """Every economy named, with its side; what nothing says is a market."""
    found = [Mention(hit, codes, side_of(reading, hit)) for hit in reading.hits if (codes := _codes(hit))]
    found = _without_languages(reading, _but_accreditors(reading, found, library))
    alone = len(found) == 1
    found = [replace(one, side=_side_of_city(reading, one, alone)) if one.hit.keys("place") else one for one in found]
    found = [one for one in found if one.side or not one.hit.keys("place")]  # a city says nothing by itself
    found = [
        replace(one, side=ORIGIN)
        if not one.side and (_is_in_a_name(reading, one.hit) or (reading.follows and _held_there(reading, one.hit)))
        else one
        for one in found
    ]
    found = _of_other_regulators(reading, found, library)
    found = [*_with_regulators(reading, found, library), *_issuers(reading, found, library)]
    found = _sold_there(reading, sorted(found, key=lambda one: one.hit.start))
    found = _spread(reading, _arrows(reading, _related(reading, found, library)))
    return tuple(replace(one, side=one.side or MARKET) for one in _soft(reading, found, library) if one.side != OUT)


_NEXT_TO = re.compile(r"\s*(?:[(（]|of |in )?\s*")


def _but_accreditors(reading: Reading, found: list[Mention], library: Library) -> list[Mention]:
    """The economies but those that only say where the accreditation body beside them is: "BSCA of Belarus", "CNAS China"."""

    def is_home(hit: Hit, body: Hit) -> bool:
        bodies = [library.bodies[key] for key in body.keys("body")]
        homes = {one.economy for one in bodies if BodyRole.accreditation_body in one.roles}
        return bool(homes & set(_codes(hit))) and bool(_NEXT_TO.fullmatch(reading.between(body, hit)))

    homes = {other for one, other in pairwise(reading.hits) if is_home(other, one)}
    return [one for one in found if one.hit not in homes]


def _is_in_a_name(reading: Reading, hit: Hit) -> bool:
    """Whether an economy stands in the name of a body, which says where that is: "Islamic Council of America"."""
    return bool(_BODY.match(reading.after(hit)) or _BODY_OF.search(reading.before(hit)))


def _of_other_regulators(reading: Reading, found: list[Mention], library: Library) -> list[Mention]:
    """Goods of an economy that only an adjective names come from there, where the regulator of another is named: "the FDA's leave
    for Chinese KN95"."""
    bodies = [library.bodies[key] for hit in reading.hits for key in hit.keys("body")]
    theirs = {body.economy for body in bodies if BodyRole.regulator in body.roles}
    goods = {hit.start for hit in reading.hits if hit.keys("product") or hit.keys("evidence")}

    def is_of_goods(hit: Hit) -> bool:
        word = reading.text[reading.spans[hit.start][0] : reading.spans[hit.end - 1][1]].lower()
        return word in ADJECTIVES - ABBREVIATED and any(0 <= start - hit.end <= _NEAR_BY for start in goods)

    return [
        replace(one, side=ORIGIN)
        if not one.side and is_of_goods(one.hit) and theirs and not theirs & set(one.codes)
        else one
        for one in found
    ]


def _without_languages(reading: Reading, found: list[Mention]) -> list[Mention]:
    """The economies but those that only name a language beside another; alone they are where it is read: "a Spanish label for Mexico"."""
    places = [one for one in found if not is_language(reading, one.hit)]
    return places or [replace(one, side=MARKET) for one in found]


def _sold_there(reading: Reading, found: list[Mention]) -> list[Mention]:
    """ "Toys made in China in the EU": the second place is where they are sold."""
    for n, (one, other) in enumerate(pairwise(found)):
        if (
            one.side == other.side == ORIGIN
            and other.hit.keys("economy")
            and _IN.fullmatch(reading.between(one.hit, other.hit))
        ):
            found[n + 1] = replace(other, side=MARKET)
    return found


def _with_regulators(reading: Reading, found: list[Mention], library: Library) -> list[Mention]:
    """Regulators that are named beside economies stand for theirs: 日本总务省和韩国, "Anvisa, Japan and the EU"."""
    places = {one.hit for one in found}
    for one, other in pairwise(reading.hits):
        if (one in places) == (other in places) or not _AND.match(reading.between(one, other)):
            continue
        body = other if one in places else one
        bodies = [library.bodies[key] for key in body.keys("body")]
        codes = tuple(dict.fromkeys(b.economy for b in bodies if b.economy and BodyRole.regulator in b.roles))
        if len(codes) == 1 and not body.keys("evidence"):
            found = [*found, Mention(body, codes)]
    return found


def _issuers(reading: Reading, found: list[Mention], library: Library) -> list[Mention]:
    """The economies of regulators before evidence that is no one's own, beside a market: the United States of "USDA organic"."""
    told = []
    for one, other in pairwise(reading.hits):
        bodies = [library.bodies[key] for key in one.keys("body") if not one.keys("evidence")]
        codes = tuple(body.economy for body in bodies if body.economy and BodyRole.regulator in body.roles)
        bare = other.keys("evidence") and not reading.between(one, other).strip()
        elsewhere = any(set(codes) != set(one.codes) for one in found)
        if len(codes) == 1 and bare and elsewhere and not set(codes) & own(other, library):
            told.append(Mention(one, codes, ORIGIN))
    proof = [hit for hit in reading.hits if hit.keys("evidence")]
    within = [library.bodies[key] for key in reading.bodies if BodyRole.regulator in library.bodies[key].roles]
    if found and len(proof) == len(within) == 1 and within[0].economy and not _is_placed(proof[0], library):
        told.append(Mention(proof[0], (within[0].economy,), ORIGIN))
    return told


def _is_placed(hit: Hit, library: Library) -> bool:
    """Whether evidence is some market's own, comes from one place only, or is a report, which any laboratory may write."""
    kinds = [library.evidence[key] for key in hit.keys("evidence")]
    return bool(own(hit, library)) or any(one.issued_in or one.stage is Stage.test_report for one in kinds)


def _codes(hit: Hit) -> tuple[str, ...]:
    return hit.keys("economy") or hit.keys("place")


def _side_of_city(reading: Reading, one: Mention, alone: bool) -> str:
    """A city where somebody buys, goods arrive, or the other end of a deal is, is on the side of the market: "for an Izmir
    shop", "货到鹿特丹", "between Bern and Ankara"; so is one that a question is headed by: "doha: is a GSO report enough?", and one
    abroad that stands `alone` beside goods: "Hanoi cosmetics: which papers?"."""
    before, after = reading.before(one.hit), reading.after(one.hit)
    buys = _BUYER.match(after) or _BUYER_IN.search(before) or (not before.strip() and _HEADED.match(after))
    buys = buys or (_WILL.search(before) and _TAKES_IT.match(after))
    rules = alone and one.codes != ("CN",) and (_ITS_LAW.match(after) or reading.name(one.hit) in STATES)
    return one.side or (MARKET if buys or rules or (alone and _is_beside_goods(reading, one)) else "")


# "Will Hanoi take it": those who govern there are asked.
_WILL = re.compile(r"\b(?:will|would|does|do|did|can|could|must|should)\s+$", re.I)
_TAKES_IT = re.compile(
    r"\s+(?:\w+ly\s+|still\s+|also\s+|even\s+)?(?:have|take|accept|need|want|require|recogni[sz]e|let|allow|ask|honou?r|insist|hallmark|test|re-?test|inspect|check)\b",
    re.I,
)
# "New York lithium e-bike law", 魁北克96号法.
_ITS_LAW = re.compile(
    r"(?:\s+[\w-]+){0,5}?\s+(?:laws?|acts?|rules?|regulations?|bans?|bills?)\b|[^,，。?？]{0,8}(?:法|条例|禁令)", re.I
)


def _is_beside_goods(reading: Reading, one: Mention) -> bool:
    """Whether goods stand next to a city outside China, where most of those who ask make theirs."""
    goods = [hit for hit in reading.hits if hit.keys("product")]
    follow = (hit for hit in goods if hit.start == one.hit.end and not reading.between(one.hit, hit).strip())
    ahead = (hit for hit in goods if hit.end <= one.hit.start and _IN.fullmatch(reading.between(hit, one.hit)))
    return one.codes != ("CN",) and any((*follow, *ahead))


def _related(reading: Reading, found: list[Mention], library: Library) -> list[Mention]:
    """ "the EU-Japan MRA": two economies with no direction between them."""
    for n, (one, other) in enumerate(pairwise(found)):
        if re.fullmatch(r"\s*[-–—]\s*", reading.between(one.hit, other.hit)):
            sides = [MARKET, MARKET]
            made = [m.codes for m in found if m not in (one, other) and m.side == ORIGIN]
            again = [m.codes for m in found if m not in (one, other) and m.side != ORIGIN]
            if reading.keys("evidence") and (one.codes in again) != (other.codes in again):  # the one it is to count in
                sides = [
                    MARKET if m.codes in again else ORIGIN if _holds(library, m.codes, made) else OUT
                    for m in (one, other)
                ]
            found[n : n + 2] = [replace(m, side=m.side or side) for m, side in zip((one, other), sides, strict=True)]
    return found


def _holds(library: Library, party: tuple[str, ...], made: list[tuple[str, ...]]) -> bool:
    """Whether a treaty's party is where goods are said to be made, or a group that holds it; so too where nothing is said."""
    members = {one.economy for code in party for one in library.economies[code].members}
    return not made or any(set(codes) & {*party, *members} for codes in made)


def pairs(reading: Reading) -> tuple[frozenset[str], ...]:
    """The economies that are joined two by two, without a direction: US-EU and Swiss-US."""
    named = [hit for hit in reading.hits if len(hit.keys("economy")) == 1]
    if len(named) > 2 and _WITH_EACH.fullmatch(reading.between(*named[:2])) and _COUNTED.search(reading.text):
        return tuple(frozenset((*named[0].keys("economy"), *one.keys("economy"))) for one in named[1:])
    joined = (
        (one, other) for one, other in pairwise(named) if re.fullmatch(r"\s*[-–—/]\s*", reading.between(one, other))
    )
    return tuple(frozenset((*one.keys("economy"), *other.keys("economy"))) for one, other in joined)


def _arrows(reading: Reading, found: list[Mention]) -> list[Mention]:
    """ "China to Brazil", 中国出口美国: the first is where it comes from."""
    for n, (one, other) in enumerate(pairwise(found)):
        gap = reading.between(one.hit, other.hit)
        if not one.side and (_TO_EN.match(gap) or _TO_ZH.match(gap)):
            found[n : n + 2] = [replace(one, side=ORIGIN), replace(other, side=other.side or MARKET)]
    return found


def _spread(reading: Reading, found: list[Mention]) -> list[Mention]:
    """What is joined by "and" is on one side: forwards from what stands before it, backwards from what comes after."""
    pairs = range(len(found) - 1)
    for n in reversed(pairs):  # 欧盟、美国、日本都没上市过: said of each
        listed = reading.between(found[n].hit, found[n + 1].hit) == "、"
        if listed and found[n + 1].side == OUT and not found[n].side:
            found[n] = replace(found[n], side=OUT)
    for order, step in ((pairs, 1), (reversed(pairs), -1)):
        for n in order:
            told, open_ = (n, n + 1) if step > 0 else (n + 1, n)
            joined = _AND.match(reading.between(found[n].hit, found[n + 1].hit))
            out = found[told].side == OUT and "," in reading.between(
                found[n].hit, found[n + 1].hit
            )  # "not Brazil, Peru"
            if joined and found[told].side and not found[open_].side and not out:
                found[open_] = replace(found[open_], side=found[told].side)
    return found


def _soft(reading: Reading, found: list[Mention], library: Library) -> list[Mention]:
    """Where another market is named, home is where one is, and "US FCC report" says where the report is from."""
    tells = [
        one.side != MARKET
        and (
            _qualifies(reading, one.hit)
            or _of_goods(reading, one.hit)
            or _of_its_standard(reading, one.hit)
            or _of_its_body(reading, one.hit, library)
            or _done_there(reading, one.hit)
            or _held_there(reading, one.hit)
            or _of_its_proof(reading, one, library)
            or _is_its_own(reading, one.hit)
            or _issued_there(reading, one.hit)
        )
        for one in found
    ]
    taken = [_taken_from(reading, one.hit) for one in found]
    tells = taken if any(taken) else tells  # and then the other is who takes it: 瑞士 消毒剂 欧盟授权承认吗
    for n in range(1, len(found)):  # "EU vs UK toys": what the first is, the second is
        if (
            not tells[n - 1]
            and not found[n - 1].side
            and (not (gap := reading.between(found[n - 1].hit, found[n].hit)).strip() or _VERSUS.match(gap))
        ):
            tells[n] = False
    from_there = {one.codes for one in found if one.side == ORIGIN}
    asked = _asked_there(reading, library)
    for n, one in enumerate(found):
        others = any(
            m.side != ORIGIN and m.codes != one.codes and not told for m, told in zip(found, tells, strict=True)
        ) or bool(asked - _and_groups(one, library))
        after = reading.between(one.hit, found[n + 1].hit) if n + 1 < len(found) else "."
        home = reading.name(one.hit) in _HOME
        if home and not one.side and _AND.match(after):  # 国内和香港: sold in both
            found[n] = replace(one, side=MARKET)
            continue
        if others and (home or tells[n] or (not one.side and one.codes in from_there)):
            found[n] = replace(one, side=ORIGIN)
            from_there.add(one.codes)
    return [replace(one, side=ORIGIN) if not one.side and one.codes in from_there else one for one in found]


def _and_groups(one: Mention, library: Library) -> frozenset[str]:
    """The economies of a mention, with the groups that they are members of and the members of a group."""
    groups = {key for key, e in library.economies.items() if any(m.economy in one.codes for m in e.members)}
    return frozenset((*one.codes, *groups, *(m.economy for code in one.codes for m in library.economies[code].members)))


def _asked_there(reading: Reading, library: Library) -> frozenset[str]:
    """The markets that are asked without being named: of an authority or a scheme that issued nothing, or of a proof that is
    asked for: "we have the Chinese CCC, does SASO accept it"."""
    said = holdings(reading)
    wanted = {code for hit in (*said.wanted, *said.body) for code in own(hit, library)}
    free = [hit for hit in reading.hits if hit in said.body or not (hit.keys("evidence") or hit.keys("product"))]
    free = [hit for hit in free if hit in said.body or not names_issuer(reading, hit)]
    bodies = (library.bodies[key] for hit in free for key in hit.keys("body"))
    deciding = (body.economy for body in bodies if BodyRole.regulator in body.roles)
    schemes = (library.schemes[key].market for hit in free for key in hit.keys("scheme"))
    authorities = (code for hit in free for code in hit.keys("authority"))
    return frozenset(filter(None, (*wanted, *deciding, *schemes, *authorities)))


def _of_goods(reading: Reading, hit: Hit) -> bool:
    """Whether an adjective says where goods are from: Japanese green tea, 泰国大米; not a Japanese importer."""
    after = next((other for other in reading.hits if other.start >= hit.end), None)
    if after is None or not after.keys("product"):
        return False
    gap = reading.between(hit, after)
    name = reading.name(hit)
    if is_chinese(name):
        return gap.strip() in ("", "的", "进口的", "进口")
    adjective = name.lower() in ADJECTIVES - ABBREVIATED or _MADE_WITH.match(reading.after(after))
    return bool(adjective) and bool(re.fullmatch(r"[\s-]*(?:\w+\s+){0,2}", gap)) and not _BUYS.search(gap)


def _qualifies(reading: Reading, hit: Hit) -> bool:
    """Whether an economy stands right before the evidence it says more of: 美国FDA 510(k), Chinese CCC."""
    after = next((other for other in reading.hits if other.start >= hit.end), None)
    if after is None or not after.keys("evidence") or aimed_at(reading, hit):
        return False
    return bool(_ISSUER.fullmatch(reading.between(hit, after))) and not _ANEW.search(reading.before(hit))


def _of_its_standard(reading: Reading, hit: Hit) -> bool:
    """Whether an economy says whose a standard is that something is reported to: 欧盟EN 60335报告, a US UL 1310 report."""
    number = numbers.STANDARD.match(reading.after(hit).lstrip(" 的"))
    return bool(number and _REPORTED.match(number.string[number.end() :]))


_REPORTED = re.compile(r"\s*(?:标准)?的?(?:(?:测试|检测|试验|test)\s*)?(?:报告|证书|reports?\b|certificates?\b)", re.I)


def _taken_from(reading: Reading, hit: Hit) -> bool:
    """Whether what an economy attests is said to be taken, or is asked to be: 接受澳大利亚证书, 欧盟授权承认吗."""
    after = reading.after(hit)
    taken = _TAKES.search(reading.before(hit)) and _ATTESTS.match(after)
    return bool(taken or _ATTESTS_TAKEN.match(after))


_ATTESTS = re.compile(
    r"\s*的?(?:证书?(?!明)|报告|认证|授权|批准|许可|注册|检测报告)|\s+(?:certificat|reports?\b|approvals?\b|authori[sz]ation)",
    re.I,
)
_TAKES = re.compile(r"(?:接受|承认|认可|认)(?:来自)?\s*$|\b(?:accept|recogni[sz]e|take)s?\s+(?:an?\s+|the\s+)?$", re.I)
_ATTESTS_TAKEN = re.compile(
    r"\s*的?(?:证书?|报告|认证|授权|批准|许可|注册)(?:被|会|能|可以)?(?:承认|认可|接受|认)(?:吗|么|不|$|[?？])"
)


def _done_there(reading: Reading, hit: Hit) -> bool:
    """Whether something was registered, approved or sold there already: "registered in Australia", not "must be registered in"."""
    done = _DONE_THERE.search(reading.before(hit))
    return bool(done and not _TO_BE.search(done.string[: done.start()]))


def _held_there(reading: Reading, hit: Hit) -> bool:
    """Whether proof of an economy is said to be held: "we have a Chinese LA mark", 有新加坡IMDA注册."""
    return bool(_HOLD.search(reading.before(hit)) and _ITS_PROOF.match(reading.after(hit)))


def _of_its_proof(reading: Reading, one: Mention, library: Library) -> bool:
    """Whether an economy only says whose own proof is held: "we have the NRCS LOA for South Africa"."""
    before = next((other for other in reversed(reading.hits) if other.end <= one.hit.start), None)
    if before is None or not set(one.codes) & own(before, library):
        return False
    gap = reading.between(before, one.hit)
    return bool(_FOR.fullmatch(gap) and _HOLD.search(reading.before(before)))


def _is_its_own(reading: Reading, hit: Hit) -> bool:
    """Whether an economy says whose a proof named before is: "wants a free sale certificate, is the EU one accepted?"."""
    named = any(one.keys("evidence") and one.end <= hit.start for one in reading.hits)
    return named and bool(_ONE.match(reading.after(hit)))


def _issued_there(reading: Reading, hit: Hit) -> bool:
    """Whether an economy says whose body issued what was named before: EAC证书是吉尔吉斯认证中心出的."""
    return bool(re.search(r"[是由]$", reading.before(hit)) and _ISSUED.match(reading.after(hit)))


_ISSUED = re.compile(r"[^,，。;；?？]{0,24}(?:出|发|签发|颁发|出具|开)的")
_ONE = re.compile(r"\s+ones?\b|的?那[个份张种]", re.I)
_FOR = re.compile(r"\s*(?:certificate\s+)?(?:for|in|of)\s+(?:the\s+)?", re.I)


def _of_its_body(reading: Reading, hit: Hit, library: Library) -> bool:
    """Whether an economy names whose authority or body attested: 台湾BSMI的验证, Taiwan FDA certificate."""
    after = next((other for other in reading.hits if other.start >= hit.end), None)
    if after is None or reading.between(hit, after).strip() or not _ATTESTED.match(reading.after(after)):
        return False
    return any(library.bodies[key].economy in _codes(hit) for key in after.keys("body"))
