"""What is to be said of the question itself, before it is answered: what could not be taken as it stands, and what is
asked back because it may mean several things."""

from __future__ import annotations

from kb.model import Ambiguity, Problem
from kb.records import Text
from kb.tell.draft import Draft

LANGUAGES: dict[str, str] = {
    "ar": "Arabic", "de": "German", "es": "Spanish", "fr": "French", "hi": "Hindi", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "th": "Thai", "tr": "Turkish", "vi": "Vietnamese",
}  # fmt: skip


def remarks(draft: Draft) -> None:
    """One sentence for each thing that could not be taken as it stands."""
    for problem in draft.query.problems:
        text = _said(problem)
        draft.note(text.en, text.zh)


def asked_back(draft: Draft) -> bool:
    """Asks which market is meant, where a name stands for several and no other was named; otherwise says what is left open."""
    query, library = draft.query, draft.kb.library
    open_ = [one for one in query.ambiguous if one.role in ("markets", "origins", "products")]
    for one in open_:
        named = getattr(library, "products" if one.role == "products" else "economies")
        readings = [draft.say(named[key].names) for key in one.readings if key in named]
        _ask(draft, one, readings)
    unsettled = [one for one in open_ if one.role == "markets"]
    goods = any(one.role == "products" for one in open_) and not query.products
    if not goods and (not unsettled or (query.markets and "markets" not in query.inherited)):
        return False
    draft.status, draft.reason = "abstained", "ambiguous"
    return True


def _ask(draft: Draft, one: Ambiguity, readings: list[str]) -> None:
    comma = draft.words(", ", "、")
    if one.role == "products":
        parents = {draft.kb.library.products[key].parent for key in one.readings}
        word = draft.name("products", parent) if (parent := next(iter(parents))) and len(parents) == 1 else one.word
        draft.note(
            f"“{word}” may be: {comma.join(readings)}; the rules differ.",
            f"“{word}”可能指：{comma.join(readings)}；要求各不相同。",
        )
        if not draft.query.products:
            draft.follow_ups += [draft.words(f"I mean {name}", f"我指的是{name}") for name in readings[:3]]
        return
    draft.note(
        f"**Which one?** · “{one.word}”: {comma.join(readings)}.",
        f"**请问是哪一个？** · “{one.word}”：{comma.join(readings)}。",
    )
    draft.follow_ups += [draft.words(f"I mean {name}", f"我指的是{name}") for name in readings[:3]]


def _said(problem: Problem) -> Text:
    words = problem.words
    match problem.kind:
        case "impossible_date":
            return Text(
                en=f"“{words}” is not a date of the calendar; this is answered for today.",
                zh=f"“{words}”不是有效日期，以下按今天回答。",
            )
        case "contradictory_roles":
            return Text(
                en=f"The question says two things of one role ({words}); please check what was understood.",
                zh=f"问题中有相互矛盾的说法（{words}），请核对系统的理解。",
            )
        case "too_many_markets":
            return Text(
                en=f"Only the first twelve markets are answered; left out: {words}.",
                zh=f"只回答前十二个市场，未回答：{words}。",
            )
        case "unknown_code":
            return Text(en=f"“{words}” is not a code known here.", zh=f"“{words}”不是本库认识的编号。")
        case "third_language":
            name = LANGUAGES.get(words, words)
            return Text(
                en=f"The question seems to be in {name}; Tessera answers in English and Chinese.",
                zh=f"问题似乎是{name}；Tessera以英文和中文回答。",
            )
