"""Users and their sessions."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..permissions import EVERY, Reach, reach_of, sees_app


class User(AbstractUser):
    language = models.CharField(
        _("language"), max_length=2, default="tr", choices=(("tr", "Türkçe"), ("en", "English"))
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")
        verbose_name_plural = _("users")

    @cached_property
    def roles(self) -> list[tuple[str, int | None]]:
        """The roles held now, each a kind and a department; read once a request."""
        from .staff import Role

        return list(Role.objects.filter(staff__user=self).values_list("kind", "department_id"))

    def reach(self, permission: str) -> Reach:
        """Whose rows a permission such as "curriculum.change_section" covers; see permissions.py."""
        if not self.is_active:
            return Reach()
        return EVERY if self.is_superuser else reach_of(self.roles, permission)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """By role, not by group. Of one row's unit only reach() knows, so for a row only the whole university counts."""
        reach = self.reach(perm)
        return bool(reach) if obj is None else reach.everywhere

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and (self.is_superuser or sees_app(self.roles, app_label))


class Session(AbstractBaseSession):
    """A session that knows whose it is; see sessions.py."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    objects = BaseSessionManager()

    @classmethod
    def get_session_store_class(cls):
        from ..sessions import SessionStore

        return SessionStore
