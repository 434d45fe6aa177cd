"""The record of petitions is append-only, as the ledger is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("advising", "0001_initial"), ("registration", "0002_functions")]
    operations = [
        migrations.RunSQL("SELECT portal_append_only('advising_petitionstep')", migrations.RunSQL.noop),
    ]
