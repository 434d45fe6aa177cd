"""portal_now(), and the trigger that raises the revision when the catalogue's tables change."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
WATCHED = (
    "curriculum_term",
    "curriculum_faculty",
    "curriculum_department",
    "curriculum_programme",
    "curriculum_grade",
    "curriculum_course",
    "curriculum_prerequisite",
    "curriculum_corequisite",
    "curriculum_courseequivalence",
    "curriculum_coursecategory",
    "curriculum_curriculum",
    "curriculum_curriculumitem",
    "curriculum_section",
    "curriculum_meeting",
    "curriculum_sectioncriterion",
    "curriculum_announcement",
)


class Migration(migrations.Migration):
    dependencies = [("curriculum", "0001_initial")]
    operations = [
        migrations.RunSQL((SQL / "clock.sql").read_text(), "DROP FUNCTION portal_now()"),
        migrations.RunSQL((SQL / "revision.sql").read_text(), migrations.RunSQL.noop),
        # what is written by every add must not be watched: capacity and seats taken are read with the student's facts
        migrations.RunSQL(
            "SELECT portal_watch('curriculum_seatcounter', 'INSERT OR DELETE OR UPDATE OF section_id, criterion_id')",
            migrations.RunSQL.noop,
        ),
        *(migrations.RunSQL(f"SELECT portal_watch('{table}')", migrations.RunSQL.noop) for table in WATCHED),
    ]
