"""German."""

from __future__ import annotations

from policies.redline.languages.table import Language

_MODALS = (
    "darf darfst dürfen dürft dürfte dürften muss müssen müsst müsste müssten soll sollen sollst "
    "sollte sollten kann kannst können könnt könnte könnten verpflichtet berechtigt"
)
_NEGATIONS = (
    "nicht kein keine keinen keinem keiner keines nie niemals nichts niemand weder ohne nur außer "
    "ausschließlich lediglich sofern soweit keinesfalls ausgenommen"
)

LANGUAGE = Language(
    modals=frozenset(_MODALS.split()),
    negations=frozenset(_NEGATIONS.split()),
    vocabulary={
        "sale": ("verkauf", "verkäuf", "veräußer"),
        "sharing": (
            "weitergabe",
            "weitergeb",
            "weitergegeben",
            "offenleg",
            "offengelegt",
            "teilen",
        ),
        "transfer": ("übermittl", "übertrag", "drittl", "drittstaat"),
        "retention": ("speicher", "aufbewahr", "lösch", "gelöscht", "vorgehalten"),
        "biometrics": ("biometr", "fingerabdr", "gesichtserk", "stimmabdr"),
        "health": ("gesundheit", "medizin", "genetisch"),
        "location": ("standort", "ortung", "gps"),
        "children": ("kind", "minderjähr", "jugendlich", "erziehungsber", "sorgeberecht"),
        "consent": ("einwillig", "zustimm", "widerruf", "opt-in", "opt-out"),
        "purposes": ("zweck", "berechtigtes interesse", "berechtigte interesse", "rechtsgrundlage"),
        "profiling": ("profil", "automatisierte", "maschinell", "algorithm", "training"),
        "advertising": ("werb", "marketing", "personalis"),
        "tracking": ("tracking", "cookie", "nachverfolg", "zählpixel"),
        "rights": ("recht auf", "widerspr", "beschwer", "übertragbarkeit", "berichtig"),
        "disputes": ("schied", "gerichtsstand", "haft", "anwendbares recht", "verzicht"),
        "payment": ("gebühr", "entgelt", "erstatt", "preis", "verlänger"),
        "breach": ("datenpanne", "verletzung", "vorfall"),
        "encryption": ("verschlüssel", "anonym", "pseudonym", "aggregier"),
    },
    recipients={
        "third parties": ("dritte", "drittanbieter"),
        "affiliates": ("verbundene unternehmen", "tochterges", "konzern", "mutterges"),
        "service providers": ("dienstleist", "auftragsverarb", "unterauftrag", "lieferant"),
        "partners": ("partner", "werbetreib", "sponsor", "datenhändler"),
        "authorities": ("behörd", "strafverfolg", "gericht", "aufsicht"),
        "successors": ("rechtsnachfolg", "erwerber", "fusion"),
    },
    months=(
        "januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
    ),
    numerals=(
        "einem|einen|einer|eine|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf"
        "|vierzehn|fünfzehn|zwanzig|dreißig|vierzig|fünfzig|sechzig|neunzig|hundert"
    ),
    periods=(
        "(?:sekunden?|minuten?|stunden?|(?:werk|kalender|arbeits|bank)?tag(?:e[ns]?)?"
        "|wochen?|monat(?:e[ns]?)?|quartal(?:e[ns]?)?|jahr(?:e[ns]?)?)"
    ),
    percent="prozent(?:punkte)?",
    money="euro|cent|dollar|franken|pfund",
    scale="tausend|millionen|million|milliarden|milliarde|mio|mrd",
    streets=(
        r"[a-zäöüß]\w{0,40}(?:straße|strasse|str\.|weg|platz|allee|gasse|ufer|damm) \d{1,4}\w?"
        r"|postfach \d[\d ]{1,20}"
    ),
)
