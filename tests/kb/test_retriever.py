"""llama-index finds by Tessera's search what Tessera finds."""

from __future__ import annotations

from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import get_response_synthesizer

from kb.base import Kb
from kb.retrieve import search
from kb.retriever import TesseraRetriever

QUESTION = "Does Saudi Arabia accept a CB certificate for LED lamps?"


def test_a_query_engine_of_llama_index_rests_on_the_same_evidence(kb: Kb) -> None:
    synthesizer = get_response_synthesizer(llm=MockLLM())
    answer = RetrieverQueryEngine(TesseraRetriever(kb, k=5), synthesizer).query(QUESTION)
    found = search(QUESTION, kb, k=5)
    assert [node.node.id_ for node in answer.source_nodes] == [one.evidence.id for one in found]
    first = answer.source_nodes[0]
    assert (first.score, first.node.metadata["url"]) == (found[0].score, found[0].evidence.url)
