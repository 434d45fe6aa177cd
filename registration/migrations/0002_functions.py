"""The functions behind snapshot.py, seats.py, closing/ and charging/, the revision of windows and policy, the append-only ledger."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
WATCHED = (
    "registration_window",
    "registration_stageopening",
    "registration_policyprofile",
    "registration_policyrule",
)
LEDGER = (
    "registration_attempt",
    "registration_seatmove",
    "registration_transition",
    "registration_documentrequeststep",
    "people_accountevent",
    "fees_entry",
    "fees_claimstep",
    "fees_refundstep",
)


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0001_initial"),
        ("curriculum", "0002_clock_and_revision"),
        ("people", "0001_initial"),
        ("fees", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL((SQL / "facts.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "seats.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "closing.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "charging.sql").read_text(), migrations.RunSQL.noop),
        *(migrations.RunSQL(f"SELECT portal_watch('{table}')", migrations.RunSQL.noop) for table in WATCHED),
        *(migrations.RunSQL(f"SELECT portal_append_only('{table}')", migrations.RunSQL.noop) for table in LEDGER),
    ]
