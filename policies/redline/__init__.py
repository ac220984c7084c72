"""Compare two documents the way a careful lawyer would mark them up.

    from policies.redline import compare
    redline = compare(old_html, new_html, language="en")

Everything here is pure: two strings in, plain data out; no database, no request, no clock.
"""

from policies.redline.clauses import Clause, Paragraph, clause_history
from policies.redline.edits import Kind
from policies.redline.facts import Fact
from policies.redline.redline import Redline, compare
from policies.redline.report import Block, Change, Counts, Section, Status
from policies.redline.restore import normal_form
from policies.redline.rows import Row
from policies.redline.signals import Signal

__all__ = [
    "Block",
    "Change",
    "Clause",
    "Counts",
    "Fact",
    "Kind",
    "Paragraph",
    "Redline",
    "Row",
    "Section",
    "Signal",
    "Status",
    "clause_history",
    "compare",
    "normal_form",
]
