"""What the machines' doors offer, REST and MCP alike: the base's functions, their results as JSON values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.changed import changed
from app.metrics import Metrics
from app.readable import readable
from app.render import answer_json, found_json, sources_json
from app.watch import Watch
from kb.adoptions import look_up
from kb.answer import ask, told
from kb.base import Kb
from kb.covered import Covered, covered
from kb.errors import InputError, UnknownKey
from kb.history import Said, earlier_queries
from kb.law import separate_markets
from kb.model import Language
from kb.named import key_of, near, route_query, unknown
from kb.recorded import record_of
from kb.records import Equivalence
from kb.retrieve import search

_MONTH = dt.timedelta(days=30)


def open_service(kb: Kb) -> Service:
    """The functions over a base, each of whose answers is counted from now on, whoever has it made; those made for the watch
    list are not."""
    metrics = Metrics(kb)
    return Service(replace(kb, heard=metrics.answered), metrics, Watch(kb))


@dataclass(frozen=True)
class Service:
    """An open base and the figures kept of its use. Every function raises KbError where what it is given cannot be used."""

    kb: Kb
    metrics: Metrics
    watch: Watch

    def ask(
        self, question: str, *, one: str | None = None, lang: Language | None = None, as_of: dt.date | None = None,
        history: Iterable[Said] = (),
    ) -> dict[str, Any]:  # fmt: skip
        """One answer, as CONTRACTS.md section 3 has it."""
        earlier = earlier_queries(history, self.kb)
        answer = ask(readable(question), self.kb, earlier=earlier, as_of=as_of, language=lang)
        return answer_json(answer, one)

    def search(self, words: str, k: int, within: str = "") -> list[dict[str, Any]]:
        """What search finds, best first, as CONTRACTS.md section 4 has it."""
        return [found_json(one) for one in search(readable(words), self.kb, k=k, within=within)]

    def route(
        self, *, held: Sequence[str], markets: Sequence[str], made_in: Sequence[str] = (), products: Sequence[str] = (),
        bodies: Sequence[str] = (), standards: Sequence[str] = (), as_of: dt.date | None = None, lang: Language = "en",
    ) -> dict[str, Any]:  # fmt: skip
        """What is held, seen from each market: verdict, legal tier, keys, gaps, and the citations that their numbers name."""
        query = route_query(
            self.kb.library, held=held, markets=markets, made_in=made_in, products=products, bodies=bodies,
            standards=standards, as_of=as_of, today=dt.date.today(), language=lang,
        )  # fmt: skip
        answer = told(query, self.kb)
        answered = answer_json(answer)
        return {
            "as_of": answered["as_of"], "language": lang, "held": list(query.evidence), "made_in": list(query.origins),
            "products": list(query.products), "bodies": list(query.bodies), "standards": list(query.standards),
            **{name: answered[name] for name in ("status", "verdict", "tier", "markets", "citations", "answer")},
        }  # fmt: skip

    def coverage(self, exporter: str, market: str, *, sector: str = "", as_of: dt.date | None = None) -> dict[str, Any]:
        """The rows of agreements that carry results from one economy into another; none is no proof that there are none."""
        library, day = self.kb.library, as_of or dt.date.today()
        sides = key_of(library, "economies", exporter), key_of(library, "economies", market)
        key = key_of(library, "sectors", sector) if sector else ""
        rows = covered(library, *sides, day, sector=key)
        return {
            "from": sides[0], "to": sides[1], "sector": key or None, "as_of": day.isoformat(),
            "rows": [self._row(one) for one in rows],
        }  # fmt: skip

    def standard(self, number: str) -> dict[str, Any]:
        """The family of adoptions around the international standard that a number leads to."""
        looked = look_up(self.kb.library, readable(number))
        if not looked.families:
            raise UnknownKey(unknown("standard", number, looked.near))
        return {
            "number": looked.asked,
            "exact": looked.exact,
            "international": [family.centre for family in looked.families],
            "adoptions": [self._adoption(one) for family in looked.families for one in family.rows],
        }

    def record(self, kind: str, key: str) -> dict[str, Any]:
        """One record as its file has it, with its sources; of an id with "#", the row's words besides."""
        found = record_of(self.kb.library, readable(kind), readable(key))
        statement = self.kb.statements.get(found.statement)
        if found.row and statement is None:
            whole = found.statement.partition("#")[0]
            rows = [one for one in self.kb.statements if one.startswith(f"{whole}#")]
            raise UnknownKey(unknown("row", found.statement, near(found.row, rows)))
        return {
            "kind": found.kind,
            "key": found.key,
            "file": found.file,
            "statement": {"id": statement.id, "en": statement.told("en"), "zh": statement.told("zh")}
            if statement
            else None,
            "record": found.record.model_dump(mode="json"),
            "sources": sources_json(statement.sources if statement and found.row else found.sources, self.kb.library),
        }

    def changes(self, since: dt.date | None = None) -> dict[str, Any]:
        """What changed from a day on, by default in the last 30: as `tessera changes --json` prints it."""
        today = dt.date.today()
        first = since or today - _MONTH
        if first > today:
            raise InputError(f"since {first}: lies after today, {today}")
        return changed(self.kb, first, today).as_json()

    def health(self) -> dict[str, Any]:
        return {
            "status": "ok",
            "statements": len(self.kb.statements),
            "markets": len(separate_markets(self.kb.library, dt.date.today())),
            "passages": len(self.kb.index.shelf),
        }

    def _row(self, one: Covered) -> dict[str, Any]:
        row, agreement = one.row.model_dump(mode="json"), one.agreement
        kept = (
            "sectors", "products", "stages", "status", "status_date", "since", "until", "statement", "conditions", "exclusions",
        )  # fmt: skip
        return {
            "id": one.id,
            "agreement": agreement.key,
            "name": agreement.names.model_dump(),
            "kind": agreement.kind.value,
            "tier": agreement.tier.value,
            "exporters": list(one.row.exporters or agreement.parties),
            "markets": list(one.row.markets or agreement.parties),
            **{name: row[name] for name in kept},
            "sources": sources_json(one.row.sources, self.kb.library),
        }

    def _adoption(self, row: Equivalence) -> dict[str, Any]:
        return {
            **row.model_dump(mode="json", exclude={"sources"}),
            "id": f"equivalences/{row.key}",
            "sources": sources_json(row.sources, self.kb.library),
        }
