"""Addresses of sites that nobody here wrote: a closed one, and one with patterns of its own."""

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from wagtail import urls as wagtail_urls
from wagtail.views import serve


def said(request: HttpRequest, what: str = "") -> HttpResponse:
    return HttpResponse(f"the host's own {what}")


behind_a_log_in = login_required(serve, login_url="/_util/login/")
closed = [
    path("_util/login/", auth_views.LoginView.as_view(template_name="wagtailcore/login.html")),
    re_path(r"^((?:[\w\-]+/)*)$", behind_a_log_in, name="wagtail_serve"),
]
"""What ``login_required`` round an include comes to."""

named = [re_path(r"^(?P<path>(?:[\w\-]+/)*)$", serve, name="wagtail_serve")]

urlpatterns = [
    path("named/", include("policies.page_urls")),
    path("named/", include(named)),
    path("policies-api/", include("policies.urls")),
    path("pages/", include("policies.page_urls")),
    path("pages/", include(wagtail_urls)),
    path("closed/", include("policies.page_urls")),
    path("closed/", include(closed)),
    path("", include("policies.page_urls")),
    path("api/versions.json", said, {"what": "versions.json"}),
    path("blog/clauses/<str:what>/", csrf_exempt(said)),
    path("", include(wagtail_urls)),
]
