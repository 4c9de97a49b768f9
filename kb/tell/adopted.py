"""Who adopts an international standard: one line for each adoption, those of the markets asked about and no others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.adoptions import Family, look_up, newest_first, number_of
from kb.issuers import issued_in, issuers
from kb.language import DEGREE, join
from kb.law import groups_of, members_of
from kb.naming import is_edition
from kb.records import Equivalence
from kb.statements import numbered, standing
from kb.tell.draft import Draft
from kb.tell.openly import open_question
from kb.terms import Degree, StandardStatus

Chosen = tuple[tuple[str, ...], Equivalence]  # the economies before the line, and the adoption

_MOST = 12  # lines where no market is asked about
_GONE = frozenset({StandardStatus.superseded, StandardStatus.withdrawn})
_LETTERS = re.compile(
    r"(?<![A-Za-z/])(KS|JIS|GB|SANS|SNI|TCVN|GOST|NBR|CNS|TIS|PNS|SASO|GSO|IRAM)(?:/T)?(?![A-Za-z/]|[ -]?[A-Z]?[ -]?\d)"
)
_RECOGNISED = re.compile(r"\brecogni[sz]|\blists?\b|\blisted\b|采认|认可|清单|列入", re.I)
_DIFFER = re.compile(r"\bdiffer|\bdeviat|\bmodif|差异|偏差|差别|不同|修改", re.I)


def adopted(draft: Draft) -> bool:
    """Tells who adopts the international standards named; False, and nothing told, where one named is national or not recorded."""
    families = [_family(draft, one) for one in draft.query.standards]
    if not families or not all(families):
        return False
    if by_an_authority(draft) and not any(
        _of_markets(draft, one, draft.query.markets) for one in filter(None, families)
    ):
        open_question(draft)
        return True
    for family in filter(None, families):
        _tell(draft, family)
    draft.as_of()
    return True


def by_an_authority(draft: Draft) -> bool:
    """Whether it is asked which standards an authority recognises, which is no adoption: "ISO 14971 on the FDA list"."""
    return bool(draft.query.bodies and _RECOGNISED.search(draft.query.text))


def _family(draft: Draft, asked: str) -> Family | None:
    """The family in whose middle a standard stands; None where it adopts another itself or is not recorded. A bare number, asked
    of a market, is the one international standard of that number."""
    wanted = number_of(asked)
    families = look_up(draft.kb.library, asked).families if wanted.series or draft.query.markets else ()
    if not wanted.series:
        same = [one for one in families if number_of(one.centre).number == wanted.number]
        return same[0] if len(same) == 1 else None
    return next((one for one in families if number_of(one.centre).key == wanted.key), None)


def _tell(draft: Draft, family: Family) -> None:
    markets = tuple(dict.fromkeys((*draft.query.markets, *by_series(draft))))
    chosen = _of_markets(draft, family, markets)
    if not (chosen or draft.query.markets):
        chosen = _of_all(family, draft.query.standards)
    is_whole = len(chosen) == 1 or bool(_DIFFER.search(draft.query.text))
    for economies, row in chosen:
        names = [draft.name("economies", code, bare=True) for code in economies]
        label = f"**{join(names, draft.query.language)}** · " if names else ""
        draft.line("condition", _line(draft, row), f"equivalences/{row.key}", label=label)
        if is_whole and row.differences:
            draft.part(draft.kb.statements[f"equivalences/{row.key}"], "differences", role="condition")
    _none(draft, family, [one for one in markets if not any(one in economies for economies, _ in chosen)])
    _all(draft, family, len(chosen))


def _of_all(family: Family, asked: tuple[str, ...]) -> list[Chosen]:
    """Of every market the adoptions that hold or may hold, those of an edition asked about first; the others where there are none."""
    holding = [row for row in family.rows if row.status not in _GONE] or list(family.rows)
    holding = sorted(holding, key=lambda row: is_edition(row, asked))
    return [(issuers(row.standard), row) for row in holding[:_MOST]]


def by_series(draft: Draft) -> tuple[str, ...]:
    """The economies whose standards are asked for by the letters alone: "which JIS", "a KS standard"."""
    named = (code for one in _LETTERS.findall(draft.query.text) for code in issuers(one))
    return tuple(dict.fromkeys(code for code in named if code in draft.kb.library.economies))


def _of_markets(draft: Draft, family: Family, markets: Iterable[str]) -> list[Chosen]:
    """The adoptions of the markets, in their order; one that several of them share is told once, of all of these."""
    told = {market: _holding(_of_market(draft, family, market)) for market in markets}
    rows = {row.key: row for held in told.values() for row in held}
    return [(tuple(market for market, held in told.items() if row in held), row) for row in rows.values()]


def _of_market(draft: Draft, family: Family, market: str) -> list[Equivalence]:
    """The adoptions of an economy and its groups; of a group that has none those of its members."""
    library, day = draft.kb.library, draft.query.as_of

    def issued(economies: Iterable[str]) -> list[Equivalence]:
        return [row for row in family.rows if issued_in(row.standard, economies)]

    return issued(groups_of(library, market, day)) or issued(members_of(library, market, day))


def _holding(rows: list[Equivalence]) -> list[Equivalence]:
    """Those that hold or may hold, of each status the newest first; where none does, the newest that did."""
    order = tuple(StandardStatus)
    ranked = sorted(rows, key=lambda row: (order.index(row.status), newest_first(row.edition)))
    return [row for row in ranked if row.status not in _GONE] or ranked[:1]


def _line(draft: Draft, row: Equivalence) -> str:
    """Number and edition, degree and edition adopted, status."""
    name, base = numbered(row.standard, row.edition), numbered(row.adopts, row.adopted_edition)
    degree, status = draft.say(DEGREE[row.degree]), draft.say(standing(row))
    en, zh = {
        Degree.unknown: (f"based on {base}, degree not known to the base", f"以{base}为基础，一致性程度未查明"),
        Degree.NEQ: (f"not equivalent (NEQ) to {base}, so no adoption", f"与{base}非等效（NEQ），不属于采用"),
    }.get(row.degree, (f"adopts {base}, {degree}", f"{degree}{base}"))
    if row.successor:
        status += draft.words(f", successor {row.successor}", f"，代替标准{row.successor}")
    return draft.words(f"{name}: {en}; {status}.", f"{name}：{zh}；{status}。")


def _none(draft: Draft, family: Family, missing: list[str]) -> None:
    """Says of which markets asked about no adoption is recorded."""
    if missing:
        names = join([draft.name("economies", code) for code in missing], draft.query.language)
        draft.status = "partial"
        draft.note(
            f"**Not in the base** · {names}: no adoption of {family.centre} is recorded, which is no proof that there is none.",
            f"**库中没有** · {names}：未收录{family.centre}的采用关系，但不等于没有。",
        )


def _all(draft: Draft, family: Family, told: int) -> None:
    """Where the other adoptions are to be seen."""
    if told < (every := len(family.rows)):
        draft.note(
            f"All {every} adoptions of {family.centre}, older editions too: view Standards.",
            f"{family.centre}的全部{every}项采用关系（含旧版）见“标准”页。",
        )
