"""Tessera's search as a retriever of llama-index, for those who build their own pipeline with it."""

from __future__ import annotations

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from kb.base import Kb
from kb.model import Found
from kb.retrieve import search


class TesseraRetriever(BaseRetriever):
    """The k best statements and passages for a question, best first: the same that answers rest on.

    A node's id is the record's or passage's; its metadata say title, publisher, address, place, tier and the day checked.
    Raises QuestionError for an empty question.
    """

    def __init__(self, kb: Kb, *, k: int = 10) -> None:
        super().__init__()
        self._kb, self._k = kb, k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_node(found) for found in search(query_bundle.query_str, self._kb, k=self._k)]


def _node(found: Found) -> NodeWithScore:
    one = found.evidence
    told = {
        "title": one.title,
        "publisher": one.publisher,
        "url": one.url,
        "at": one.at,
        "tier": one.tier,
        "checked": one.checked,
    }
    return NodeWithScore(node=TextNode(id_=one.id, text=one.text, metadata=told), score=found.score)
