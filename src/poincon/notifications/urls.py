from __future__ import annotations

from django.urls import path

from poincon.notifications import views

app_name = "notifications"

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/reglages/", views.preferences, name="preferences"),
]
