from __future__ import annotations

from django.urls import path

from poincon.messages import views

app_name = "messages"

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/reglages/", views.preferences, name="preferences"),
]
