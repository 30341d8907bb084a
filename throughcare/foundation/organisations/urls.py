from django.urls import path

from throughcare.foundation.organisations import views

urlpatterns = [
    path("", views.home, name="home"),
    path("people", views.people, name="people"),
    path("people/<int:person_id>", views.person, name="person"),
    path("people/<int:person_id>/roles/<int:membership_id>/end", views.end_role, name="end_role"),
]
