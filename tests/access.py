"""Who may reach what: every URL of the portal by method and role. tests/test_access.py walks it; an unlisted URL fails.

The cast: U4 is the student whose records are at stake, of CENG; A1 is U4's advisor and teaches U4's section X/2.
"""

from __future__ import annotations

ROLES = (
    "anonymous",
    "student",  # U4
    "another student",
    "advisor",  # A1
    "another's advisor",
    "secretary",  # of CENG
    "another unit's",  # the secretary of EE
    "registrar",
    "superuser",
)
OUTSIDERS, STAFF = ROLES[:5], ROLES[5:]  # who has no business in the admin, and who has

# What a role gets, in the order of ROLES: a status, or "in" for the way to sign-in and back.
PORTAL = """
GET  /healthz                            200 200 200 200 200 200 200 200 200
GET  /                                   in  302 302 302 302 302 302 302 302
GET  /sign-in/                           200 302 302 302 302 302 302 302 302
POST /sign-in/                           200 302 302 302 302 302 302 302 302
GET  /sign-out/                          405 405 405 405 405 405 405 405 405
POST /sign-out/                          302 302 302 302 302 302 302 302 302
GET  /i18n/setlang/                      302 302 302 302 302 302 302 302 302
POST /i18n/setlang/                      302 302 302 302 302 302 302 302 302
GET  /catalog/                           200 200 200 200 200 200 200 200 200
POST /catalog/                           405 405 405 405 405 405 405 405 405
GET  /catalog/CENG/                      200 200 200 200 200 200 200 200 200
GET  /catalog/XYZ/                       404 404 404 404 404 404 404 404 404
POST /catalog/CENG/                      405 405 405 405 405 405 405 405 405
GET  /help/contacts/                     200 200 200 200 200 200 200 200 200
POST /help/contacts/                     405 405 405 405 405 405 405 405 405
GET  /guide/                             200 200 200 200 200 200 200 200 200
GET  /guide/2026/                        200 200 200 200 200 200 200 200 200
GET  /guide/1999/                        404 404 404 404 404 404 404 404 404
POST /guide/                             405 405 405 405 405 405 405 405 405
POST /guide/2026/                        405 405 405 405 405 405 405 405 405
GET  /rules/                             200 200 200 200 200 200 200 200 200
GET  /rules/CENG/                        200 200 200 200 200 200 200 200 200
GET  /rules/XYZ/                         404 404 404 404 404 404 404 404 404
POST /rules/CENG/                        405 405 405 405 405 405 405 405 405
GET  /term/                              in  200 200 403 403 403 403 403 403
POST /term/                              405 405 405 405 405 405 405 405 405
GET  /term/send/                         405 405 405 405 405 405 405 405 405
POST /term/send/                         in  302 409 403 403 403 403 403 403
POST /term/take_back/                    in  409 409 403 403 403 403 403 403
POST /term/finalise/                     in  409 409 403 403 403 403 403 403
POST /term/explode/                      in  404 404 403 403 403 403 403 403
GET  /registration/                      in  200 200 403 403 403 403 403 403
GET  /registration/?attempt={attempt}    in  200 200 403 403 403 403 403 403
POST /registration/                      405 405 405 405 405 405 405 405 405
GET  /registration/search/?q=ceng        in  200 200 403 403 403 403 403 403
POST /registration/search/               405 405 405 405 405 405 405 405 405
GET  /registration/change/               405 405 405 405 405 405 405 405 405
POST /registration/change/               in  302 302 403 403 403 403 403 403
GET  /registration/courses/              in  200 200 200 200 200 200 200 200
GET  /registration/courses/?q=571        in  200 200 200 200 200 200 200 200
GET  /registration/courses/5710213/      in  200 200 200 200 200 200 200 200
GET  /registration/courses/5719999/      in  404 404 404 404 404 404 404 404
POST /registration/courses/              405 405 405 405 405 405 405 405 405
GET  /registration/categories/?q=ceng    in  200 200 403 403 403 403 403 403
POST /registration/categories/           405 405 405 405 405 405 405 405 405
GET  /registration/degree/               in  200 200 403 403 403 403 403 403
POST /registration/degree/               405 405 405 405 405 405 405 405 405
GET  /registration/degree/count/         405 405 405 405 405 405 405 405 405
POST /registration/degree/count/         in  302 404 403 403 403 403 403 403
GET  /registration/open/                 in  200 200 403 403 403 403 403 403
POST /registration/open/                 405 405 405 405 405 405 405 405 405
GET  /registration/timetable/            in  200 200 403 403 403 403 403 403
GET  /registration/timetable/?year=2     in  200 200 403 403 403 403 403 403
POST /registration/timetable/            405 405 405 405 405 405 405 405 405
GET  /registration/print/                in  409 409 403 403 403 403 403 403
POST /registration/print/                405 405 405 405 405 405 405 405 405
GET  /advising/                          in  403 403 200 200 200 200 200 403
POST /advising/                          405 405 405 405 405 405 405 405 405
GET  /advising/{u4}/                     in  403 403 200 403 403 403 403 403
POST /advising/{u4}/                     405 405 405 405 405 405 405 405 405
GET  /advising/{u4}/degree/              in  403 403 200 403 403 403 403 403
POST /advising/{u4}/degree/              405 405 405 405 405 405 405 405 405
GET  /advising/{u4}/degree/count/        405 405 405 405 405 405 405 405 405
POST /advising/{u4}/degree/count/        in  403 403 302 403 403 403 403 403
GET  /advising/{u4}/approve/             405 405 405 405 405 405 405 405 405
POST /advising/{u4}/approve/             in  403 403 302 403 403 403 403 403
POST /advising/{u4}/return/              in  403 403 302 403 403 403 403 403
POST /advising/{u4}/remove_approval/     in  403 403 409 403 403 403 403 403
POST /advising/{u4}/explode/             in  403 403 404 403 403 403 403 403
GET  /grades/                            in  403 403 200 200 200 200 200 200
POST /grades/                            405 405 405 405 405 405 405 405 405
GET  /grades/{x2}/                       in  403 403 200 403 403 403 200 200
POST /grades/{x2}/                       in  403 403 302 403 403 403 302 302
GET  /grades/{x2}/pass-grade/            405 405 405 405 405 405 405 405 405
POST /grades/{x2}/pass-grade/            in  403 403 302 403 403 403 302 302
"""

