"""Records → the sentences they can be told in. Every sentence of an answer that is not quoted from a document is one of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.language import CODED, DEGREE, NEED, OBLIGATION, ROUTE, SCOPE, STAGE, STANDARD_STATUS, STATUS, TIER, join
from kb.library import Library
from kb.model import Part, Statement
from kb.records import (
    Accreditation,
    Agreement,
    Basis,
    ClassCode,
    Condition,
    Coverage,
    Equivalence,
    Event,
    ForeignEvidence,
    Law,
    Point,
    Requirement,
    SourceRef,
    Text,
)
from kb.terms import Degree, Need, Obligation


def statements(library: Library) -> dict[str, Statement]:
    """Every row of every record, by id, in the order of the library."""
    found: dict[str, Statement] = {}
    for agreement in library.agreements.values():
        for one in of_agreement(library, agreement):
            found[one.id] = one
    for market in library.markets.values():
        for requirement in market.requirements:
            for one in of_requirement(library, market.market, requirement):
                found[one.id] = one
    for equivalence in library.equivalences.values():
        one = of_equivalence(equivalence)
        found[one.id] = one
    for accreditation in library.accreditation.values():
        for one in of_accreditation(library, accreditation):
            found[one.id] = one
    for one in (*map(of_law, library.laws.values()), *_transitions(library), *_guides(library), *_vocabulary(library)):
        found[one.id] = one
    for code in library.codes.values():
        one = of_code(library, code)
        found[one.id] = one
    return found


def found_by_likeness(library: Library) -> Iterator[Statement]:
    """The statements that a search goes over: all but those on codes, which are found by the code alone."""
    yield from (one for one in statements(library).values() if one.kind != "code")


def both(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)


def of_agreement(library: Library, agreement: Agreement) -> Iterator[Statement]:
    """The agreement as a whole, then each row of its coverage."""
    about = frozenset({f"agreement:{agreement.key}", *(f"party:{code}" for code in agreement.parties)})
    parts = [Part("statement", agreement.summary), Part("status", _agreement_status(agreement))]
    if agreement.parties:
        names = [library.economies[code].names for code in agreement.parties]
        parts.append(
            Part(
                "parties",
                both(
                    f"Parties: {join([n.en for n in names], 'en')}.", f"缔约方：{join([n.zh for n in names], 'zh')}。"
                ),
            )
        )
    if sectors := list(dict.fromkeys(key for row in agreement.coverage for key in row.sectors)):
        told = [library.sectors[key].names for key in sectors]
        parts.append(
            Part(
                "sectors",
                both(f"Sectors: {join([n.en for n in told], 'en')}.", f"领域：{join([n.zh for n in told], 'zh')}。"),
            )
        )
    parts += [Part("history", _dated(event)) for event in sorted(agreement.history, key=lambda one: one.date)]
    parts.append(_basis(agreement.basis))
    if agreement.replaced_by and agreement.replaced_by in library.agreements:
        new = library.agreements[agreement.replaced_by].names
        parts.append(Part("successor", both(f"It is replaced by: {new.en}.", f"已由以下文书取代：{new.zh}。")))
    for one in agreement.designating:
        body, economy = library.bodies[one.body].names, library.economies[one.economy].names
        text = both(f"Designating authority of {economy.en}: {body.en}.", f"{economy.zh}的指定机构：{body.zh}。")
        parts.append(Part("designating", text))
    for body_list in agreement.lists:
        address = body_list.sources[0].url
        name = body_list.title
        parts.append(
            Part("list", both(f"List of bodies: {name.en} ({address}).", f"机构名单：{name.zh}（{address}）。"))
        )
    parts += [Part("note", note) for note in agreement.notes]
    sources = _all(agreement.sources, *(b.sources for b in agreement.basis), *(e.sources for e in agreement.history))
    yield Statement(f"agreements/{agreement.key}", "agreement", agreement.names, tuple(parts), sources, about)
    for row in agreement.coverage:
        yield _coverage(library, agreement, row)


def _coverage(library: Library, agreement: Agreement, row: Coverage) -> Statement:
    every = [library.sectors[s].names for s in row.sectors] + [library.products[p].names for p in row.products]
    names = list({name.en: name for name in every}.values())
    stages = [STAGE[s] for s in row.stages]
    what = both(
        f"{join([n.en for n in names], 'en') or 'All sectors'}: {join([s.en for s in stages], 'en')}; "
        f"{STATUS[row.status].en} (by a source of {row.status_date}).",
        f"{join([n.zh for n in names], 'zh') or '全部领域'}：{join([s.zh for s in stages], 'zh')}；"
        f"{STATUS[row.status].zh}（据{row.status_date}的来源）。",
    )
    parts = [Part("statement", row.statement), Part("status", what)]
    parts += [Part("condition", _condition(c)) for c in row.conditions]
    parts += [Part("exclusion", text) for text in row.exclusions]
    title = both(
        f"{agreement.names.en}: {join([n.en for n in names], 'en') or row.key}",
        f"{agreement.names.zh}：{join([n.zh for n in names], 'zh') or row.key}",
    )
    about = {f"agreement:{agreement.key}", *(f"party:{c}" for c in (*agreement.parties, *row.exporters, *row.markets))}
    about |= {f"sector:{s}" for s in row.sectors} | {f"product:{p}" for p in row.products}
    return Statement(
        f"agreements/{agreement.key}#{row.key}", "coverage", title, tuple(parts), row.sources, frozenset(about)
    )


def _agreement_status(agreement: Agreement) -> Text:
    en, zh = [], []
    for value, word, wort in (
        (agreement.signed, "signed", "签署"),
        (agreement.in_force, "in force since", "生效"),
        (agreement.ended, "ended", "终止"),
    ):
        if value:
            en.append(f"{word} {value}")
            zh.append(f"{value}{wort}")
    en.append(f"{STATUS[agreement.status].en} (by a source of {agreement.status_date})")
    zh.append(f"{STATUS[agreement.status].zh}（据{agreement.status_date}的来源）")
    tier = TIER[agreement.tier]
    return both(
        f"{agreement.names.en} ({tier.en}): {'; '.join(en)}.", f"{agreement.names.zh}（{tier.zh}）：{'；'.join(zh)}。"
    )


def requirement_id(market: str, requirement: Requirement) -> str:
    return f"requirements/{market.lower()}#{requirement.key}"


def evidence_ids(market: str, requirement: Requirement) -> list[str]:
    """Ids of the requirement's rows of foreign evidence, in their order; a second row of one kind gets a number."""
    seen: dict[str, int] = {}
    ids = []
    for row in requirement.foreign_evidence:
        seen[row.evidence] = n = seen.get(row.evidence, 0) + 1
        ids.append(f"{requirement_id(market, requirement)}/{row.evidence}" + (f"-{n}" if n > 1 else ""))
    return ids


