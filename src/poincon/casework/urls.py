from __future__ import annotations

from django.urls import path

from poincon.casework.views import assigning, departing, queue

app_name = "casework"

urlpatterns = [
    path("region/", queue.queue, name="queue"),
    path("instruction/attribuer/", assigning.assign_many, name="assign_many"),
    path("instruction/charge/", assigning.load, name="load"),
    path("instruction/depart/", departing.departure, name="departure"),
    path("instruction/<uuid:pk>/attribuer/", assigning.assign_one, name="assign"),
]
