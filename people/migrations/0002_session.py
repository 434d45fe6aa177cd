"""The function behind sessions.py."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RunSQL((SQL / "session.sql").read_text(), "DROP FUNCTION portal_session(text, timestamptz)"),
    ]
