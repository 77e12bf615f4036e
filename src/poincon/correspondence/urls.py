from __future__ import annotations

from django.urls import path

from poincon.correspondence.views import exchanging

app_name = "correspondence"

urlpatterns = [
    path("instruction/<uuid:pk>/messages/", exchanging.messages, name="messages"),
    path("instruction/<uuid:pk>/messages/<uuid:file>/", exchanging.message_file, name="message_file"),
    path("instruction/<uuid:pk>/notes/", exchanging.notes, name="notes"),
]