def of_requirement(library: Library, market: str, requirement: Requirement) -> Iterator[Statement]:
    """The requirement, then what each kind of foreign evidence is worth under it."""
    economy = library.economies[market].names
    title = both(f"{economy.en}: {requirement.title.en}", f"{economy.zh}：{requirement.title.zh}")
    about = {f"market:{market}", *(f"product:{p}" for p in requirement.products)}
    if requirement.scheme:
        about.add(f"scheme:{requirement.scheme}")
    parts = [Part("statement", requirement.statement), Part("route", _route(requirement)), _basis(requirement.basis)]
    if requirement.standards:
        names = "; ".join(requirement.standards)
        parts.append(Part("standards", both(f"Test standards: {names}.", f"检测标准：{names}。")))
    for name in ("representative", "in_country_testing", "factory_inspection"):
        if (point := _point(name, getattr(requirement, name))) is not None:
            parts.append(point)
    for name in ("marking", "validity"):
        if (text := getattr(requirement, name)) is not None:
            parts.append(Part(name, text))
    if requirement.effective:
        day = requirement.effective
        parts.append(Part("effective", both(f"In effect since {day}.", f"自{day}起实施。")))
    parts += [Part("exemption", text) for text in requirement.exemptions]
    parts += [Part("next", _dated(event)) for event in requirement.next]
    sources = _all(requirement.sources, *(b.sources for b in requirement.basis), *(e.sources for e in requirement.next))
    yield Statement(requirement_id(market, requirement), "requirement", title, tuple(parts), sources, frozenset(about))
    for one, row in zip(evidence_ids(market, requirement), requirement.foreign_evidence, strict=True):
        yield _foreign_evidence(library, one, title, row, frozenset(about))


def _foreign_evidence(
    library: Library, one: str, title: Text, row: ForeignEvidence, about: frozenset[str]
) -> Statement:
    kind = library.evidence[row.evidence].names
    parts = [Part("statement", row.statement)]
    parts += [Part("condition", _condition(c)) for c in row.conditions]
    parts += [Part("exporters", whose(library, row))] if row.exporters else []
    parts += [Part("holds", span(row))] if row.since or row.until else []
    parts += [Part("gap", gap) for gap in row.gaps]
    return Statement(
        one,
        "foreign_evidence",
        both(f"{title.en} – {kind.en}", f"{title.zh}——{kind.zh}"),
        tuple(parts),
        row.sources,
        about | {f"evidence:{row.evidence}"} | ({f"agreement:{row.instrument}"} if row.instrument else set()),
    )


