from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "throughcare.foundation.jobs"
    label = "jobs"
    verbose_name = "Regular work"

    def ready(self) -> None:
        from throughcare.foundation.jobs.queries import owed as owed_by_work
        from throughcare.foundation.ports import owed

        owed.provides_owed(owed_by_work)
