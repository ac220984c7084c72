"""The site's addresses with Wagtail's API v3 mounted, as its documentation shows."""

from django.urls import path
from wagtail.api.v3.urls import api

from policysite.urls import urlpatterns as of_site

urlpatterns = [path("api/v3/", api.urls), *of_site]
