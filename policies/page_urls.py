"""The addresses of policies that Wagtail's own pattern does not let through.

Include it where ``wagtail.urls`` is included, on the line before. It holds no address of another
kind: what is asked for is served by the view that serves the policy itself, with whatever the site
has wrapped round it, and what belongs to no policy is left to the lines that follow.
"""

from policies.dotted import beyond_wagtail

urlpatterns = [
    beyond_wagtail(r"versions\.json"),
    beyond_wagtail(r"versions/[0-9]+/document\.[a-z]+"),
    # Instants and anchors may hold signs that Wagtail's pattern does not know.
    beyond_wagtail(r"(?:as-of|clauses)/(?=[^/]*[^/\w\-])[^/\x00-\x1f]+/"),
]
