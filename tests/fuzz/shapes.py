"""Texts made of a few small pieces, many times: one after another, inside one another, growing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MARKDOWN = [
    *("*", "**", "***", "_", "__", "`", "``", "~~", "[", "]", "(", ")", "](", "[a](", "![", "[^"),
    *("[a][", "[^1]", "\\", "\\*", "!", "|", "|a", "||", ":", "&", "&a", "&#1", "&amp;", "<", ">"),
    *("<b>", "</b>", "<a ", "<a href=x>", "</a>", "<div>", "</div>", "<table>", "<tr>", "<td>"),
    *("</table>", "<p>", "<li>", "<ul>", "<ol>", "</ul>", "<!--", "-->", "<h2>", "<sup>", "<br>"),
    *("<blockquote>", "<table><tr><td>", "<ul><li>", "<img alt=a>", "<td colspan=999 rowspan=999>"),
    *(
        "# ",
        "## a",
        "- ",
        "* ",
        "1. ",
        "9. ",
        "> ",
        "    ",
        "  ",
        "```",
        "~~~",
        "---",
        "===",
        "- a",
    ),
    *("|-|-|", "-|", "[^1]: ", "[^a]: b", "[a]: b", "[a]: /", "=", "+", "•", "(a) ", "1.1 "),
    *(" ", "\n", "\n\n", "\t", "a", "a ", "b.", "word ", "www.", "a@", "a@b.", "http://", "@", "."),
    *("x@y.example ", "http://a.example/( ", "é", "\x00", "\u2028", "ß", "30 days ", "May 2020 "),
    *(
        "<http://",
        "<a@b>",
        "]:",
        '"',
        "'",
        "{{",
        "{%",
        "}}",
        "\u0301\u0323",
        "updated ",
        "effective ",
        "\u200b",
    ),
]
PAGES = [
    *("<div>", "</div>", "<p>", "</p>", "<span>", "<b>", "</b>", "<i>", "<font>", "<a href=x>"),
    *("</a>", "<ul>", "<ol>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</td>", "</table>"),
    *("<td colspan=99 rowspan=999>", "<td rowspan=999>", "<table><tr><td>", "<ul><li>", "<br>"),
    *("<dl>", "<dt>", "<dd>", "<h1>", "<h2>", "</h2>", "<pre>", "<blockquote>", "<nav>", "<sup>"),
    *("</sup>", "<sub>", "<header>", "<main>", "<article>", "<section class=nav>", "<img alt=a>"),
    *("<!--", "-->", "<script>", "<style>", "<![if x]>", "<![endif", "<o:p>", "<x:y>", "<del>"),
    *("<p style='mso-list:l0 level9 lfo1'>", "<span style='mso-list:Ignore'>1.</span>", "<hr>"),
    *("<ol reversed>", "<li value=7>", "&nbsp;", "&amp;", "&#", "&", "<", ">", "<code>", "<a "),
    *(" ", "\n", "\t", "a", "word ", "1", "*", "_", "[", "](", "`", "|", "\\", "x@y.example "),
    *("updated ", "effective 1 May 2020 ", "<th>", "<caption>", "<thead>", "<details>", "<u>"),
]
WORD = [
    *("<w:p>", "</w:p>", "<w:p/>", "<w:r>", "</w:r>", "<w:r/>", "<w:t>", "</w:t>", "<w:t/>"),
    *("<w:p><w:r><w:t>a</w:t></w:r></w:p>", "<w:r><w:t>a</w:t></w:r>", "<w:r><w:t> </w:t></w:r>"),
    *("<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:tc><w:p/></w:tc>"),
    *("<w:tc><w:tcPr><w:gridSpan w:val='999'/></w:tcPr><w:p/></w:tc>", "<w:r><w:br/></w:r>"),
    *("<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>", "<w:r><w:tab/></w:r>"),
    *("<w:ins>", "</w:ins>", "<w:sdt>", "<w:sdtContent>", "</w:sdtContent>", "</w:sdt>"),
    *("<w:hyperlink>", "</w:hyperlink>", "<w:fldSimple>", "</w:fldSimple>", "<w:smartTag>"),
    *("</w:smartTag>", "<w:r><w:fldChar w:fldCharType='begin'/></w:r>", "<w:proofErr/>", " "),
    *("<w:r><w:rPr><w:b/></w:rPr><w:t>a</w:t></w:r>", "<w:bookmarkStart w:name='a'/>"),
    *("<w:r><w:rPr><w:vanish/></w:rPr><w:t>a</w:t></w:r>", "<w:r><w:sym w:char='F0'/></w:r>"),
    *("<w:p><w:pPr><w:numPr><w:ilvl w:val='8'/><w:numId w:val='1'/></w:numPr></w:pPr></w:p>",),
    *("<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>",),
]
PIECES = {"page": PAGES, "paste": PAGES, "word": WORD}
WAYS = ("repeated", "nested", "in turn", "growing", "under one")


@dataclass(frozen=True)
class Shape:
    """A way to make a text of any size of some pieces."""

    way: str
    pieces: tuple[str, ...]
    end: str = ""

    def text(self, size: int) -> str:
        """About ``size`` characters."""
        first, last = self.pieces[0], self.pieces[-1]
        whole = "".join(self.pieces) + self.end
        times = max(1, size // len(whole))
        match self.way:
            case "repeated":
                return whole * times
            case "nested":
                return (
                    whole * (times // 2)
                    + "a"
                    + "".join(
                        _closing(piece) + self.end for piece in reversed(self.pieces * (times // 2))
                    )
                )
            case "in turn":
                each = size // len(self.pieces)
                return self.end.join(piece * (each // len(piece)) for piece in self.pieces)
            case "growing":
                longest = int((2 * size / len(first)) ** 0.5)
                return "\n".join(first * n + last for n in range(longest))
            case _:  # a wide head over short rows
                wide = size // 3
                head = f"{first}a" * (wide // (len(first) + 1))
                rule = "|-" * (wide // (len(first) + 1))
                return f"{head}\n{rule}\n" + f"{last}b\n" * (wide // (len(last) + 2))


def _closing(piece: str) -> str:
    """What ends a piece: the tags of its own, its bracket, or itself once more."""
    tags = [part.split(">")[0].split()[0] for part in piece.split("<")[1:] if part[:1].isalpha()]
    if tags and "</" not in piece:
        return "".join(f"</{tag.rstrip('/')}>" for tag in reversed(tags))
    return {"[": "]", "(": ")", "![": "](b)", "[a](": ")", "<": ">"}.get(piece, piece)


def plainly(pieces: Iterable[str]) -> list[Shape]:
    """Each piece by itself, in the plain ways; and with the few others that change its meaning."""
    found = []
    for piece in pieces:
        for end in ("", " ", "a", "a ", "\n", "\n\n", "a\n"):
            found.append(Shape("repeated", (piece,), end))
        found.append(Shape("nested", (piece,)))
        found.append(Shape("growing", (piece,)))
        found.append(Shape("under one", ("|", piece)))
    return found
