"""What the university offers: units, programmes, courses, curricula, terms, sections."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .naming import TwoNames
from .turkish import search_key, sort_key


class Level(models.TextChoices):
    ASSOCIATE = "associate", _("Associate degree")
    BACHELOR = "bachelor", _("Undergraduate")
    MASTER = "master", _("Master's with thesis")
    MASTER_NT = "master_nt", _("Master's without thesis")
    DOCTORATE = "doctorate", _("Doctorate")
    DOCTORATE_INTEGRATED = "doctorate_int", _("Doctorate after bachelor's")
    PREPARATORY = "prep", _("Preparatory")


class EducationType(models.TextChoices):
    DAY = "day", _("First education")
    EVENING = "evening", _("Evening education")
    DISTANCE = "distance", _("Distance education")


class Category(models.TextChoices):
    TECHNICAL = "TE", _("Technical elective")
    NONTECHNICAL = "NTE", _("Nontechnical elective")
    DEPARTMENTAL = "DE", _("Departmental elective")
    NONDEPARTMENTAL = "NDE", _("Nondepartmental elective")
    RESTRICTED = "RE", _("Restricted elective")
    ELECTIVE = "E", _("Elective")
    FREE = "FE", _("Free elective")


class SpecialRole(models.TextChoices):
    NONE = "", _("None")
    SEMINAR = "seminar", _("Seminar")
    TERM_PROJECT = "term_project", _("Term project")
    THESIS = "thesis", _("Thesis")
    THESIS_STUDIES = "thesis_studies", _("Thesis studies")
    ETHICS = "ethics", _("Research methods and ethics")


class Faculty(TwoNames, models.Model):
    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("faculty")
        verbose_name_plural = _("faculties")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Department(TwoNames, models.Model):
    code = models.CharField(_("numeric code"), max_length=3, unique=True)
    prefix = models.CharField(_("prefix"), max_length=10, blank=True, db_index=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    faculty = models.ForeignKey(Faculty, models.PROTECT, null=True, blank=True, verbose_name=_("faculty"))
    search_key = models.CharField(max_length=400, editable=False, default="")

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.code} {self.prefix} {self.name} {self.name_en}")
        super().save(*args, **kwargs)


class Programme(TwoNames, models.Model):
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"))
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, default=Level.BACHELOR)
    education_type = models.CharField(
        _("education type"), max_length=10, choices=EducationType.choices, default=EducationType.DAY
    )
    language = models.CharField(_("language"), max_length=2, default="tr")
    normal_semesters = models.PositiveSmallIntegerField(_("normal length in semesters"), default=8)
    campus = models.CharField(_("campus"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Grade(models.Model):
    """The grade scale; `rank` orders letters from the best (1) downwards."""

    letter = models.CharField(_("letter"), max_length=4, unique=True)
    points = models.DecimalField(_("points"), max_digits=4, decimal_places=2, null=True, blank=True)
    is_pass = models.BooleanField(_("passing"), default=True)
    rank = models.PositiveSmallIntegerField(_("rank, best first"), unique=True)

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.letter


class Course(TwoNames, models.Model):
    numeric_code = models.CharField(_("numeric code"), max_length=7, unique=True)
    code = models.CharField(_("code"), max_length=15, db_index=True)
    name = models.CharField(_("name"), max_length=250)
    name_en = models.CharField(_("English name"), max_length=250, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"))
    credit = models.DecimalField(_("credit"), max_digits=5, decimal_places=2, default=0)
    ects = models.DecimalField(_("ECTS"), max_digits=5, decimal_places=1, default=0)
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, default=Level.BACHELOR)
    special_role = models.CharField(
        _("special role"), max_length=15, choices=SpecialRole.choices, default=SpecialRole.NONE, blank=True
    )
    withdrawn = models.BooleanField(_("no longer in the catalogue"), default=False)
    search_key = models.CharField(max_length=600, editable=False, default="")

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["numeric_code"]

    def __str__(self) -> str:
        return f"{self.numeric_code} {self.code} {self.name}"

    def set_search_key(self) -> None:
        """Called by save() and, since bulk writes pass save() by, by the importers."""
        self.search_key = search_key(f"{self.numeric_code} {self.code} {self.name} {self.name_en}")

    def save(self, *args, **kwargs):
        self.set_search_key()
        super().save(*args, **kwargs)


class Prerequisite(models.Model):
    """One course of one set. Sets are alternatives; within a set every course is needed (METU-88, METU-89)."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="prerequisites", verbose_name=_("course"))
    set_no = models.PositiveSmallIntegerField(_("set"), default=1)
    required = models.ForeignKey(Course, models.PROTECT, related_name="required_by", verbose_name=_("needs"))
    min_grade = models.ForeignKey(
        Grade,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("at least"),
        help_text=_("Empty: any pass."),
    )

    class Meta:
        verbose_name = _("prerequisite")
        verbose_name_plural = _("prerequisites")
        ordering = ["course_id", "set_no", "required_id"]
        constraints = [models.UniqueConstraint(fields=["course", "set_no", "required"], name="prerequisite_once")]

    def __str__(self) -> str:
        return f"{self.set_no}: {self.required.code}"


