"""The reports: all versions, all notices, all corrections, reviews due, who approved what."""

from policies.desk.reports.approvals import ApprovalsReport
from policies.desk.reports.corrections import CorrectionsReport
from policies.desk.reports.notices import NoticesReport
from policies.desk.reports.reviews import ReviewsReport
from policies.desk.reports.versions import VersionsReport

REPORTS = [VersionsReport, NoticesReport, CorrectionsReport, ReviewsReport, ApprovalsReport]