def whose(library: Library, row: ForeignEvidence) -> Text:
    """Whose evidence a row speaks of, where it is not anybody's."""
    names = [library.economies[code].names for code in row.exporters]
    return both(
        f"Origin asked for: {join([n.en for n in names], 'en')}.",
        f"限定来源：{join([n.zh for n in names], 'zh')}。",
    )


def span(row: ForeignEvidence) -> Text:
    """The days between which a row holds."""
    en = " ".join(word for word in (row.since and f"from {row.since}", row.until and f"until {row.until}") if word)
    zh = (f"自{row.since}起" if row.since else "") + (f"至{row.until}止" if row.until else "")
    return both(f"This holds {en}.", f"本项{zh}有效。")


def standing(row: Equivalence) -> Text:
    """The status of a standard, and the days from and until which it counts."""
    status = STANDARD_STATUS[row.status]
    en = [one for one in (row.effective and f"since {row.effective}", row.until and f"until {row.until}") if one]
    zh = [one for one in (row.effective and f"实施日期{row.effective}", row.until and f"有效至{row.until}") if one]
    return both(", in effect ".join((status.en, " ".join(en))) if en else status.en, "，".join((status.zh, *zh)))


def of_equivalence(row: Equivalence) -> Statement:
    name, base = numbered(row.standard, row.edition), numbered(row.adopts, row.adopted_edition)
    degree, status = DEGREE[row.degree], standing(row)
    verb_en = {Degree.NEQ: "is not an adoption of", Degree.unknown: "is based on"}.get(row.degree, "adopts")
    parts = [
        Part(
            "statement",
            both(
                f"{name} ({row.title.en}) {verb_en} {base}; degree: {degree.en}.",
                f"{name}《{row.title.zh}》与{base}的一致性程度：{degree.zh}。",
            ),
        )
    ]
    if row.differences:
        en, zh = row.differences.en.rstrip("."), row.differences.zh.rstrip("。")
        parts.append(Part("differences", both(f"Differences that matter: {en}.", f"主要差异：{zh}。")))
    parts.append(Part("status", both(f"Status of {name}: {status.en}.", f"{name}的状态：{status.zh}。")))
    if row.successor:
        parts.append(Part("successor", both(f"Its successor is {row.successor}.", f"代替标准：{row.successor}。")))
    about = {f"standard:{row.standard}", f"standard:{row.adopts}", *(f"product:{p}" for p in row.products)}
    title = both(f"{name} and {base}", f"{name}与{base}")
    return Statement(f"equivalences/{row.key}", "equivalence", title, tuple(parts), row.sources, frozenset(about))


def of_accreditation(library: Library, record: Accreditation) -> Iterator[Statement]:
    """One statement for each scope."""
    body = library.bodies[record.body].names
    for row in record.scopes:
        arrangement = library.agreements[row.arrangement].names
        since_en = f", since {row.since}" if row.since else ""
        since_zh = f"，自{row.since}起" if row.since else ""
        scope, status = SCOPE[row.scope], STATUS[row.status]
        text = both(
            f"{body.en} is a signatory of the {arrangement.en} for {scope.en}{since_en}; status: {status.en} "
            f"(by a source of {row.status_date}).",
            f"{body.zh}是{arrangement.zh}签署方，范围：{scope.zh}{since_zh}；状态：{status.zh}（据{row.status_date}的来源）。",
        )
        notes = [Part("note", note) for note in record.notes]
        yield Statement(
            f"accreditation/{record.body}#{row.arrangement}-{row.scope.value}",
            "accreditation",
            both(f"{body.en}: {scope.en}", f"{body.zh}：{scope.zh}"),
            (Part("statement", text), *notes),
            row.sources,
            frozenset({f"body:{record.body}", f"agreement:{row.arrangement}", f"scope:{row.scope.value}"}),
        )


def of_law(law: Law) -> Statement:
    """What became of a law, what it governs, and what holds in between."""
    parts = [Part("statement", law.statement), Part("about", law.about), *(Part("note", note) for note in law.notes)]
    about = {f"law:{law.key}", f"market:{law.market}", *(f"product:{p}" for p in law.products)}
    return Statement(f"laws/{law.key}", "law", law.names, tuple(parts), law.sources, frozenset(about))


