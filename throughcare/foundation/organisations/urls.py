from django.urls import path

from throughcare.foundation.organisations import views

urlpatterns = [
    path("", views.home, name="home"),
    path("staff", views.people, name="people"),
    path("staff/<int:person_id>", views.person, name="person"),
    path("staff/<int:person_id>/roles/<int:membership_id>/end", views.end_role, name="end_role"),
]
