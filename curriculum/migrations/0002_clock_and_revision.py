"""portal_now(), and the trigger that raises the revision of every term when the catalogue's tables change."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
WATCHED = (
    "curriculum_department",
    "curriculum_programme",
    "curriculum_grade",
    "curriculum_course",
    "curriculum_prerequisite",
    "curriculum_coursecategory",
    "curriculum_curriculum",
    "curriculum_curriculumitem",
    "curriculum_section",
    "curriculum_meeting",
    "curriculum_sectioncriterion",
)


class Migration(migrations.Migration):
    dependencies = [("curriculum", "0001_initial")]
    operations = [
        migrations.RunSQL((SQL / "clock.sql").read_text(), "DROP FUNCTION portal_now()"),
        migrations.RunSQL((SQL / "revision.sql").read_text(), migrations.RunSQL.noop),
        # the terms' own revision and the seats that are taken are no part of the catalogue
        migrations.RunSQL(
            "SELECT portal_watch('curriculum_term', 'DELETE OR UPDATE OF code, starts_on, ends_on, is_current')"
        ),
        migrations.RunSQL("SELECT portal_watch('curriculum_seatcounter', 'INSERT OR DELETE')"),
        *(migrations.RunSQL(f"SELECT portal_watch('{table}')", migrations.RunSQL.noop) for table in WATCHED),
    ]
