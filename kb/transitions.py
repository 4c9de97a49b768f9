"""A standard named, by its edition → what became of it in the markets asked about, and whether proof on it still counts. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.law import holds, kin, within
from kb.library import Library
from kb.model import Query
from kb.naming import bare, is_of
from kb.numbers import standards
from kb.records import OlderEdition, Transition
from kb.terms import Earlier, KeyState, Stage, Verdict

# Said of the edition held, where its year is not: "the old standard", 旧版.
_OLD = re.compile(
    r"\bold(?:er)?\b|\bprevious\b|\bformer\b|\bearlier\b|\bsuperseded\b|\bwithdrawn\b|旧|老(?:版|标准|国标)|上一版|废止|作废",
    re.I,
)
_AMENDMENT = r"\s*(?:\+|/|with|及|和)\s*(?:A|Amd\.?|AMD)\s*(\d+)(?::(?:19|20)\d\d)?"  # behind a year, or another one
_CERTIFICATE = re.compile(
    r"\bcert(?:s|ificat\w*|ified)?\b|\blist(?:ed|ings?)\b|\bregist(?:ered|rations?)\b|\blicen[cs]es?\b|\bapprovals?\b|证书?|注册|列名|批文",
    re.I,
)
_REPORT = re.compile(r"\breports?\b|\btest(?:s|ed)?\b|\bDoCs?\b|\bdeclar\w+|报告|测|声明", re.I)
# Papers that are issued once and then held; reports and declarations are made anew for each proof.
_ISSUED = frozenset(
    {Stage.product_certificate, Stage.type_approval, Stage.management_certificate, Stage.accreditation, Stage.audit}
)


@dataclass(frozen=True, slots=True)
class Older:
    """An older edition that a question names, of a transition."""

    transition: Transition
    edition: OlderEdition

    @property
    def id(self) -> str:
        return f"transitions/{self.transition.key}"

    def names(self, query: Query) -> tuple[str, ...]:
        """What the question called it by, as the record writes it."""
        asked = (own for own in self.edition.standards if any(_are_one(own, one) for one in query.standards))
        return tuple(asked) or self.edition.named[:1]

    def is_of(self, market: str, query: Query, library: Library) -> bool:
        """Whether it speaks of a market: by name, by its group, or of all."""
        return not self.transition.markets or bool(within(library, market, query.as_of) & set(self.transition.markets))

    def has_ended(self, day: dt.date) -> bool:
        """Whether new proof can no longer rest on it on a day."""
        until = self.edition.until
        return until is not None and not holds(None, until, day)

    @property
    def is_amended_only(self) -> bool:
        """Whether what replaced it is the same edition with an amendment, which may be meant where none is named."""
        return any(new != old and new.startswith(old) for old in self.edition.standards for new in self.edition.instead)

    def state(self, day: dt.date) -> KeyState:
        """How the key of the edition stands with it on a day."""
        if not self.has_ended(day):
            return KeyState.met
        return KeyState.open if self.is_amended_only else KeyState.not_met

    def verdict(self, query: Query, library: Library) -> Verdict | None:
        """What proof on it is worth on the day asked about; None where no record says.

        Until its last day the edition is as good as any, and the market's other keys decide. After it a report is not taken,
        unless it may be to the edition with its amendment; a certificate issued before stands as the record says.
        """
        if self.state(query.as_of) is not KeyState.not_met:
            return Verdict.conditional
        issued, lapsed = self.edition.issued, Verdict.superseded_or_suspended
        held = _holds_certificate(query, library)
        if held is False:
            return Verdict.not_accepted
        if issued is Earlier.lapses:
            return lapsed
        if issued is Earlier.unknown or held is None:
            return None
        lasts = issued is Earlier.stays or holds(None, self.edition.issued_until, query.as_of)
        return Verdict.conditional if lasts else lapsed


def _holds_certificate(query: Query, library: Library) -> bool | None:
    """Whether what is held was issued once for all: a certificate, a listing; not a report, from which proof is made anew. None
    where the question does not say."""
    own = {code for market in query.markets for code in within(library, market, query.as_of)}  # whose proof is sought
    held = [kind for key in query.evidence if not own & set((kind := library.evidence[key]).own_of)]
    stages = {kind.stage for kind in held}
    issued = bool(stages & _ISSUED) or (not stages and bool(_CERTIFICATE.search(query.text)))
    return issued or (False if stages or _REPORT.search(query.text) else None)


def older(query: Query, library: Library, *markets: str) -> tuple[Older, ...]:
    """The older editions that a question names: in these markets, else in those asked about, or, where none is, in all; of goods
    asked about, those for them."""
    return tuple(one for one in _of(query, library, markets or query.markets) if _is_named(query, one.edition))


def instead(one: Older, library: Library, day: dt.date) -> dict[str, str]:
    """What counts on a day in place of an older edition, each with the id of the statement that names it: what came in its place, or,
    where that was itself replaced and has ended, what came after."""
    found: dict[str, str] = {}
    ahead, seen = [(name, one) for name in one.edition.instead], set()
    while ahead:
        name, by = ahead.pop(0)
        if name in seen:
            continue
        seen.add(name)
        after = [next_ for next_ in _replacing(name, by.transition, library) if next_.has_ended(day)]
        if not after:
            found[name] = by.id
        ahead += [(further, next_) for next_ in after for further in next_.edition.instead]
    return found


def _replacing(name: str, one: Transition, library: Library) -> Iterator[Older]:
    """The transitions, of the same markets, from an edition by its full name."""
    own = {*standards(name)}
    for other in library.transitions.values():
        apart = one.markets and other.markets and not set(one.markets) & set(other.markets)
        if other.key != one.key and not apart:
            yield from (Older(other, edition) for edition in other.editions if own & {*edition.standards})


def lapsed(query: Query, library: Library, market: str) -> Verdict | None:
    """The verdict on what is held in a market where it is on an edition with which proof no longer counts; else None."""
    told = (one.verdict(query, library) for one in older(query, library, market))
    return next((one for one in told if one in (Verdict.not_accepted, Verdict.superseded_or_suspended)), None)


def _of(query: Query, library: Library, markets: tuple[str, ...]) -> Iterator[Older]:
    asked = {law for code in markets for law in within(library, code, query.as_of)}
    goods = {one for key in query.products for one in kin(library, key)}
    for one in library.transitions.values():
        if asked and one.markets and not asked & set(one.markets):
            continue
        kinds = {kind for key in one.products for kind in kin(library, key)}
        if not (one.products and goods) or goods & set(one.products) or kinds & set(query.products):
            yield from (Older(one, edition) for edition in one.editions)


def _is_named(query: Query, one: OlderEdition) -> bool:
    """Whether a question names the edition: by its year, or by what else it is called."""
    numbers = [(own, asked) for own in one.standards for asked in query.standards if _are_one(own, asked)]
    if one.standards and not numbers:
        return False
    years = {own.partition(":")[2][:4] for own, _ in numbers} - {""}
    if any(_is_called(name, query.text) for name in one.named) or any(_is_year_of(one, query.text) for one in years):
        return True
    dated = [(own, asked) for own, asked in numbers if ":" in own or not one.named]
    return any(_is_edition(own, asked, query.text) for own, asked in dated)


def _is_year_of(year: str, text: str) -> bool:
    """Whether an edition is called by its year alone: "the 2006 edition", 2006版."""
    return bool(
        re.search(rf"(?<!\d){year}\s*(?:年?版|edition\b|version\b)|\b(?:edition|version) (?:of )?{year}", text, re.I)
    )


def _is_called(name: str, text: str) -> bool:
    near = name.lower() in text.lower()  # as nearly never
    return near and re.search(rf"(?<![A-Za-z\d.]){re.escape(name)}(?![A-Za-z\d]|\.\d)", text, re.I) is not None


def _are_one(own: str, asked: str) -> bool:
    """Whether two names are of one standard, whatever the edition, and not of a part of it; a bare number is of every series."""
    return bare(own)[1] == bare(asked)[1] and is_of(own, asked)


def _is_edition(own: str, asked: str, text: str) -> bool:
    """Whether the edition asked about is this one: of its year, not with an amendment that came later; without a year, where the
    question says that it is old."""
    year, named = own.partition(":")[2], asked.partition(":")[2]
    if not year:
        return True
    if not named:
        return bool(_OLD.search(text))
    chain = re.search(f"{re.escape(named)}((?:{_AMENDMENT})+)", text)
    amended = {one[1] for one in re.finditer(_AMENDMENT, chain[1])} if chain else set()
    return year.partition("+")[0] == named and amended <= {*re.findall(r"\+A(\d+)", year)}
