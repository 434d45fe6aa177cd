from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "registration"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Course registration")

    def ready(self) -> None:
        from curriculum.signals import sections_edited
        from fees.signals import balances_changed, reasons_changed

        from .charging import receivers
        from .tasks import ask_for_section_changes

        sections_edited.connect(ask_for_section_changes)
        reasons_changed.connect(receivers.charge_after_reasons, dispatch_uid="charge_after_reasons")
        balances_changed.connect(receivers.settle, dispatch_uid="settle_after_balance")
