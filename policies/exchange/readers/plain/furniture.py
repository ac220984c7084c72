"""What stands round a policy where a web page was copied as text, and what its title says."""

from __future__ import annotations

import re

FURNITURE = re.compile(
    r"ok,? i accept|accept(?: all)?(?: cookies)?$|i agree$|reject all|cookie settings"
    r"|manage cookies|(?:this|our) (?:web ?)?site uses cookies\. by|by (?:using|continuing)"
    r"|(?:your )?(?:basket|cart) is empty|(?:not )?logged in|log ?in$|sign (?:in|up)$|register$"
    r"|my account$|skip to |menu$|home$|search$|powered by |back to top|share (?:this|on)"
    r"|print this|all rights reserved|©|\(c\) \d|subscribe$|follow us|alle akzeptieren"
    r"|einverstanden$|zum inhalt|startseite$|tout accepter|aller au contenu|accueil$",
    re.IGNORECASE,
)


POLICY = re.compile(
    r"polic|terms|notice|statement|agreement|conditions|privacy|cookie|datenschutz|agb\b|richtlin"
    r"|bedingungen|impressum|politique|confidentialité|mentions|conditions|aviso|condiciones"
    r"|informativa|termini|voorwaarden|privacyverklaring",
    re.IGNORECASE,
)
"""What the title of a policy says, in the languages that are read."""
