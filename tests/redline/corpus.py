"""Real version histories, read from a folder outside the repository."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path

import markdown
import nh3


@lru_cache(maxsize=64)
def render(text: str) -> str:
    """Markdown to cleaned HTML; front matter is left out."""
    if text.startswith("---\n") and "\n---\n" in text:
        text = text.split("\n---\n", 1)[1]
    attributes = {**nh3.ALLOWED_ATTRIBUTES, "*": {"id"}}
    html = markdown.markdown(text, extensions=["tables", "sane_lists", "toc"])
    return nh3.clean(html, attributes=attributes)


def histories(corpus: Path, work: Path) -> Iterator[tuple[str, list[str]]]:
    """Each document's name and its Markdown texts, oldest first. ``work`` takes a clone."""
    dated = sorted((corpus / "github-privacy-statement").glob("*.md"))
    yield "github-privacy-statement", [path.read_text() for path in dated]
    clone = work / "versions"
    if not clone.exists():
        bundle = str(corpus / "genai-eu-versions.bundle")
        subprocess.run(["git", "clone", "-q", bundle, str(clone)], check=True)
    for path in sorted(clone.glob("*/*.md")):
        name = path.relative_to(clone).as_posix()
        texts = list(_texts(clone, name))
        if len(texts) > 1:
            yield name, texts


def _texts(clone: Path, name: str) -> Iterator[str]:
    commits = _git(clone, "rev-list", "--reverse", "--topo-order", "HEAD", "--", name).split()
    for commit in commits:
        answer = subprocess.run(
            ["git", "-C", str(clone), "show", f"{commit}:{name}"], capture_output=True, check=False
        )
        if answer.returncode == 0:
            yield answer.stdout.decode()


def _git(clone: Path, *arguments: str) -> str:
    answer = subprocess.run(
        ["git", "-C", str(clone), *arguments], capture_output=True, check=True, text=True
    )
    return answer.stdout


def pairs(corpus: Path, work: Path, step: int = 1) -> Iterator[tuple[str, str, str]]:
    """Every ``step``-th of all pairs as they are written, as HTML."""
    for name, old, new in islice(_written(corpus, work), 0, None, step):
        yield name, render(old), render(new)


def _written(corpus: Path, work: Path) -> Iterator[tuple[str, str, str]]:
    """Every consecutive pair of every history, and its first against its last."""
    for name, texts in histories(corpus, work):
        for n, (old, new) in enumerate(pairwise(texts), 1):
            yield f"{name} {n}–{n + 1}", old, new
        if len(texts) > 2:
            yield f"{name} first–last", texts[0], texts[-1]
