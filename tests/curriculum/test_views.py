"""The public catalogue."""

from __future__ import annotations

import pytest

from curriculum.models import CurriculumItem
from tests.visitor import Visitor, text_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.row("METU-08")
def test_the_curriculum_of_a_department_is_read_by_semester_without_sign_in(world: World):
    CurriculumItem.objects.filter(curriculum=world.curriculum).delete()
    world.must(world.x, 3)
    world.must(world.y, 5)
    CurriculumItem.objects.create(curriculum=world.curriculum, semester=5, order=1, category="NTE")

    page = Visitor().get("/catalog/CENG/")

    assert page.status == 200
    assert [text_of(h) for h in page.all("h3")] == ["Semester 3", "Semester 5"]
    assert [text_of(li) for li in page.all("li", page.one("div", class_="semesters"))] == [
        "CENG213 5710213 Ders CENG213 · 3",
        "CENG331 5710331 Ders CENG331 · 3",
        "Nontechnical elective",
    ]
