from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "throughcare.foundation.record"
    label = "record"
    verbose_name = "Record"