class CourseCategory(models.Model):
    """As which kind of elective a department's students may take a course (METU-61)."""

    course = models.ForeignKey(Course, models.CASCADE, verbose_name=_("course"))
    department = models.ForeignKey(Department, models.CASCADE, verbose_name=_("department"))
    category = models.CharField(_("category"), max_length=3, choices=Category.choices)

    class Meta:
        verbose_name = _("course category")
        verbose_name_plural = _("course categories")
        constraints = [models.UniqueConstraint(fields=["course", "department", "category"], name="category_once")]

    def __str__(self) -> str:
        return f"{self.course.code} {self.category}"


class Curriculum(models.Model):
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="curricula", verbose_name=_("programme"))
    entry_year_from = models.PositiveSmallIntegerField(_("for entrants from"), default=1956)
    entry_year_to = models.PositiveSmallIntegerField(_("for entrants to"), null=True, blank=True)

    class Meta:
        verbose_name = _("curriculum")
        verbose_name_plural = _("curricula")
        constraints = [models.UniqueConstraint(fields=["programme", "entry_year_from"], name="curriculum_once")]

    def __str__(self) -> str:
        return f"{self.programme} {self.entry_year_from}–{self.entry_year_to or ''}"


class CurriculumItem(models.Model):
    """A must course, or an elective slot of a category, in a semester of a curriculum."""

    curriculum = models.ForeignKey(Curriculum, models.CASCADE, related_name="items", verbose_name=_("curriculum"))
    semester = models.PositiveSmallIntegerField(_("semester"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    course = models.ForeignKey(Course, models.PROTECT, null=True, blank=True, verbose_name=_("must course"))
    category = models.CharField(_("elective slot"), max_length=3, choices=Category.choices, blank=True)

    class Meta:
        verbose_name = _("curriculum item")
        verbose_name_plural = _("curriculum items")
        ordering = ["curriculum_id", "semester", "order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(course__isnull=False, category="") | (Q(course__isnull=True) & ~Q(category="")),
                name="item_is_must_or_slot",
                violation_error_message=_("Give either a must course or an elective slot."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.semester}: {self.course or self.category}"


class Term(TwoNames, models.Model):
    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    starts_on = models.DateField(_("classes start"), null=True, blank=True)
    ends_on = models.DateField(_("classes end"), null=True, blank=True)
    is_current = models.BooleanField(_("current term"), default=False)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["-code"]
        constraints = [
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="one_current_term")
        ]

    def __str__(self) -> str:
        return self.name


class Section(models.Model):
    course = models.ForeignKey(Course, models.PROTECT, related_name="sections", verbose_name=_("course"))
    term = models.ForeignKey(Term, models.PROTECT, related_name="sections", verbose_name=_("term"))
    number = models.PositiveSmallIntegerField(_("section"))
    instructors = models.CharField(_("instructors"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["course_id", "number"]
        constraints = [models.UniqueConstraint(fields=["term", "course", "number"], name="section_once")]

    def __str__(self) -> str:
        return f"{self.course.code}/{self.number}"


class Meeting(models.Model):
    class Weeks(models.TextChoices):
        ALL = "", _("every week")
        ODD = "odd", _("odd weeks")
        EVEN = "even", _("even weeks")

    WEEKDAYS = (
        (0, _("Monday")),
        (1, _("Tuesday")),
        (2, _("Wednesday")),
        (3, _("Thursday")),
        (4, _("Friday")),
        (5, _("Saturday")),
        (6, _("Sunday")),
    )

    section = models.ForeignKey(Section, models.CASCADE, related_name="meetings", verbose_name=_("section"))
    weekday = models.PositiveSmallIntegerField(_("day"), choices=WEEKDAYS)
    start = models.TimeField(_("start"))
    end = models.TimeField(_("end"))
    room = models.CharField(_("room"), max_length=60, blank=True)
    date_from = models.DateField(_("from"), null=True, blank=True)
    date_to = models.DateField(_("to"), null=True, blank=True)
    weeks = models.CharField(_("weeks"), max_length=4, choices=Weeks.choices, blank=True, default=Weeks.ALL)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["section_id", "weekday", "start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="meeting_ends_after_start",
                violation_error_message=_("A meeting ends after it starts."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.start:%H:%M}-{self.end:%H:%M}"


class SectionCriterion(models.Model):
    """Who may take a section: one row of the criteria screen; rows are alternatives (METU-58).

    An empty field admits everyone. The earlier grade is the one the student holds from the same course; a student who
    never took it has none, and fits only a row whose grade fields are empty.
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="criteria", verbose_name=_("section"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("department of the student")
    )
    surname_from = models.CharField(_("surname from"), max_length=20, blank=True)
    surname_to = models.CharField(_("surname to"), max_length=20, blank=True)
    cgpa_min = models.DecimalField(_("CGPA from"), max_digits=4, decimal_places=2, null=True, blank=True)
    cgpa_max = models.DecimalField(_("CGPA to"), max_digits=4, decimal_places=2, null=True, blank=True)
    year_min = models.PositiveSmallIntegerField(_("class from"), null=True, blank=True)
    year_max = models.PositiveSmallIntegerField(_("class to"), null=True, blank=True)
    grade_from = models.ForeignKey(
        Grade, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("earlier grade from (best)")
    )
    grade_to = models.ForeignKey(
        Grade, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("earlier grade to (worst)")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["section_id", "id"]

    def __str__(self) -> str:
        return f"{self.department or '*'} {self.surname_from}-{self.surname_to}"

    def clean(self) -> None:
        errors = {}
        if self.surname_from and self.surname_to and sort_key(self.surname_from) > sort_key(self.surname_to):
            errors["surname_to"] = _("The range ends before it starts in the Turkish alphabet.")
        if self.cgpa_min is not None and self.cgpa_max is not None and self.cgpa_min > self.cgpa_max:
            errors["cgpa_max"] = _("The upper bound is below the lower one.")
        if self.year_min is not None and self.year_max is not None and self.year_min > self.year_max:
            errors["year_max"] = _("The upper bound is below the lower one.")
        if self.grade_from and self.grade_to and self.grade_from.rank > self.grade_to.rank:
            errors["grade_to"] = _("Give the better grade first.")
        if errors:
            raise ValidationError(errors)


class SeatCounter(models.Model):
    """The seats of a section, or the quota of one of its criteria: the only place where a seat is counted.

    Moved by registration/seats.py alone. Staff forms change `capacity` and `open` by name and never save a row whole.
    """

    section = models.OneToOneField(Section, models.CASCADE, null=True, blank=True, related_name="seats")
    criterion = models.OneToOneField(SectionCriterion, models.CASCADE, null=True, blank=True, related_name="quota")
    capacity = models.PositiveIntegerField(_("capacity"))
    open = models.BooleanField(_("open"), default=True)
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    moves = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("seat counter")
        verbose_name_plural = _("seat counters")
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")),
                name="taken_within_capacity",
                violation_error_message=_(
                    "Capacity cannot be lowered below the seats taken; close the section instead."
                ),
            ),
            models.CheckConstraint(
                condition=Q(section__isnull=False, criterion__isnull=True)
                | Q(section__isnull=True, criterion__isnull=False),
                name="counter_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken}/{self.capacity}"
