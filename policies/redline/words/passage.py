"""A run of inline HTML as tokens, with the bold, the links and the other tags that wrap them."""

from __future__ import annotations

from dataclasses import dataclass, field

from policies.redline.tokens import TAG, TOKEN, VOID
from policies.redline.tree import squeeze

Stack = tuple[int, ...]

# Inline elements inside each other, beyond which a run is one piece that changes as a whole.
DEPTH = 60


@dataclass(slots=True)
class Passage:
    """A run of inline HTML as tokens.

    ``stacks[k]`` holds the indices into ``openings`` of the elements that wrap token k, outermost
    first; the list is empty when nothing is wrapped. ``breaks`` are the indices at which the
    wrapping changes. A tag that wraps nothing is itself a token.
    """

    tokens: list[str]
    stacks: list[Stack] = field(default_factory=list)
    openings: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)

    def stack(self, at: int) -> Stack:
        return self.stacks[at] if self.stacks else ()

    @property
    def keys(self) -> list[tuple[str, tuple[str, ...]]]:
        """Tokens together with what wraps them."""
        return [
            (token, tuple([self.openings[e] for e in self.stack(k)]))
            for k, token in enumerate(self.tokens)
        ]


def passage(raw: str, *, verbatim: bool = False) -> Passage:
    """Cut a run into tokens. White space counts as one space unless ``verbatim`` (in ``pre``)."""
    if "<" not in raw:
        return Passage(TOKEN.findall(raw if verbatim else squeeze(raw).strip(" ")))
    out = Passage([])
    open_: list[tuple[int, int]] = []  # index into openings, number of tokens before it
    stack: Stack = ()
    last = 0
    for match in TAG.finditer(raw):
        _extend(out, raw[last : match.start()], stack, verbatim)
        last = match.end()
        token = match[0]
        if match[1]:
            element, since = open_.pop()
            stack = stack[:-1]
            if since != len(out.tokens):
                continue
            token = out.openings[element] + token
        elif match[2] not in VOID:
            if len(open_) == DEPTH:
                return Passage([raw])
            out.openings.append(token)
            open_.append((len(out.openings) - 1, len(out.tokens)))
            stack = (*stack, len(out.openings) - 1)
            continue
        out.tokens.append(token)
        out.stacks.append(stack)
    _extend(out, raw[last:], stack, verbatim)
    if not verbatim:
        _trim(out)
    stacks = out.stacks
    if not any(stacks):
        stacks.clear()
    out.breaks = [k for k in range(1, len(stacks)) if stacks[k] != stacks[k - 1]]
    return out


def _extend(out: Passage, text: str, stack: Stack, verbatim: bool) -> None:
    if text:
        tokens = TOKEN.findall(text if verbatim else squeeze(text))
        out.tokens += tokens
        out.stacks += [stack] * len(tokens)


def _trim(out: Passage) -> None:
    """Leave out the white space that no browser shows: at the ends and beside a line break."""
    tokens, stacks = out.tokens, out.stacks
    spots = {0, len(tokens) - 1}
    for k, token in enumerate(tokens):
        if token[:3] == "<br":
            spots |= {k - 1, k + 1}
    gone = {k for k in spots if 0 <= k < len(tokens) and tokens[k] == " " and not stacks[k]}
    if gone:
        out.tokens = [token for k, token in enumerate(tokens) if k not in gone]
        out.stacks = [stack for k, stack in enumerate(stacks) if k not in gone]
