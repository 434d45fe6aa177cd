"""Users and their sessions."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..permissions import EVERY, SUPERUSER, Reach, needs_second_factor, reach_of, sees_app


class User(AbstractUser):
    language = models.CharField(
        _("language"), max_length=2, default="tr", choices=(("tr", "Türkçe"), ("en", "English"))
    )
    language_chosen = models.BooleanField(default=False, editable=False)  # else the browser says in which one pages are
    phone = models.CharField(_("mobile phone"), max_length=20, blank=True)
    password_changed_at = models.DateTimeField(_("password changed at"), null=True, blank=True, editable=False)
    feed_number = models.PositiveIntegerField(
        default=0, editable=False
    )  # of the calendar feed's address; 0: there is none
    must_choose_password = models.BooleanField(_("has to choose a password"), default=False, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")
        verbose_name_plural = _("users")

    # Whether the session gave a second factor; None where there is no session, as in a command. Set by sessions.py.
    second_factor_given: bool | None = None

    @cached_property
    def roles(self) -> list[tuple[str, int | None]]:
        """The roles held now, each a kind and a department; read once a request."""
        from .staff import Role

        held = Role.objects.filter(staff__user=self).values_list("kind", "department_id")
        return [role for role in held if self._counts(role[0])]

    @property
    def is_almighty(self) -> bool:
        """A superuser, by a session that is good enough for one."""
        return self.is_superuser and self._counts(SUPERUSER)

    def _counts(self, role: str) -> bool:
        """A role that needs a second factor is nobody's in a session without one, such as one older than the role."""
        return self.second_factor_given is not False or not needs_second_factor(role)

    @cached_property
    def unread_notices(self) -> int:
        """At most 100; comes with the session (sessions.py)."""
        return self.notices.filter(read_at=None)[:100].count()

    @property
    def feed_secret(self) -> str:
        """What stands in the address of the user's calendar feed; empty while there is none."""
        from ..feeds import secret_of

        return secret_of(self)

    def reach(self, permission: str) -> Reach:
        """Whose rows a permission such as "curriculum.change_section" covers; see permissions.py."""
        if not self.is_active:
            return Reach()
        return EVERY if self.is_almighty else reach_of(self.roles, permission)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """By role, not by group. Of one row's unit only reach() knows, so for a row only the whole university counts."""
        reach = self.reach(perm)
        return bool(reach) if obj is None else reach.everywhere

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and (self.is_almighty or sees_app(self.roles, app_label))


class TemporaryPassword(models.Model):
    """A password of a few minutes that lets its owner choose a real one, once (OMU-27, S9). Only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="temporary_passwords", verbose_name=_("user"))
    hash = models.CharField(max_length=128)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    made_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("temporary password")
        verbose_name_plural = _("temporary passwords")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user.username} {self.expires_at:%d.%m.%Y %H:%M}"


class AccountEvent(models.Model):
    """What happened to an account: sign-ins, right and wrong, new passwords, resets; who, when, from where.

    Append-only, and never a password, an identity number or what was typed as a user code: people type either there by
    mistake. The ids have no constraint, so that a person can be erased.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        REFUSED = "refused", _("wrong password")
        EXPIRED = "expired", _("temporary password too late")
        CODE_REFUSED = "code_refused", _("wrong code")
        THROTTLED = "throttled", _("slowed down")
        SIGNED_OUT = "signed_out", _("signed out")
        TEMPORARY = "temporary", _("temporary password made")
        CHANGED = "changed", _("password chosen")
        RESET = "reset", _("password reset")
        SECOND_FACTOR = "second_factor", _("second factor set up")
        FACTOR_REMOVED = "factor_removed", _("second factor removed")
        ACTIVATION_REFUSED = "activation_refused", _("first password refused")
        CLOSED = "closed", _("account closed")
        LOOKED = "looked", _("account looked at")
        VIEW_BEGUN = "view_begun", _("view as the student begun")
        VIEW_ENDED = "view_ended", _("view as the student ended")

    # of the account; empty where no account has the user code that was typed
    user = models.ForeignKey(
        User,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="events",
        db_constraint=False,
        verbose_name=_("user"),
    )
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    # empty where it was the owner, or nobody knows who
    actor = models.ForeignKey(
        User, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False, verbose_name=_("who")
    )
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    at = models.DateTimeField(_("when"))
    note = models.CharField(_("why"), max_length=300, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("account event")
        verbose_name_plural = _("account events")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.at:%d.%m.%Y %H:%M}"


class Session(AbstractBaseSession):
    """A session that knows whose it is; see sessions.py."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    objects = BaseSessionManager()

    @classmethod
    def get_session_store_class(cls):
        from ..sessions import SessionStore

        return SessionStore
