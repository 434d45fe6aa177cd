from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdvisingConfig(AppConfig):
    name = "advising"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Advising")

    def ready(self) -> None:
        from registration import signals

        from . import overview, receivers

        overview.offer()
        signals.moved.connect(receivers.note_moved, dispatch_uid="desk_moved")
        signals.not_opened.connect(receivers.note_not_opened, dispatch_uid="desk_not_opened")
        signals.section_changed.connect(receivers.note_section_changed, dispatch_uid="desk_section_changed")
        signals.not_restored.connect(receivers.note_not_restored, dispatch_uid="desk_not_restored")
