from django.urls import path

from throughcare.foundation.jobs import views

urlpatterns = [path("record/work", views.regular_work, name="regular_work")]
