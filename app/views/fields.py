"""Fields of the plain pages' forms: lists to choose one or several of, with what is chosen already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from html import escape

from app.views.words import ui
from kb.library import Library
from kb.model import Language
from kb.records import Text, Words

Names = Mapping[str, Text]


def one_of(name: str, label: str, options: str, *, none: str = "") -> str:
    """A list to choose one of; `options` is safe HTML, `none` the words for no choice."""
    empty = f'<option value="">{escape(none)}</option>' if none else ""
    return f'<label>{escape(label)}<select name="{name}">{empty}{options}</select></label>'


def some_of(
    name: str, label: str, names: Names, chosen: Collection[str], language: Language, words: Mapping[str, Words]
) -> str:
    """A box of names to tick, in alphabetical order, those ticked first. By `words` and either name the list can be narrowed."""
    ticks = "".join(
        f'<label class="tick" data-words="{escape(_all_words(key, names[key], words.get(key)))}"><input type="checkbox" name="{name}" value="{escape(key)}"{" checked" if key in chosen else ""}>'
        f"<span>{escape(told)}</span></label>"
        for told, key in sorted(_named(names, language), key=lambda one: (one[1] not in chosen, one[0].casefold()))
    )
    count = f' <span class="soft">({escape(ui("chosen_count", language).format(len(chosen)))})</span>' if chosen else ""
    narrow = escape(ui("narrow", language))
    return (
        f'<fieldset class="ticks" data-narrow><legend>{escape(label)}{count}</legend>'
        f'<input type="search" class="narrow" placeholder="{narrow}" aria-label="{narrow}">'
        f'<div class="box" tabindex="0" role="group" aria-label="{escape(label)}">{ticks}</div></fieldset>'
    )


def options(names: Names, chosen: str, language: Language) -> str:
    """Names in alphabetical order, the chosen one marked."""
    return "".join(_option(key, told, chosen) for told, key in sorted(_named(names, language)))


def grouped_places(library: Library, codes: Iterable[str], language: Language) -> dict[str, list[tuple[str, str]]]:
    """Economies by name under two headings: first those that rules or agreements are recorded of, then the others."""
    known = {*library.markets, *(code for one in library.agreements.values() for code in one.parties)}
    named = sorted((str(getattr(library.economies[code].names, language)), code) for code in codes)
    first, others = ([(code, name) for name, code in named if (code in known) is here] for here in (True, False))
    return {ui(word, language): told for word, told in (("recorded", first), ("unrecorded", others)) if told}


def place_options(library: Library, codes: Iterable[str], chosen: str, language: Language) -> str:
    """The same as the options of a list, the chosen one marked."""
    return "".join(
        f'<optgroup label="{escape(head)}">{"".join(_option(code, name, chosen) for code, name in places)}</optgroup>'
        for head, places in grouped_places(library, codes, language).items()
    )


def product_options(library: Library, chosen: str, language: Language) -> str:
    """Families, and the products of each under it."""
    kinds: dict[str, list[str]] = {}
    for key, product in library.products.items():
        if product.parent is not None:
            kinds.setdefault(product.parent, []).append(key)
    told = {key: str(getattr(one.names, language)) for key, one in library.products.items()}
    return "".join(
        f'<optgroup label="{escape(told[key])}">{_option(key, told[key], chosen)}'
        + "".join(_option(kind, told[kind], chosen) for kind in kinds.get(key, ()))
        + "</optgroup>"
        for key, product in library.products.items()
        if product.parent is None
    )


def markets(library: Library, besides: Iterable[str] = ()) -> dict[str, Text]:
    """The economies with rules on file, and those named besides."""
    codes = dict.fromkeys((*library.markets, *besides))
    return {code: library.economies[code].names for code in codes if code in library.economies}


def aliases(library: Library) -> dict[str, Words]:
    """The other words for each economy."""
    return {code: one.aliases for code, one in library.economies.items()}


def _all_words(key: str, names: Text, words: Words | None) -> str:
    others = (*words.en, *words.zh) if words else ()
    return " ".join((key, names.en, names.zh, *others)).casefold()


def _named(names: Names, language: Language) -> list[tuple[str, str]]:
    return [(str(getattr(text, language)), key) for key, text in names.items()]


def _option(key: str, told: str, chosen: str) -> str:
    return f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>{escape(told)}</option>'
