from __future__ import annotations

from django.urls import path

from poincon.admissibility.views import (
    assigning,
    deciding,
    departing,
    examining,
    exchanging,
    letters,
    prerequisites,
    queue,
    requesting,
)

app_name = "reviews"

urlpatterns = [
    path("region/", queue.queue, name="queue"),
    path("instruction/attribuer/", assigning.assign_many, name="assign_many"),
    path("instruction/charge/", assigning.load, name="load"),
    path("instruction/depart/", departing.departure, name="departure"),
    path("instruction/<uuid:pk>/attribuer/", assigning.assign_one, name="assign"),
    path("instruction/<uuid:pk>/messages/", exchanging.messages, name="messages"),
    path("instruction/<uuid:pk>/messages/<uuid:file>/", exchanging.message_file, name="message_file"),
    path("instruction/<uuid:pk>/notes/", exchanging.notes, name="notes"),
    path("instruction/<uuid:pk>/", examining.show, name="show"),
    path("instruction/<uuid:pk>/completude/", examining.completeness, name="completeness"),
    path("instruction/<uuid:pk>/completude/points/", requesting.add_item, name="add_item"),
    path("instruction/<uuid:pk>/completude/points/<int:item>/", requesting.edit_item, name="edit_item"),
    path("instruction/<uuid:pk>/completude/demande/", requesting.request_for_changes, name="request"),
    path("instruction/<uuid:pk>/completude/demande/retirer/", deciding.take_back, name="take_back"),
    path("instruction/<uuid:pk>/completude/demandes/<int:number>/", requesting.past_request, name="past_request"),
    path("instruction/<uuid:pk>/completude/complet/", deciding.complete, name="complete"),
    path("instruction/<uuid:pk>/completude/reprendre/", deciding.recheck, name="recheck"),
    path("instruction/<uuid:pk>/prerequis/", prerequisites.page, name="prerequisites"),
    path("instruction/<uuid:pk>/prerequis/confirmer/", prerequisites.confirm_all, name="confirm_prerequisites"),
    path("instruction/<uuid:pk>/prerequis/conclure/", prerequisites.admit, name="admit"),
    path("instruction/<uuid:pk>/prerequis/<str:rule>/retenir/", prerequisites.retain, name="retain"),
    path("instruction/<uuid:pk>/lettre/", letters.letter, name="letter"),
    path("instruction/<uuid:pk>/lettre/projet.<str:ending>", letters.draft_file, name="letter_draft"),
    path("dossiers/<uuid:pk>/suites/", prerequisites.outcome, name="outcome"),
    path("dossiers/<uuid:pk>/suites/lettre.<str:ending>", letters.letter_file, name="letter_file"),
]
