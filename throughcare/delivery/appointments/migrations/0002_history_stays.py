"""History in the database: an appointment's terms never change, and what became of it is only ever added to."""

from django.db import migrations

from throughcare.foundation.record.triggers import AppendOnly, Refuse

TERMS = (
    "id referral_id group_id purpose worker_id starts_at minutes manner office first_line postcode interpreter "
    "replaces_id despite made_by_id made_at key"
).split()
CHANGED_SQLITE = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in TERMS)
CHANGED_POSTGRES = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in TERMS)
TABLE = "appointments_appointment"

SQLITE = [
    f"CREATE TRIGGER appointment_terms_stay BEFORE UPDATE ON {TABLE} "
    f"WHEN NEW.version <> OLD.version + 1 OR {CHANGED_SQLITE} "
    "BEGIN SELECT RAISE(ABORT, 'appointment_terms_stay: move it to another time instead'); END",
    f"CREATE TRIGGER appointment_no_delete BEFORE DELETE ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'appointments are never deleted'); END",
]
POSTGRES = [
    f"""
    CREATE FUNCTION appointment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'UPDATE' THEN
            RAISE EXCEPTION 'appointments are never deleted' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.version <> OLD.version + 1 OR {CHANGED_POSTGRES} THEN
            RAISE EXCEPTION 'appointment_terms_stay: move it to another time instead'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"CREATE TRIGGER appointment_guard BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION appointment_guard()",
    f"CREATE TRIGGER appointment_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION appointment_guard()",
]
UNDO = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in ("appointment_terms_stay", "appointment_no_delete")],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS appointment_guard ON {TABLE}",
        f"DROP TRIGGER IF EXISTS appointment_no_truncate ON {TABLE}",
        "DROP FUNCTION IF EXISTS appointment_guard()",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_initial")]

    operations = [
        AppendOnly("appointments_groupsession"),
        AppendOnly("appointments_facilitator"),
        AppendOnly("appointments_appointmentstatus"),
        AppendOnly("appointments_clinicalnote"),
        AppendOnly("appointments_sessionflag"),
        AppendOnly("appointments_flagseen"),
        Refuse("the terms of an appointment stay", sqlite=SQLITE, postgresql=POSTGRES, undo=UNDO),
    ]
