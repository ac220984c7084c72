"""The addresses that belong to the site and not to one policy; mount them where you like."""

from django.urls import path, re_path

from policies.archive.formats.data import views as data
from policies.archive.formats.feeds import views as feeds
from policies.archive.formats.openapi import views as openapi
from policies.notice import views
from policies.subscribe import asking, deciding

app_name = "policies"

urlpatterns = [
    path("notice.json", views.notice_json, name="notice_json"),
    path("notice.js", views.notice_js, name="notice_js"),
    path("policies.json", data.policies_json, name="policies_json"),
    path("openapi.json", openapi.openapi_json, name="openapi_json"),
    path("feed/", feeds.site_feed, name="feed"),
    path("subscribe/", asking.subscribe, name="subscribe"),
    path("subscribe/sent/", asking.sent, name="subscribe_sent"),
    path("subscribe/confirm/<str:token>/", deciding.confirm, name="subscribe_confirm"),
    path("subscribe/leave/<str:token>/", deciding.leave, name="subscribe_leave"),
    path("notice-<int:number>.js", views.pinned_js, name="notice_pinned_js"),
    re_path(r"^notice-here-(?P<mark>\w{8})\.(?P<suffix>js|css)$", views.here, name="notice_here"),
]
