"""What holds for every page: headers, nothing inline, its language, and the pages that say no."""

from __future__ import annotations

import pytest
from django.test import Client
from django.views.defaults import server_error

from tests.every_page import pages
from tests.visitor import Shown, Visitor, attributes, text_of
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
_DRAWN: dict[str, dict[str, Shown]] = {}  # by language: two hundred pages are drawn once, and read by every test here
BOTH = pytest.mark.parametrize("language", ["tr", "en"])
CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "manifest-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def every_page(world: World, language: str) -> dict[str, Shown]:
    if language not in _DRAWN:
        _DRAWN[language] = dict(pages(world, language))
    return _DRAWN[language]


@BOTH
def test_every_page_is_whole_and_in_its_language(world: World, language: str):
    seen = every_page(world, language)

    assert len(seen) == 201
    for name, shown in seen.items():
        assert (name, shown.root.name, attributes(shown.root)) == (name, "html", {"lang": language})
        assert [word for word in ("{%", "%}", "{{", "}}", "{#", "#}") if word in shown.html] == [], name
        assert len(shown.all("h1")) == 1, name
        assert len(shown.all("main", id="main")) == 1, name


@BOTH
def test_nothing_is_inline_on_any_page(world: World, language: str):
    for name, shown in every_page(world, language).items():
        scripts = [(attributes(script).get("src", ""), text_of(script)) for script in shown.all("script")]
        assert [script for script in scripts if not script[0].startswith("/static/") or script[1]] == [], name
        assert shown.all("style") == [], name
        inline = [
            attribute
            for element in shown.all()
            for attribute, value in element.attributes
            if attribute.startswith(("on", "hx-on", "style", "srcdoc")) or (value or "").startswith("javascript:")
        ]
        assert (name, inline) == (name, [])


@BOTH
def test_ids_are_used_once_and_labels_point_at_fields(world: World, language: str):
    for name, shown in every_page(world, language).items():
        ids = [has["id"] for element in shown.all() if "id" in (has := attributes(element))]
        assert (name, sorted(ids)) == (name, sorted(set(ids)))
        pointing = [attributes(label)["for"] for label in shown.all("label") if "for" in attributes(label)]
        pointing += [n for e in shown.all() for n in (attributes(e).get("aria-labelledby") or "").split()]
        assert (name, [target for target in pointing if target not in ids]) == (name, [])


def test_every_form_that_sends_has_a_token(world: World):
    for name, shown in every_page(world, "en").items():
        for form in shown.all("form", method="post"):
            assert "csrfmiddlewaretoken" in shown.fields(form), name


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sign-in/", 200),
        ("/healthz", 200),
        ("/registration/", 200),
        ("/registration/search/?q=ceng", 200),
        ("/", 302),
        ("/advising/", 403),
        ("/no/such/page/", 404),
        ("/registration/change/", 405),
        ("/admin/", 302),
    ],
)
def test_every_answer_has_the_same_headers(world: World, path: str, status: int):
    visitor = Visitor() if path == "/sign-in/" else Visitor(world.student().user)

    response = visitor.client.get(path)

    policy = response.headers["Content-Security-Policy"]
    assert (response.status_code, dict(rule.strip().split(" ", 1) for rule in policy.split(";"))) == (status, CSP)
    names = ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")
    assert [response.headers.get(name) for name in names] == ["nosniff", "DENY", "same-origin", "same-origin"]


@pytest.mark.parametrize("path", ["/registration/", "/registration/search/?q=ceng"])
def test_personal_pages_are_not_kept_by_any_cache(world: World, path: str):
    assert Visitor(world.student().user).client.get(path).headers["Cache-Control"] == "private, no-store"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world: World):
    client = Visitor().client
    client.post("/sign-in/", {"username": "danisman", "password": PASSWORD})
    client.get("/advising/")

    session, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert (bool(session["httponly"]), session["samesite"], token["samesite"]) == (True, "Lax", "Lax")


def test_htmx_evaluates_nothing_and_keeps_no_history(world: World):
    page = Visitor(world.student().user).get("/registration/")

    [config] = [has for meta in page.all("meta") if (has := attributes(meta)).get("name") == "htmx-config"]
    assert config["content"] == (
        '{"allowEval": false, "includeIndicatorStyles": false, "historyCacheSize": 0, "refreshOnHistoryMiss": true}'
    )


@pytest.mark.parametrize(
    ("header", "language"),
    [("tr-TR,tr;q=0.9", "tr"), ("en-US,en;q=0.9", "en"), ("de", "tr"), ("", "tr"), ("de,en;q=0.5", "en")],
)
def test_the_language_is_the_browsers_where_we_speak_it_and_turkish_else(db, header: str, language: str):
    shown = Shown(Client(headers={"accept-language": header}).get("/sign-in/"))

    assert attributes(shown.root)["lang"] == language


