"""English."""

from __future__ import annotations

from policies.redline.languages.table import Language

_MODALS = "may might must shall should will would can could ought"
_NEGATIONS = (
    "not no never none nor neither nothing nobody nowhere without unless except only solely cannot "
    "can't won't don't doesn't didn't isn't aren't wasn't weren't shouldn't wouldn't couldn't "
    "mustn't haven't hasn't hadn't"
)

LANGUAGE = Language(
    modals=frozenset(_MODALS.split()),
    negations=frozenset(_NEGATIONS.split()),
    vocabulary={
        "sale": ("sell", "sold", "sale", "monetis", "monetiz"),
        "sharing": ("share", "sharing", "disclos"),
        "transfer": ("transfer", "cross-border", "third countr"),
        "retention": ("retain", "retention", "store", "storage", "erase", "erasure", "delet"),
        "biometrics": ("biometric", "fingerprint", "faceprint", "voiceprint", "facial"),
        "health": ("health", "medical", "genetic"),
        "location": ("location", "geoloc", "gps"),
        "children": ("child", "minor", "parental", "guardian"),
        "consent": ("consent", "opt-in", "opt-out", "opt in", "opt out", "withdraw", "permission"),
        "purposes": ("purpose", "legitimate interest", "legal basis"),
        "profiling": ("profil", "automated decision", "train", "machine learning", "algorithm"),
        "advertising": ("advertis", "marketing", "targeted", "personalis", "personaliz"),
        "tracking": ("track", "cookie", "beacon", "pixel"),
        "rights": ("right to", "object to", "complain", "portability", "rectif"),
        "disputes": ("arbitrat", "class action", "jurisdiction", "governing law", "liab", "waive"),
        "payment": ("fees", "a fee", "charge", "refund", "price", "renew"),
        "breach": ("breach", "incident"),
        "encryption": ("encrypt", "anonymi", "pseudonymi", "de-identif", "aggregat"),
    },
    recipients={
        "third parties": ("third part", "third-part"),
        "affiliates": ("affiliate", "subsidiar", "parent company", "group compan"),
        "service providers": (
            "service provider",
            "processor",
            "subprocessor",
            "vendor",
            "supplier",
        ),
        "partners": ("partner", "advertiser", "sponsor", "data broker"),
        "authorities": ("law enforcement", "authorit", "government", "regulator", "court"),
        "successors": ("successor", "acquir", "merger"),
    },
    months=(
        "january|february|march|april|may|june|july|august|september|october|november|december"
        "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    ),
    numerals=(
        "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
        "|sixteen|eighteen|twenty|thirty|forty-five|forty|fifty|sixty|seventy|eighty|ninety"
        "|hundred"
    ),
    periods=(
        "(?:(?:business|working|calendar|consecutive) )?"
        "(?:seconds?|minutes?|hours?|days?|weeks?|fortnights?|months?|quarters?|years?)"
    ),
    percent="per ?cent|percentage points?",
    money="dollars?|euros?|pounds?|cents?|francs?|yen",
    scale="thousand|million|billion|trillion|bn|m|k",
    streets=(
        r"\d{1,5}\w?(?: (?!and\b|or\b|of\b)[a-z]\w{0,40}\.?){1,4} "
        r"(?:street|avenue|ave|road|rd|boulevard|blvd|lane|square|drive|quay|parkway|pkwy)\b\.?"
        r"|p\.? ?o\.? box \d+"
    ),
)
