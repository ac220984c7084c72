"""Addresses of policies that Wagtail's own pattern does not let through, and the short way to all.

Include it at the root, before ``wagtail.urls``: the pages stay where the tree has them, every
restriction on a page holds for these addresses too, and pages of other kinds are served as ever.
"""

from django.urls import re_path

from policies.routing import serve

urlpatterns = [
    re_path(
        r"^((?:[\w\-]+/)*(?:versions\.json|versions/[0-9]+/document\.[a-z]+))\Z",
        serve,
        name="policies_dotted",
    ),
    re_path(r"^((?:[\w\-]+/)*(?:as-of|clauses)/[^/\x00-\x1f]+/)\Z", serve),
    re_path(r"^((?:[\w\-]+/)*)\Z", serve),
]