def test_the_language_is_changed_by_one_press_and_stays(world: World):
    visitor = Visitor(world.student().user, language="tr")
    page = visitor.get("/registration/")
    assert attributes(page.root)["lang"] == "tr"

    pressed = visitor.press(page, "English")
    assert pressed.leads_to == "/registration/"
    assert [attributes(visitor.get(path).root)["lang"] for path in ("/registration/", "/catalog/")] == ["en", "en"]


def test_the_language_of_an_answer_to_a_post_is_changed_on_the_first_page(world: World):
    visitor = Visitor(world.student().user)
    refused = visitor.post("/registration/change/", action="drop")

    assert (refused.status, visitor.press(refused, "Türkçe").leads_to) == (409, "/")


@BOTH
def test_pages_that_say_no_lead_back(world: World, language: str):
    u4 = world.student().user
    forbidden, missing = (Visitor(u4, language=language).get(path) for path in ("/advising/", "/no/such/page/"))
    old = Visitor(u4, language=language, enforce_csrf_checks=True).post("/registration/change/", action="drop")

    titles = {
        "tr": ["Hesabınıza açık değil", "Bulunamadı", "Bu sayfa eskimiş"],
        "en": ["Not for your account", "Not found", "This page was too old"],
    }
    assert [(shown.status, shown.text("h1")) for shown in (forbidden, missing, old)] == list(
        zip([403, 404, 403], titles[language], strict=True)
    )
    for shown in (forbidden, missing, old):
        assert attributes(shown.all("a", within=shown.one("main"))[0])["href"] == "/"


def test_the_page_of_a_fault_needs_nothing_that_may_be_broken(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = server_error(rf.get("/"))

    shown = Shown(response)
    assert (shown.status, shown.text("h1"), "Something went wrong" in shown.html) == (500, "Bir hata oluştu", True)
    assert shown.all("script") + shown.all("style") == []
    sheets = [attributes(link)["href"] for link in shown.all("link")]
    assert sheets == ["/static/portal/tokens.css", "/static/portal/portal.css"]  # served without the portal's own help


# where a fragment was asked for


@pytest.mark.parametrize(
    ("method", "path", "door"),
    [
        ("get", "/registration/", "/sign-in/?next=/registration/"),
        ("get", "/registration/search/?q=ceng", "/sign-in/?next=/registration/search/%3Fq%3Dceng"),
        ("post", "/registration/change/", "/sign-in/?next=/registration/%3Flapsed"),
    ],
)
def test_htmx_is_sent_to_sign_in_as_a_page_when_the_session_is_over(db, method: str, path: str, door: str):
    response = getattr(Visitor(htmx=True).client, method)(path)

    assert (response.status_code, response.headers["HX-Redirect"]) == (200, door)
    assert ("Location" in response.headers, response.content) == (False, b"")


def test_a_change_sent_after_the_session_is_over_leads_to_the_list_after_sign_in_which_says_so(db):
    sent = Visitor().post("/registration/change/", action="drop")
    assert sent.leads_to == "/sign-in/?next=/registration/%3Flapsed"


def test_htmx_reloads_the_page_where_the_answer_is_no_fragment(world: World):
    u4 = world.student().user
    refused = [
        Visitor(u4, htmx=True, enforce_csrf_checks=True).client.post("/registration/change/"),
        Visitor(world.advisor.user, htmx=True).client.get("/registration/"),
        Visitor(u4, htmx=True).client.get("/registration/change/"),
    ]

    assert [(r.status_code, r.headers.get("HX-Refresh")) for r in refused] == [
        (403, "true"),
        (403, "true"),
        (405, "true"),
    ]
    assert "HX-Refresh" not in Visitor(u4, htmx=True).client.get("/registration/").headers


@pytest.mark.parametrize(
    ("language", "term", "course", "department"),
    [
        ("tr", "2025-2026 Bahar", "Veri Yapıları", "Bilgisayar Mühendisliği"),
        ("en", "2025-2026 Spring", "Data Structures", "Computer Engineering"),
    ],
)
def test_names_are_shown_in_the_language_of_the_page(
    world: World, language: str, term: str, course: str, department: str
):
    world.x.name, world.x.name_en = "Veri Yapıları", "Data Structures"
    world.ceng.name_en = "Computer Engineering"
    world.x.save()
    world.ceng.save()
    world.must(world.x, 3)
    u4 = world.student()
    world.change(u4, add=[world.x2])
    student, advisor = Visitor(u4.user, language=language), Visitor(world.advisor.user, language=language)

    page, desk = student.get("/registration/"), advisor.get(f"/advising/{u4.id}/")
    found, catalogue = student.get("/registration/search/", q="5710213"), student.get("/catalog/CENG/")

    assert (term in page.html, term in desk.html, term in advisor.get("/advising/").html) == (True, True, True)
    assert [course in shown.html for shown in (page, desk, found, catalogue)] == [True] * 4
    assert [department in shown.html for shown in (catalogue, student.get("/catalog/"))] == [True] * 2
