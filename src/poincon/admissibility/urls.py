from __future__ import annotations

from django.urls import path

from poincon.admissibility.views import deciding, examining, letters, prerequisites, requesting

app_name = "admissibility"

urlpatterns = [
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
