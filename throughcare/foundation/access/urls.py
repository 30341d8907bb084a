from django.urls import path

from throughcare.foundation.access import views

urlpatterns = [
    path("break-glass", views.openings, name="break_glass_openings"),
    path("break-glass/<int:break_glass_id>", views.review, name="break_glass_review"),
]
