"""A site with a home page, as the tests of several processes need it, too."""

from __future__ import annotations

from typing import Any


def home_page() -> Any:
    """The site's home page, also after a flush has emptied the database."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Collection, Locale, Page, Site

    if site := Site.objects.select_related("root_page").first():
        return site.root_page
    locale, _ = Locale.objects.get_or_create(language_code="en-gb")
    kind = ContentType.objects.get_for_model(Page)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.add_root(title="Root", slug="root", content_type=kind, locale=locale)
    page = root.add_child(title="Home", slug="home", content_type=kind, locale=locale)
    Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    Site.clear_site_root_paths_cache()
    return page
