"""The JSON Schemas (2020-12) of what the archive answers to programs."""

from __future__ import annotations

from typing import Any

from policies.decisions.answers import Kind
from policies.decisions.grounds import Ground
from policies.timeline import State

Schema = dict[str, Any]


def _text(**more: Any) -> Schema:
    return {"type": "string", **more}


def _object(properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    """An object of exactly these members, all of them there but the optional ones."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


NUMBER = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
DIGEST = _text(pattern="^[0-9a-f]{64}$", description="SHA-256 in hexadecimal")
INSTANT = _text(format="date-time")
DATE = _text(format="date")
ZONE = _text(
    description="The time zone (IANA) in which its days are counted; null where it was recorded "
    "before zones were"
)
URL = _text(format="uri")
UUID = _text(format="uuid")
KIND = _text(enum=[str(kind) for kind in Kind.values])
INTERVAL = {
    "type": "array",
    "description": "From and until, the end not included; null: still open.",
    "prefixItems": [INSTANT, _or_null(INSTANT)],
    "minItems": 2,
    "maxItems": 2,
}
URLS = _object(dict.fromkeys(("archive", "versions", "feed", "timegate", "timemap"), URL))
MEMENTO = _object({"datetime": INSTANT, "uri": URL})

SCHEMAS: Schema = {
    "Version": _object(
        {
            "policy": UUID,
            "number": NUMBER,
            "title": _text(),
            "language": _text(description="BCP 47"),
            "kind": KIND,
            "summary": _text(),
            "published_at": INSTANT,
            "effective_date": DATE,
            "effective_zone": _or_null(ZONE),
            "takes_effect_at": INSTANT,
            "in_force": _or_null(ref("Interval")),
            "intervals": {
                **_list(ref("Interval")),
                "description": "More than one where it came back because its successor was "
                "withdrawn; in_force is the one that holds, else the next, else the last.",
            },
            "state": _text(enum=[str(state) for state in State]),
            "withdrawn": _or_null(
                _object({"at": INSTANT, "reason": _text(), "replaced_by": _or_null(NUMBER)})
            ),
            "redacted": _or_null(
                _object(
                    {
                        "at": INSTANT,
                        "ground": _text(enum=[str(ground) for ground in Ground.values]),
                        "reason": _text(),
                    }
                )
            ),
            "last_in_chain": {**DIGEST, "description": "Digest of the policy's newest version"},
            "digest": _object({"sha256": DIGEST, "previous": _or_null(DIGEST)}),
            "imported": {"type": "boolean"},
            "corrections": _list(
                _object(
                    {
                        "fact": _text(),
                        "before": _text(),
                        "after": _text(),
                        "reason": _text(),
                        "corrected_at": INSTANT,
                        "zone": _or_null(ZONE),
                    }
                )
            ),
            "urls": _object(dict.fromkeys(("read", "changes", "html", "md", "txt", "json"), URL)),
        }
    ),
    "Interval": INTERVAL,
    "Archive": _object(
        {
            "policy": UUID,
            "title": _text(),
            "language": _text(),
            "url": URL,
            "last_in_chain": DIGEST,
            "in_force": _or_null(NUMBER),
            "forthcoming": _list(NUMBER),
            "urls": URLS,
            "versions": _list(ref("Version")),
        }
    ),
    "Brief": _object(
        {
            "number": NUMBER,
            "kind": KIND,
            "summary": _text(),
            "published_at": INSTANT,
            "effective_date": DATE,
            "takes_effect_at": INSTANT,
            "sha256": DIGEST,
            "read": URL,
        }
    ),
    "Policies": _object(
        {
            "policies": _list(
                _object(
                    {
                        "policy": UUID,
                        "title": _text(),
                        "language": _text(),
                        "url": URL,
                        "versions": NUMBER,
                        "last_in_chain": DIGEST,
                        "in_force": _or_null(ref("Brief")),
                        "forthcoming": _list(ref("Brief")),
                        "urls": URLS,
                    }
                )
            )
        }
    ),
    "TimeMap": _object(
        {
            "original_uri": URL,
            "self": URL,
            "mementos": _object(
                {"list": _list(MEMENTO), "first": MEMENTO, "last": MEMENTO}, ("first", "last")
            ),
            "timemap_uri": _object({"link_format": URL, "json_format": URL}),
            "timegate_uri": URL,
        }
    ),
    "Record": {
        "type": "object",
        "description": "What was frozen when the version was published; the digest of a version "
        "is the SHA-256 of these bytes.",
        "required": ["format", "policy", "number", "published_at", "files", "previous"],
    },
    "Notices": _object(
        {
            "notices": _list(
                _object(
                    {
                        "policy": UUID,
                        "title": _text(),
                        "version": NUMBER,
                        "message": _text(),
                        "effective": DATE,
                        "state": _text(enum=[str(State.FORTHCOMING), str(State.IN_FORCE)]),
                        "read": URL,
                        "compare": URL,
                        "compare_from": _text(
                            description="An address in which {seen} stands for a version's number"
                        ),
                        "until": INSTANT,
                        "lang": _text(description="Where it is another than the answer's"),
                    },
                    ("lang",),
                )
            ),
            "labels": {"type": "object", "additionalProperties": _text()},
            "lang": _text(),
            "dir": _text(enum=["ltr", "rtl"]),
        },
        ("labels", "lang", "dir"),
    ),
}
