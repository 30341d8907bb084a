from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "throughcare.foundation.access"
    label = "access"
    verbose_name = "Access"
