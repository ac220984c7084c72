"""Raised and lowered characters as Unicode has them: a note's mark after 30 makes no 301."""

from __future__ import annotations

from lxml.html import HtmlElement

_PLAIN = "0123456789+-−=()"
_RAISED = str.maketrans(
    _PLAIN + "abcdefghijklmnoprstuvwxyz",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾" + "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
)
_LOWERED = str.maketrans(
    _PLAIN + "aehijklmnoprstuvx",
    "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎" + "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ",
)
_DONE = "".join(map(chr, {*_RAISED.values(), *_LOWERED.values()}))
_BETWEEN = " ,.;*†‡§"
_MARKS = {"tm": "™", "sm": "℠", "o": "º"}
_ENDINGS = {"st", "nd", "rd", "th", "er", "ère", "re", "e", "ème", "de"}
_INLINE = {"a", "b", "em", "font", "i", "small", "span", "strong", "u", "sup", "sub"}


def raised_or_lowered(element: HtmlElement) -> None:
    """Write what a ``sup`` or ``sub`` holds so that it cannot be read as one with its neighbours.

    Characters that Unicode has raised or lowered become those; others are put in brackets where
    they touch a word. The ends of “1st” and “5ème” stay as they are, and so do marks in brackets.
    """
    words = element.text_content().strip()
    if words and (words[0].isalnum() or words[-1].isalnum()):
        _set_apart(element, words)


def _set_apart(element: HtmlElement, words: str) -> None:
    before, after = _before(element), _after(element)
    table = _RAISED if element.tag == "sup" else _LOWERED
    if element.tag == "sup" and words.lower() in _ENDINGS and before.isdigit():
        return
    if element.tag == "sup" and words.lower() in _MARKS and len(element) == 0:
        element.text = _MARKS[words.lower()]
    elif all(ord(sign) in table or sign in f"{_BETWEEN}{_DONE}" for sign in words):
        for part in element.iter():
            part.text = (part.text or "").translate(table)
            if part is not element:
                part.tail = (part.tail or "").translate(table)
    elif before.isalnum() or after.isalnum():
        element.text = f"({element.text or ''}"
        if len(element):
            element[-1].tail = f"{element[-1].tail or ''})"
        else:
            element.text += ")"


def _before(element: HtmlElement) -> str:
    """Return the character before an element in its line, if any."""
    for node in element.itersiblings(preceding=True):
        words = f"{node.text_content()}{node.tail or ''}"
        if words:
            return words[-1]
    parent = element.getparent()
    if parent is None or parent.text or parent.tag not in _INLINE:
        return (parent.text or "")[-1:] if parent is not None else ""
    return _before(parent)


def _after(element: HtmlElement) -> str:
    """Return the character after an element in its line, if any."""
    words: str = element.tail or ""
    for node in element.itersiblings():
        words = words or f"{node.text_content()}{node.tail or ''}"
        if words:
            break
    parent = element.getparent()
    if words or parent is None or parent.tag not in _INLINE:
        return words[:1]
    return _after(parent)
