"""Whether a date in a text is the text's own, or that of a law or of an earlier version."""

from __future__ import annotations

import re

_NOUN = (
    r"(?:polic(?:y|ies)|notices?|statements?|terms|agreements?|conditions|versions?|guidelines"
    r"|\w*(?:erklärung|bedingungen|fassung|version|richtlinien?)"
    r"|politique|déclaration|chartes?|política|versión|condiciones|aviso|informativa|versione"
    r"|condizioni|termini|beleid|verklaring|versie|voorwaarden)(?!\w)"
)
_BEFORE = (
    r"(?:previous|prior(?! to\b)|earlier|former|old(?:er)?|superseded|preceding|archived"
    r"|frühere\w?|vorherige\w?|bisherige\w?|vorige\w?|alte[nrs]?"
    r"|précédente?s?|anciennes?|vorige|eerdere|oude)"
)
_AFTER = r"(?:précédente?s?|antérieure?s?|anterior(?:es)?|precedent[ei])"
_OWN = r"(?:this|these|our|diese\w?|unsere\w?|cette|ces|présente?s?|notre|esta|este|questa|deze)"
_EARLIER = (
    rf"(?<!\w)(?:{_BEFORE}\s+(?:(?!{_OWN}\b)[\w'’-]+\s+){{0,4}}{_NOUN}"
    rf"|{_NOUN}\s+(?:[\w'’-]+\s+){{0,4}}?{_AFTER}(?!\w))"
)
_LAW = (
    r"(?<!\w)(?:GDPR|CCPA|CPRA|DSGVO|DS-GVO|RGPD|AVG|DSA|DMA|LGPD|PIPEDA|nFADP"
    r"|(?:Act|Law|Regulations?|Directive|Shield|Framework|Ordinance|Brexit)"
    r"|\w*(?:[Gg]esetz(?:es)?|[Gg]rundverordnung|[Vv]erordnung)"
    r"|Règlement (?:général|européen)|[Ll]oi|Reglamento|[Ll]ey|Regolamento|[Ll]egge|[Ww]et"
    r"|Verordening)(?!\w)"
)
_SELF = re.compile(
    rf"(?<!\w)(?:{_OWN}|we|wir|nous|{_NOUN}|changes?|updates?|amendments?|revisions?"
    r"|änderungen|modifications?|cambios|modifiche|wijzigingen)(?!\w)",
    re.IGNORECASE,
)
_EARLIER_PATTERN = re.compile(_EARLIER, re.IGNORECASE)
_LAW_PATTERN = re.compile(_LAW)
_NEGATED = re.compile(
    r"(?:no longer|not|never|ceased? to be|nicht mehr|nicht|plus|pas|ya no|non|più|niet meer|niet)"
    r"(?: (?:be|yet|valid|in|è|é|está|sont|est))?\s*$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"(?:,|\b(?:and|und|et|y|e|en))\s+(?:is|are|will|shall|takes?|comes?|becomes?"
    r"|ist|sind|gilt|gelten|tritt|treten|est|entre|es|è)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r".*[.!?;](?=\s)", re.DOTALL)
_HEAD = re.compile(r"date|:", re.IGNORECASE)


def speaks_of_another(before: str, words: str, *, binding: bool) -> bool:
    """Tell whether a date is that of a law or of an earlier version, or of the end of one.

    ``before`` is what its paragraph says before ``words``, which are the date with its label;
    ``binding`` is whether the label says since when something binds. A label that begins like a
    line of its own (“Effective …”, “in force: …”) is no law's.
    """
    start = _SENTENCE.match(before)
    lead = before[start.end() if start else 0 :]
    if not binding:
        lead = lead.rpartition("(")[2]
    if binding and _NEGATED.search(lead):
        return True
    own = _end(_SELF, lead)
    other = _end(_EARLIER_PATTERN, lead)
    if binding and not (_HEAD.search(words) or words[0].isupper()):
        other = max(other, _end(_LAW_PATTERN, lead))
    if other < max(own, 1):
        return False
    first = _SELF.search(lead)
    return not (first and first.start() < other and _JOINED.search(lead, other))


def _end(pattern: re.Pattern[str], text: str) -> int:
    """Return where the last match ends; 0 where there is none."""
    return max((match.end() for match in pattern.finditer(text)), default=0)
