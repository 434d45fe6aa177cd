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
GET  /icon                               200 200 200 200 200 200 200 200 200
POST /icon                               405 405 405 405 405 405 405 405 405
GET  /favicon.ico                        200 200 200 200 200 200 200 200 200
POST /favicon.ico                        405 405 405 405 405 405 405 405 405
GET  /theme/                             405 405 405 405 405 405 405 405 405
POST /theme/                             302 302 302 302 302 302 302 302 302
GET  /design/                            200 200 200 200 200 200 200 200 200
POST /design/                            405 405 405 405 405 405 405 405 405
GET  /                                   in  302 302 302 302 302 302 302 302
GET  /sign-in/                           200 302 302 302 302 302 302 302 302
POST /sign-in/                           200 302 302 302 302 302 302 302 302
GET  /sign-in/code/                      in   in   in   in   in   in   in   in   in
POST /sign-in/code/                      in   in   in   in   in   in   in   in   in
GET  /sign-in/code/app.svg               404 404 404 404 404 404 404 404 404
GET  /first-password/                    200 200 200 200 200 200 200 200 200
POST /first-password/                    200 200 200 200 200 200 200 200 200
GET  /password/                          in  200 200 200 200 200 200 200 200
POST /password/                          in  200 200 200 200 200 200 200 200
GET  /password/choose/                   in  302 302 302 302 302 302 302 302
POST /password/choose/                   in  302 302 302 302 302 302 302 302
GET  /find/                              in  403 403 200 200 200 200 200 200
GET  /find/?q=deniz                      in  403 403 200 200 200 200 200 200
POST /find/                              405 405 405 405 405 405 405 405 405
GET  /accounts/?q=deniz                  in  403 403 403 403 200 200 200 200
POST /accounts/                          405 405 405 405 405 405 405 405 405
GET  /accounts/{user}/                   in  403 403 403 403 200 403 200 200
POST /accounts/{user}/                   405 405 405 405 405 405 405 405 405
GET  /accounts/{user}/look/              405 405 405 405 405 405 405 405 405
POST /accounts/{user}/look/              in  403 403 403 403 403 403 302 302
GET  /accounts/{user}/reset/             405 405 405 405 405 405 405 405 405
POST /accounts/{user}/reset/             in  403 403 403 403 302 403 302 302
POST /accounts/{user}/temporary/         in  403 403 403 403 403 403 200 200
GET  /viewing/                           in  302 302 302 302 302 302 302 302
POST /viewing/                           405 405 405 405 405 405 405 405 405
GET  /viewing/{u4}/                      in  403 403 403 403 403 403 200 200
POST /viewing/{u4}/                      in  403 403 403 403 403 403 302 302
GET  /viewing/end/                       405 405 405 405 405 405 405 405 405
POST /viewing/end/                       in  302 302 302 302 302 302 302 302
GET  /library/?q=deniz                   in  403 403 403 403 403 403 200 200
POST /library/                           405 405 405 405 405 405 405 405 405
GET  /library/{u4}/place/                405 405 405 405 405 405 405 405 405
POST /library/{u4}/place/                in  403 403 403 403 403 403 302 302
POST /library/{u4}/lift/                 in  403 403 403 403 403 403 302 302
GET  /e-ders/                            in  403 403 403 403 403 403 403 403
POST /e-ders/match/                      in  403 403 403 403 403 403 403 403
GET  /sign-in/openid/                    404 404 404 404 404 404 404 404 404
POST /sign-in/openid/                    405 405 405 405 405 405 405 405 405
GET  /sign-in/openid/callback/           404 404 404 404 404 404 404 404 404
POST /sign-in/openid/callback/           405 405 405 405 405 405 405 405 405
GET  /sign-out/                          405 405 405 405 405 405 405 405 405
POST /sign-out/                          302 302 302 302 302 302 302 302 302
GET  /i18n/setlang/                      302 302 302 302 302 302 302 302 302
POST /i18n/setlang/                      302 302 302 302 302 302 302 302 302
GET  /catalog/                           200 200 200 200 200 200 200 200 200
POST /catalog/                           405 405 405 405 405 405 405 405 405
GET  /catalog/CENG/                      200 200 200 200 200 200 200 200 200
GET  /catalog/XYZ/                       404 404 404 404 404 404 404 404 404
POST /catalog/CENG/                      405 405 405 405 405 405 405 405 405
GET  /catalog/CENG/5710213/              200 200 200 200 200 200 200 200 200
GET  /catalog/EE/5710213/                302 302 302 302 302 302 302 302 302
GET  /catalog/CENG/5719999/              404 404 404 404 404 404 404 404 404
POST /catalog/CENG/5710213/              405 405 405 405 405 405 405 405 405
GET  /notices/                           in  200 200 200 200 200 200 200 200
GET  /notices/?before=7                  in  200 200 200 200 200 200 200 200
POST /notices/                           405 405 405 405 405 405 405 405 405
GET  /notices/read/                      405 405 405 405 405 405 405 405 405
POST /notices/read/                      in  302 302 302 302 302 302 302 302
GET  /notices/{notice}/                  405 405 405 405 405 405 405 405 405
POST /notices/{notice}/                  in  302 404 404 404 404 404 404 404
GET  /inbox/                             404 404 404 404 404 404 404 404 404
POST /inbox/                             405 405 405 405 405 405 405 405 405
GET  /inbox/0a1b/                        404 404 404 404 404 404 404 404 404
POST /inbox/0a1b/                        405 405 405 405 405 405 405 405 405
GET  /help/                              200 200 200 200 200 200 200 200 200
POST /help/                              405 405 405 405 405 405 405 405 405
GET  /help/fees/                         200 200 200 200 200 200 200 200 200
GET  /help/nowhere/                      404 404 404 404 404 404 404 404 404
POST /help/fees/                         405 405 405 405 405 405 405 405 405
GET  /help/contacts/                     200 200 200 200 200 200 200 200 200
POST /help/contacts/                     405 405 405 405 405 405 405 405 405
GET  /calendar/                          200 200 200 200 200 200 200 200 200
POST /calendar/                          405 405 405 405 405 405 405 405 405
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
POST /term/take_back/                    in  302 409 403 403 403 403 403 403
POST /term/finalise/                     in  409 409 403 403 403 403 403 403
POST /term/explode/                      in  404 404 403 403 403 403 403 403
GET  /registration/                      in  200 200 403 403 403 403 403 403
GET  /registration/?attempt={attempt}    in  200 200 403 403 403 403 403 403
POST /registration/                      405 405 405 405 405 405 405 405 405
GET  /registration/happened/             in  200 200 403 403 403 403 403 403
GET  /registration/happened/?page=2      in  200 200 403 403 403 403 403 403
POST /registration/happened/             405 405 405 405 405 405 405 405 405
GET  /registration/search/?q=ceng        in  200 200 403 403 403 403 403 403
POST /registration/search/               405 405 405 405 405 405 405 405 405
GET  /registration/watch/                405 405 405 405 405 405 405 405 405
POST /registration/watch/                in  409 409 403 403 403 403 403 403
GET  /registration/change/               405 405 405 405 405 405 405 405 405
POST /registration/change/               in  302 302 403 403 403 403 403 403
GET  /registration/plan/                 in  200 200 403 403 403 403 403 403
POST /registration/plan/                 405 405 405 405 405 405 405 405 405
GET  /registration/plan/add/             405 405 405 405 405 405 405 405 405
POST /registration/plan/add/             in  409 409 403 403 403 403 403 403
GET  /registration/plan/remove/          405 405 405 405 405 405 405 405 405
POST /registration/plan/remove/          in  302 302 403 403 403 403 403 403
GET  /registration/plan/move/            405 405 405 405 405 405 405 405 405
POST /registration/plan/move/            in  302 302 403 403 403 403 403 403
GET  /registration/plan/start/           405 405 405 405 405 405 405 405 405
POST /registration/plan/start/           in  409 409 403 403 403 403 403 403
GET  /registration/plan/commit/          405 405 405 405 405 405 405 405 405
POST /registration/plan/commit/          in  409 409 403 403 403 403 403 403
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
GET  /registration/assistant/            in  200 200 403 403 403 403 403 403
GET  /registration/assistant/?course=5710213 in  200 200 403 403 403 403 403 403
POST /registration/assistant/            405 405 405 405 405 405 405 405 405
GET  /registration/assistant/take/       405 405 405 405 405 405 405 405 405
POST /registration/assistant/take/       in  409 409 403 403 403 403 403 403
GET  /feed/{feed}.ics                    200 200 200 200 200 200 200 200 200
GET  /feed/7-1.abc.ics                   404 404 404 404 404 404 404 404 404
POST /feed/{feed}.ics                    405 405 405 405 405 405 405 405 405
GET  /feed/new/                          405 405 405 405 405 405 405 405 405
POST /feed/new/                          in  302 302 302 302 302 302 302 403
GET  /registration/timetable/            in  200 200 403 403 403 403 403 403
GET  /registration/timetable/?year=2     in  200 200 403 403 403 403 403 403
POST /registration/timetable/            405 405 405 405 405 405 405 405 405
GET  /registration/print/                in  409 409 403 403 403 403 403 403
POST /registration/print/                405 405 405 405 405 405 405 405 405
GET  /registration/print/certificate/    405 405 405 405 405 405 405 405 405
POST /registration/print/certificate/    in  409 409 403 403 403 403 403 403
GET  /registration/week.ics              in  409 409 403 403 403 403 403 403
POST /registration/week.ics              405 405 405 405 405 405 405 405 405
GET  /verify/                            200 200 200 200 200 200 200 200 200
POST /verify/                            405 405 405 405 405 405 405 405 405
GET  /verify/{code}/                     200 200 200 200 200 200 200 200 200
GET  /verify/0/                          404 404 404 404 404 404 404 404 404
POST /verify/{code}/                     405 405 405 405 405 405 405 405 405
GET  /classes/week.ics                   in  403 403 409 409 409 409 409 403
POST /classes/week.ics                   405 405 405 405 405 405 405 405 405
GET  /classes/{x2}/                      in  403 403 200 403 200 403 200 200
POST /classes/{x2}/                      405 405 405 405 405 405 405 405 405
GET  /classes/{x2}/list.pdf              in  403 403 200 403 200 403 200 200
POST /classes/{x2}/list.pdf              405 405 405 405 405 405 405 405 405
GET  /classes/{x2}/list.xlsx             in  403 403 200 403 200 403 200 200
POST /classes/{x2}/list.xlsx             405 405 405 405 405 405 405 405 405
GET  /documents/                         in  200 200 403 403 403 403 403 403
POST /documents/                         405 405 405 405 405 405 405 405 405
GET  /documents/ask/                     405 405 405 405 405 405 405 405 405
POST /documents/ask/                     in  409 409 403 403 403 403 403 403
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
GET  /petitions/                         in  200 200 403 403 403 403 403 403
POST /petitions/                         405 405 405 405 405 405 405 405 405
GET  /petitions/new/excuse/              405 405 405 405 405 405 405 405 405
POST /petitions/new/excuse/              in  409 409 403 403 403 403 403 403
POST /petitions/new/leave/               in  302 302 403 403 403 403 403 403
POST /petitions/new/nonsense/            in  404 404 403 403 403 403 403 403
GET  /petitions/desk/                    in  403 403 403 403 403 403 200 200
POST /petitions/desk/                    405 405 405 405 405 405 405 405 405
GET  /petitions/desk/decide/             405 405 405 405 405 405 405 405 405
POST /petitions/desk/decide/             in  403 403 403 403 403 403 400 400
GET  /petitions/{petition}/              in  200 404 404 404 404 404 200 200
POST /petitions/{petition}/              405 405 405 405 405 405 405 405 405
GET  /petitions/{petition}/take_back/    405 405 405 405 405 405 405 405 405
POST /petitions/{petition}/take_back/    in  302 404 404 404 404 404 409 409
POST /petitions/{petition}/accept/       in  409 404 404 404 404 404 302 302
POST /petitions/{petition}/submit/       in  404 404 404 404 404 404 404 404
GET  /petitions/file/{file}/             in  200 404 404 404 404 404 200 200
POST /petitions/file/{file}/             405 405 405 405 405 405 405 405 405
POST /advising/{u4}/decline/             in  403 403 409 403 403 403 403 403
POST /advising/{u4}/message/             in  403 403 302 403 403 403 403 403
POST /advising/{u4}/read/                in  403 403 302 403 403 403 403 403
POST /advising/{u4}/contacted/           in  403 403 302 403 403 403 403 403
POST /advising/{u4}/task/                in  403 403 302 403 403 403 403 403
GET  /advising/approve/                  405 405 405 405 405 405 405 405 405
POST /advising/approve/                  in  403 403 200 200 200 200 200 403
GET  /advisor/                           in  200 200 403 403 403 403 403 403
POST /advisor/                           405 405 405 405 405 405 405 405 405
GET  /advisor/message/                   405 405 405 405 405 405 405 405 405
POST /advisor/message/                   in  302 302 403 403 403 403 403 403
POST /advisor/read/                      in  302 302 403 403 403 403 403 403
POST /advisor/remind/                    in  302 409 403 403 403 403 403 403
POST /advisor/removal/                   in  409 409 403 403 403 403 403 403
POST /advisor/removal-back/              in  409 409 403 403 403 403 403 403
POST /advisor/explode/                   in  404 404 403 403 403 403 403 403
GET  /grades/                            in  403 403 200 200 200 200 200 200
POST /grades/                            405 405 405 405 405 405 405 405 405
GET  /grades/{x2}/                       in  403 403 200 403 403 403 200 200
POST /grades/{x2}/                       in  403 403 302 403 403 403 302 302
GET  /grades/{x2}/pass-grade/            405 405 405 405 405 405 405 405 405
POST /grades/{x2}/pass-grade/            in  403 403 302 403 403 403 302 302"""

# The admin, model by model: (l)ist, (a)dd, (s)ee a row of CENG and its history, (c)hange it, (d)elete it.
#                               secretary   another unit's   registrar, superuser
ADMIN = {
    "admin_logentry": ("-", "-", "ls"),
    "advising_petition": ("-", "-", "ls"),
    "advising_petitionstep": ("-", "-", "ls"),
    "curriculum_announcement": ("lascd", "la", "lascd"),
    "curriculum_course": ("ls", "l", "lascd"),
    "curriculum_curriculum": ("ls", "l", "lascd"),
    "curriculum_department": ("ls", "ls", "lascd"),
    "curriculum_faculty": ("ls", "ls", "lascd"),
    "curriculum_grade": ("ls", "ls", "lascd"),
    "curriculum_guidepage": ("-", "-", "lascd"),
    "curriculum_helpentry": ("-", "-", "lascd"),
    "curriculum_helppage": ("-", "-", "lascd"),
    "curriculum_prerequisiteproposal": ("lasd", "la", "lascd"),
    "curriculum_programme": ("ls", "l", "lascd"),
    "curriculum_section": ("lascd", "la", "lascd"),
    "curriculum_supportcontact": ("-", "-", "lascd"),
    "curriculum_term": ("ls", "ls", "lascd"),
    "fees_bank": ("-", "-", "lasc"),
    "fees_claim": ("-", "-", "ls"),
    "fees_dayreport": ("-", "-", "ls"),
    "fees_entry": ("-", "-", "ls"),
    "fees_feestanding": ("-", "-", "ls"),
    "fees_ground": ("-", "-", "lascd"),
    "fees_payment": ("-", "-", "ls"),
    "fees_singlecourseexam": ("-", "-", "ls"),
    "fees_statement": ("-", "-", "ls"),
    "fees_tariff": ("-", "-", "lascd"),
    "fees_topten": ("-", "-", "las"),
    "people_departure": ("-", "-", "lasc"),
    "people_jobrun": ("ls", "l", "ls"),
    "people_staff": ("-", "-", "lascd"),
    "people_student": ("ls", "l", "lascd"),
    "people_studentprogramme": ("ls", "l", "lsc"),
    "people_substitution": ("lascd", "la", "lascd"),
    "people_user": ("-", "-", "lasc"),
    "registration_attempt": ("-", "-", "ls"),
    "registration_documentrequest": ("ls", "l", "ls"),
    "registration_enrolment": ("ls", "l", "ls"),
    "registration_issueddocument": ("-", "-", "ls"),
    "registration_policyprofile": ("-", "-", "lasc"),
    "registration_policyrule": ("-", "-", "las"),  # the row is in force
    "registration_sectionchange": ("ls", "l", "ls"),
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
GET  /admin/?since=term                  200 200 200 200
GET  /admin/?term=20252&since=week       200 200 200 200
GET  /admin/?term=19991                  404 404 404 404
GET  /admin/?since=ever                  404 404 404 404
POST /admin/                             405 405 405 405
GET  /admin/login/                       302 302 302 302
GET  /admin/logout/                      405 405 405 405
GET  /admin/password_change/             302 302 302 302
GET  /admin/password_change/done/        200 200 200 200
GET  /admin/jsi18n/                      200 200 200 200
GET  /admin/autocomplete/                403 403 403 403
GET  /admin/r/{type}/{u4}/               404 404 404 404
GET  /admin/advising/                    404 404 200 200
GET  /admin/curriculum/                  200 200 200 200
GET  /admin/people/                      200 200 200 200
GET  /admin/fees/                        404 404 200 200
GET  /admin/registration/                200 200 200 200
GET  /admin/admin/                       404 404 200 200
GET  /admin/criteria-check/              200 200 200 200
GET  /admin/criteria-check/?department=571 200 403 200 200
GET  /admin/criteria-check/?course=5710213 200 403 200 200
POST /admin/criteria-check/              405 405 405 405
GET  /admin/criteria/change/?course=5710213 200 403 200 200
POST /admin/criteria/change/?course=5710213 200 403 200 200
GET  /admin/criteria/copy/               200 200 200 200
POST /admin/criteria/copy/               200 200 200 200
GET  /admin/criteria/batch/{job}/        404 404 404 404
POST /admin/criteria/batch/{job}/        404 404 404 404
GET  /admin/term-check/                  403 403 200 200
POST /admin/term-check/                  405 405 405 405
GET  /admin/no/such/page/                404 404 404 404
GET  /admin/registration/termregistration/for/{u4}/ 403 403 200 200
POST /admin/registration/termregistration/for/{u4}/ 403 403 200 200
GET  /admin/registration/documentrequest/{request}/step/ 302 403 302 302
POST /admin/registration/documentrequest/{request}/step/ 302 403 302 302
GET  /admin/registration/documentrequest/{request}/paper/ 302 403 302 302
POST /admin/registration/documentrequest/{request}/paper/ 302 403 302 302
GET  /admin/registration/documentrequest/{request}/file/7/ 404 403 404 404
POST /admin/registration/documentrequest/{request}/file/7/ 404 403 404 404
GET  /admin/people/user/{user}/password/ 403 403 302 302
POST /admin/people/user/{user}/password/ 403 403 302 302
GET  /admin/import/                      200 200 200 200
POST /admin/import/                      200 200 200 200
GET  /admin/import/{batch}/              404 404 200 404
POST /admin/import/{batch}/              404 404 302 404
GET  /admin/import/template/students/    404 404 200 200
POST /admin/import/template/students/    405 405 405 405
GET  /admin/import/template/tariffs/     404 404 200 200
GET  /admin/fees/tariff/table/           403 403 200 200
POST /admin/fees/tariff/table/           405 405 405 405
GET  /admin/registration/window/calendar/ 200 200 200 200
GET  /admin/registration/window/calendar/?term=19991 404 404 404 404
GET  /admin/registration/window/steps/?id={window} 403 403 200 200
POST /admin/registration/window/steps/?id={window} 403 403 200 200
GET  /admin/import/template/windows/     404 404 200 200
GET  /admin/import/template/criteria/    200 200 200 200
GET  /admin/export/criteria/             200 200 200 200
GET  /admin/export/                      200 200 200 200
POST /admin/export/                      405 405 405 405
GET  /admin/export/final/                200 200 200 200
POST /admin/export/final/                405 405 405 405
GET  /admin/curriculum/helppage/preview/ 405 405 405 405
POST /admin/curriculum/helppage/preview/ 403 403 200 200
GET  /admin/fees/bank/{bank}/token/      403 403 200 200
POST /admin/fees/bank/{bank}/token/      403 403 200 200
GET  /admin/people/jobrun/closing/       403 403 200 200
POST /admin/people/jobrun/closing/       403 403 200 200
GET  /admin/people/jobrun/shadow-run/    403 403 200 200
POST /admin/people/jobrun/shadow-run/    403 403 200 200
GET  /admin/people/jobrun/{job}/csv/     200 404 200 200
"""


def read(table: str, roles: tuple[str, ...]) -> list[tuple[str, str, dict[str, str]]]:
    """(method, path, outcome by role) of each line."""
    lines = [line.split() for line in table.strip().splitlines()]
    return [(method, path, dict(zip(roles, outcomes, strict=True))) for method, path, *outcomes in lines]
