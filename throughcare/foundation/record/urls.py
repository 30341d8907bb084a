from django.urls import path

from throughcare.foundation.record import views

urlpatterns = [path("record", views.index, name="record")]