# The admin, model by model: (l)ist, (a)dd, (s)ee a row of CENG and its history, (c)hange it, (d)elete it.
#                               secretary   another unit's   registrar, superuser
ADMIN = {
    "admin_logentry": ("-", "-", "ls"),
    "curriculum_announcement": ("lascd", "la", "lascd"),
    "curriculum_course": ("ls", "l", "lascd"),
    "curriculum_curriculum": ("ls", "l", "lascd"),
    "curriculum_department": ("ls", "ls", "lascd"),
    "curriculum_faculty": ("ls", "ls", "lascd"),
    "curriculum_grade": ("ls", "ls", "lascd"),
    "curriculum_guidepage": ("-", "-", "lascd"),
    "curriculum_programme": ("ls", "l", "lascd"),
    "curriculum_section": ("lascd", "la", "lascd"),
    "curriculum_supportcontact": ("-", "-", "lascd"),
    "curriculum_term": ("ls", "ls", "lascd"),
    "fees_feestanding": ("-", "-", "lascd"),
    "people_jobrun": ("ls", "l", "ls"),
    "people_staff": ("-", "-", "lascd"),
    "people_student": ("ls", "l", "lascd"),
    "people_studentprogramme": ("ls", "l", "lsc"),
    "people_user": ("-", "-", "lasc"),
    "registration_attempt": ("-", "-", "ls"),
    "registration_enrolment": ("ls", "l", "ls"),
    "registration_policyprofile": ("-", "-", "lasc"),
    "registration_policyrule": ("-", "-", "las"),  # the row is in force
    "registration_seatmove": ("-", "-", "ls"),
    "registration_termregistration": ("ls", "l", "ls"),
    "registration_transition": ("-", "-", "ls"),
    "registration_unmet": ("ls", "l", "ls"),
    "registration_waiver": ("-", "-", "las"),
    "registration_window": ("ls", "ls", "lascd"),
}

# The admin's own pages, for STAFF.
ADMIN_PAGES = """
GET  /admin/                             200 200 200 200
GET  /admin/login/                       302 302 302 302
GET  /admin/logout/                      405 405 405 405
GET  /admin/password_change/             200 200 200 200
GET  /admin/password_change/done/        200 200 200 200
GET  /admin/jsi18n/                      200 200 200 200
GET  /admin/autocomplete/                403 403 403 403
GET  /admin/r/{type}/{u4}/               404 404 404 404
GET  /admin/curriculum/                  200 200 200 200
GET  /admin/people/                      200 200 200 200
GET  /admin/fees/                        404 404 200 200
GET  /admin/registration/                200 200 200 200
GET  /admin/admin/                       404 404 200 200
GET  /admin/criteria-check/              200 200 200 200
GET  /admin/criteria-check/?department=571 200 403 200 200
GET  /admin/criteria-check/?course=5710213 200 403 200 200
POST /admin/criteria-check/              405 405 405 405
GET  /admin/term-check/                  403 403 200 200
POST /admin/term-check/                  405 405 405 405
GET  /admin/no/such/page/                404 404 404 404
GET  /admin/registration/termregistration/for/{u4}/ 403 403 200 200
POST /admin/registration/termregistration/for/{u4}/ 403 403 200 200
GET  /admin/people/user/{user}/password/ 403 403 200 200
POST /admin/people/user/{user}/password/ 403 403 200 200
GET  /admin/import/                      403 403 200 200
POST /admin/import/                      403 403 200 200
GET  /admin/import/{batch}/              403 403 200 404
POST /admin/import/{batch}/              403 403 302 404
GET  /admin/import/template/students/    403 403 200 200
POST /admin/import/template/students/    405 405 405 405
GET  /admin/export/                      200 200 200 200
POST /admin/export/                      405 405 405 405
GET  /admin/export/final/                200 200 200 200
POST /admin/export/final/                405 405 405 405
GET  /admin/people/jobrun/shadow-run/    403 403 200 200
POST /admin/people/jobrun/shadow-run/    403 403 200 200
GET  /admin/people/jobrun/{job}/csv/     200 404 200 200
"""


def read(table: str, roles: tuple[str, ...]) -> list[tuple[str, str, dict[str, str]]]:
    """(method, path, outcome by role) of each line."""
    lines = [line.split() for line in table.strip().splitlines()]
    return [(method, path, dict(zip(roles, outcomes, strict=True))) for method, path, *outcomes in lines]
