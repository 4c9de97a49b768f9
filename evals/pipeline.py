"""llama-index's default pipeline over given passages, as somebody would build it who reads its first page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from llama_index.core import Document, MockEmbedding, StorageContext, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import QueryBundle
from llama_index.core.vector_stores import SimpleVectorStore, VectorStoreQuery, VectorStoreQueryResult
from numpy.typing import NDArray

from kb.encoder import Encoder

_CHUNKS = 3  # looked at for each passage wanted: several may be of one

Vector = NDArray[np.float32]


class _Store(SimpleVectorStore):
    """Its store in memory, which compares vector by vector in some half a second; here it is one product."""

    _matrix: Any = None

    def query(self, query: VectorStoreQuery, **_: Any) -> VectorStoreQueryResult:
        ids = list(self.data.embedding_dict)
        if self._matrix is None:
            self._matrix = np.array([self.data.embedding_dict[one] for one in ids], np.float32)
        scores = self._matrix @ np.array(query.query_embedding, np.float32)
        best = np.argsort(-scores, kind="stable")[: query.similarity_top_k]
        return VectorStoreQueryResult(similarities=[float(scores[n]) for n in best], ids=[ids[n] for n in best])


def retriever(
    texts: Mapping[str, str], vectors: Mapping[str, Vector], encoder: Encoder
) -> Callable[[str, Vector, int], list[str]]:
    """A question, its vector and k → the ids of the k passages whose chunks are nearest.

    `vectors` are those of whole passages; the chunks of one that is cut are encoded.
    """
    chunks = SentenceSplitter().get_nodes_from_documents([Document(text=text, id_=one) for one, text in texts.items()])
    parts = Counter(one.ref_doc_id for one in chunks)
    cut = [one for one in chunks if parts[one.ref_doc_id] > 1]
    for one, vector in zip(cut, encoder.encode([one.get_content() for one in cut]), strict=True):
        one.embedding = vector.tolist()
    for one in chunks:
        one.embedding = one.embedding or vectors[str(one.ref_doc_id)].tolist()
    storage = StorageContext.from_defaults(vector_store=_Store())
    index = VectorStoreIndex(chunks, storage_context=storage, embed_model=MockEmbedding(encoder.dimension))

    def found(question: str, vector: Vector, k: int) -> list[str]:
        nearest = index.as_retriever(similarity_top_k=_CHUNKS * k)
        nodes = nearest.retrieve(QueryBundle(question, embedding=vector.tolist()))
        return list(dict.fromkeys(str(one.node.ref_doc_id) for one in nodes))[:k]

    return found
