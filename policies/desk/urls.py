"""The desk's addresses inside the admin; Wagtail asks whoever comes to log in first."""

from django.urls import path

from policies.desk.evidence import EvidenceView, PolicyEvidenceView
from policies.desk.guide import GuideView
from policies.desk.imports.preview import TextView
from policies.desk.imports.uploads import bounded
from policies.desk.imports.views import RecordView, TextsView, UploadView
from policies.desk.mail.subscribers import SubscribersView
from policies.desk.reports import REPORTS
from policies.desk.versions.comparisons import ChooseView, CompareView, DraftView
from policies.desk.versions.operations import OPERATIONS, ReviewView, tail
from policies.desk.versions.views import OneVersionView, VersionsView
from policies.desk.writing.paste import paste

app_name = "policies_desk"

urlpatterns = [
    path("guide/", GuideView.as_view(), name="guide"),
    path("paste/", paste, name="paste"),
    path("subscribers/", SubscribersView.as_view(), name="subscribers"),
    path("<int:page_id>/versions/", VersionsView.as_view(), name="versions"),
    path("<int:page_id>/versions/<int:number>/", OneVersionView.as_view(), name="version"),
    *(
        path(f"<int:page_id>/versions/<int:number>/{tail(name)}", view.as_view(), name=name)
        for name, view in OPERATIONS.items()
    ),
    path("<int:page_id>/compare/", ChooseView.as_view(), name="choose"),
    path("<int:page_id>/compare/<int:old>/<int:new>/", CompareView.as_view(), name="compare"),
    path("<int:page_id>/compare/<int:old>/draft/", DraftView.as_view(), name="draft_from"),
    path("<int:page_id>/draft/", DraftView.as_view(), name="draft"),
    path("<int:page_id>/review/", ReviewView.as_view(), name="review"),
    path("<int:page_id>/import/", bounded(UploadView.as_view()), name="import"),
    path("<int:page_id>/import/<int:batch>/", bounded(TextsView.as_view()), name="import_texts"),
    path("<int:page_id>/import/<int:batch>/<int:text>/", TextView.as_view(), name="import_text"),
    path("<int:page_id>/import/<int:batch>/record/", RecordView.as_view(), name="import_record"),
    path("<int:page_id>/evidence/", PolicyEvidenceView.as_view(), name="evidence"),
    path("evidence/", EvidenceView.as_view(), name="evidence_of_all"),
    *(
        path(f"reports/{report.slug}/{end}", report.as_view(**options), name=report.name + suffix)
        for report in REPORTS
        for end, options, suffix in (
            ("", {}, ""),
            ("results/", {"results_only": True}, "_results"),
        )
    ),
]
