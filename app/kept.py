"""The latest answers, by their id, so that what is taken away is what was read, also where a model worded it."""

from __future__ import annotations

import threading
from collections import OrderedDict

from app.render import answer_id
from kb.model import Answer

MOST = 200  # answers; of older ones the question is asked anew


class Kept:
    """Answers in memory, the oldest forgotten first; for all visitors of one process."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, answer: Answer) -> str:
        """The id under which it is kept: only who was given the answer can know it."""
        one = answer_id(answer)
        with self._lock:
            self._answers[one] = answer
            self._answers.move_to_end(one)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return one

    def get(self, one: str) -> Answer | None:
        with self._lock:
            return self._answers.get(one)
