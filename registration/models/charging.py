"""Who is to be charged anew (registration/charging/): written by triggers, whoever changes what a fee depends on."""

from __future__ import annotations

from django.db import models

from people.models import Student


class ToCharge(models.Model):
    """A student whose fee may have changed since the account was last charged; without one, everybody's may have.

    `due_at` is when what is owed changes by itself, as when an excuse can be petitioned for no longer; empty is at once. No
    constraint checks the student: a row comes with every import of students, and one that names nobody is passed over.
    """

    student = models.ForeignKey(Student, models.CASCADE, null=True, related_name="+", db_constraint=False)
    due_at = models.DateTimeField(null=True)
