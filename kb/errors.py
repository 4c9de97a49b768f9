"""What can go wrong, told so that a person can act: what, where, and the next command.

KbError
├── CorpusError     a record of corpus/ breaks its contract
├── IndexUnusable   the index is missing, foreign or damaged
├── ModelError      the embedding model is absent or is not the one we trust
├── QuestionError   a question that cannot be read
└── InputError      a file, address or option that cannot be used
    ├── Refused     the same, told in English and Chinese
    └── UnknownKey  a key, code, name or number that the base does not hold
"""


class KbError(Exception):
    """Base of every error a door turns into exit 1 and one line."""


class CorpusError(KbError):
    """One or more records break the contract; `problems` holds a line for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(problems[0] if len(problems) == 1 else f"{len(problems)} problems, the first: {problems[0]}")


class IndexUnusable(KbError):
    """The index is missing, foreign or damaged; it can always be rebuilt."""


class ModelError(KbError):
    """The embedding model is absent, or its weights are not the ones we trust."""


class QuestionError(KbError):
    """A question that is empty or cannot be read."""


class InputError(KbError):
    """A file, address or option that cannot be used."""


class Refused(InputError):
    """Something that cannot be used, told in the reader's language too; as text it is English."""

    def __init__(self, en: str, zh: str) -> None:
        self.en, self.zh = en, zh
        super().__init__(en)


class UnknownKey(InputError):
    """A key, code, name or number that the base does not hold; the message names those near it."""
