"""What the categories of electives mean, in a sentence each (METU-62); which courses are of one, departments say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .models import Category

EXPLAINED = {
    Category.TECHNICAL: _("A technical course outside the must courses, from the list that the department keeps."),
    Category.NONTECHNICAL: _("A course outside the technical field, such as a language, art or a social science."),
    Category.DEPARTMENTAL: _("A course that the own department gives."),
    Category.NONDEPARTMENTAL: _("A course that another department gives."),
    Category.RESTRICTED: _("A course from the short list that the department names for this slot."),
    Category.ELECTIVE: _("A course that the department accepts as an elective."),
    Category.FREE: _("Any course that is not a must of the curriculum."),
    Category.UNIVERSITY: _("A course from the university's common pool of electives."),
}
