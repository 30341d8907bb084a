"""What a version of a survey asks never changes once it was approved, whoever asks the database."""

from django.db import migrations

from throughcare.foundation.record.triggers import Refuse

FROZEN = "'approved', 'open', 'closed'"
SQLITE = [
    f"""
    CREATE TRIGGER survey_version_is_frozen BEFORE UPDATE ON feedback_surveyversion
    WHEN OLD.state IN ({FROZEN}) AND (NEW.content IS NOT OLD.content OR NEW.survey_id IS NOT OLD.survey_id
        OR NEW.compare_by IS NOT OLD.compare_by OR NEW.languages IS NOT OLD.languages)
    BEGIN SELECT RAISE(ABORT, 'what an approved survey asks never changes'); END
    """,
]
POSTGRES = [
    f"""
    CREATE OR REPLACE FUNCTION survey_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state IN ({FROZEN}) AND (NEW.content IS DISTINCT FROM OLD.content
            OR NEW.survey_id IS DISTINCT FROM OLD.survey_id OR NEW.compare_by IS DISTINCT FROM OLD.compare_by
            OR NEW.languages IS DISTINCT FROM OLD.languages) THEN
            RAISE EXCEPTION 'what an approved survey asks never changes';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER survey_version_is_frozen BEFORE UPDATE ON feedback_surveyversion
    FOR EACH ROW EXECUTE FUNCTION survey_version_is_frozen()
    """,
]
UNDO = {
    "sqlite": ["DROP TRIGGER IF EXISTS survey_version_is_frozen"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS survey_version_is_frozen ON feedback_surveyversion",
        "DROP FUNCTION IF EXISTS survey_version_is_frozen()",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("feedback", "0002_answers_and_activities")]

    operations = [Refuse("an approved survey is frozen", sqlite=SQLITE, postgresql=POSTGRES, undo=UNDO)]
