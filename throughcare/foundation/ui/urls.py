from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/figures.csv", views.styleguide_csv, name="styleguide_csv"),
]
