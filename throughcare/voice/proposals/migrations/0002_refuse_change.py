from django.db import migrations

from throughcare.foundation.record.triggers import AppendOnly, Refuse

ISSUED_SQLITE = """CREATE TRIGGER proposals_insightreport_issued_{verb} BEFORE {VERB} ON proposals_insightreport
WHEN OLD.state = 'issued' BEGIN SELECT RAISE(ABORT, 'an issued report does not change'); END"""
ISSUED_FUNCTION = """CREATE OR REPLACE FUNCTION proposals_issued_report() RETURNS trigger AS $$
BEGIN
  IF OLD.state = 'issued' THEN RAISE EXCEPTION 'an issued report does not change'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql"""
ISSUED_TRIGGER = """CREATE TRIGGER proposals_insightreport_issued BEFORE UPDATE OR DELETE ON proposals_insightreport
FOR EACH ROW EXECUTE FUNCTION proposals_issued_report()"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]
    operations = [
        AppendOnly("proposals_change"),
        AppendOnly("proposals_telling"),
        Refuse(
            "an issued report does not change",
            sqlite=[
                ISSUED_SQLITE.format(verb="update", VERB="UPDATE"),
                ISSUED_SQLITE.format(verb="delete", VERB="DELETE"),
            ],
            postgresql=[ISSUED_FUNCTION, ISSUED_TRIGGER],
            undo={
                "sqlite": [
                    "DROP TRIGGER IF EXISTS proposals_insightreport_issued_update",
                    "DROP TRIGGER IF EXISTS proposals_insightreport_issued_delete",
                ],
                "postgresql": [
                    "DROP TRIGGER IF EXISTS proposals_insightreport_issued ON proposals_insightreport",
                    "DROP FUNCTION IF EXISTS proposals_issued_report()",
                ],
            },
        ),
    ]