def of_code(library: Library, code: ClassCode) -> Statement:
    """What a code covers, the products under it here, and what became of its class."""
    name = both(*(f"{getattr(CODED[code.system], language)} {code.code}" for language in ("en", "zh")))
    told = [one for one in library.products.values() if code.code in getattr(one, code.system)]
    goods = both(join([one.names.en for one in told], "en"), join([one.names.zh for one in told], "zh"))
    parts = [
        Part("statement", both(f"{name.en} covers {code.covers.en}.", f"{name.zh}：{code.covers.zh}。")),
        Part("products", both(f"Products under {name.en} here: {goods.en}.", f"本库归入{name.zh}的产品：{goods.zh}。")),
        *(Part("note", note) for note in code.notes),
    ]
    about = frozenset(f"product:{one.key}" for one in told)
    return Statement(f"codes/{code.key}", "code", name, tuple(parts), code.sources, about)


def _transitions(library: Library) -> Iterator[Statement]:
    for key, one in library.transitions.items():
        older = "; ".join(name for edition in one.editions for name in edition.standards or edition.named)
        about = {f"product:{product}" for product in one.products} | {f"market:{code}" for code in one.markets}
        title = both(f"{older}: what replaced it, and until when it counts", f"{older}：替代标准与有效期限")
        told = [Part("statement", one.statement)]
        if names := [library.economies[code].names for code in one.markets]:
            en, zh = join([n.en for n in names], "en"), join([n.zh for n in names], "zh")
            told.append(Part("markets", both(f"This is of {en}.", f"本条适用于{zh}。")))
        yield Statement(f"transitions/{key}", "transition", title, tuple(told), one.sources, frozenset(about))


def _guides(library: Library) -> Iterator[Statement]:
    for guide in library.guides.values():
        for paragraph in guide.paragraphs:
            yield Statement(
                f"guides/{guide.key}#{paragraph.key}",
                "guide",
                guide.title,
                (Part("statement", paragraph.text),),
                paragraph.sources,
                frozenset({f"guide:{guide.key}"}),
            )


def _vocabulary(library: Library) -> Iterator[Statement]:
    for term in library.glossary.values():
        text = both(
            f"{term.names.en}: {term.definition.en}",
            f"{term.names.zh}（{term.names.en}）：{term.definition.zh}",
        )
        yield Statement(
            f"glossary/{term.key}",
            "term",
            term.names,
            (Part("statement", text),),
            term.sources,
            frozenset({f"term:{term.key}"}),
        )
    for kind, rows in (("evidence", library.evidence), ("scheme", library.schemes)):
        for key, row in rows.items():
            text = both(f"{row.names.en}: {row.about.en}", f"{row.names.zh}：{row.about.zh}")
            yield Statement(
                f"{'evidence' if kind == 'evidence' else 'schemes'}/{key}",
                kind,
                row.names,
                (Part("statement", text),),
                row.sources,
                frozenset({f"{kind}:{key}"}),
            )


def _route(requirement: Requirement) -> Text:
    routes, obligation = [ROUTE[r] for r in requirement.route], OBLIGATION[requirement.obligation]
    if requirement.obligation is Obligation.none:
        return both(f"{requirement.title.en}: {obligation.en}.", f"{requirement.title.zh}：{obligation.zh}。")
    return both(
        f"Obligation: {obligation.en}; route: {join([r.en for r in routes], 'en')}.",
        f"性质：{obligation.zh}；方式：{join([r.zh for r in routes], 'zh')}。",
    )


def _point(name: str, point: Point) -> Part | None:
    if point.need is Need.unknown:
        return None
    return Part(name, point.text or both(f"{NEED[point.need].en}.", f"{NEED[point.need].zh}。"))


def _basis(basis: Iterable[Basis]) -> Part:
    titles = [one.title for one in basis]
    return Part("basis", both(f"Legal basis: {'; '.join(titles)}.", f"法律依据：{'；'.join(titles)}。"))


def _condition(condition: Condition) -> Text:
    return condition.text


def _dated(event: Event) -> Text:
    return both(f"{event.date}: {event.text.en}", f"{event.date}：{event.text.zh}")


def numbered(standard: str, edition: str) -> str:
    """GB 4943.1-2022, but IEC 62368-1:2018: Chinese, Indian and Mexican numbers join the year their own way."""
    if not edition:
        return standard
    dash = standard.split(" ")[0].split("/")[0].split("-")[0] in ("GB", "YY", "YD", "SJ", "JB", "CNS", "ABNT", "NMX")
    return f"{standard}{'-' if dash and 'ABNT' not in standard else ':'}{edition}"


def _all(*groups: Iterable[SourceRef]) -> tuple[SourceRef, ...]:
    """Every source once, in order."""
    return tuple({(one.url, one.at): one for group in groups for one in group}.values())
