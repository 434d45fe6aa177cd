"""What a student owes in a term. The computation of the charge comes with tariffs; the sum still due is here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.models import Term
from people.models import Student


class FeeStanding(models.Model):
    """Charged and paid sums of one student in one term, in Turkish lira."""

    # found by student and term together, by the unique constraint's own index
    student = models.ForeignKey(
        Student, models.CASCADE, related_name="fee_standings", verbose_name=_("student"), db_index=False
    )
    term = models.ForeignKey(Term, models.PROTECT, verbose_name=_("term"), db_index=False)
    charged = models.DecimalField(_("charged"), max_digits=10, decimal_places=2, default=0)
    paid = models.DecimalField(_("paid"), max_digits=10, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("fee standing")
        verbose_name_plural = _("fee standings")
        constraints = [models.UniqueConstraint(fields=["student", "term"], name="fee_standing_once")]

    def __str__(self) -> str:
        return f"{self.student.number} {self.charged - self.paid}"
