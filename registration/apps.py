from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "registration"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Ders kaydı"

    def ready(self) -> None:
        from curriculum.signals import sections_edited

        from .tasks import ask_for_section_changes

        sections_edited.connect(ask_for_section_changes)
