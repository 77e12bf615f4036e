from __future__ import annotations

from django.urls import path

from poincon.dossiers.views import changing, confirming, filling, handing_over, home, proof, reading

app_name = "dossiers"

urlpatterns = [
    path("dossiers/", reading.own_list, name="list"),
    path("dossiers/nouveau/<int:campaign>/", reading.open_new, name="open"),
    path("dossiers/<uuid:pk>/", home.show, name="show"),
    path("dossiers/<uuid:pk>/resultats/", reading.results, name="results"),
    path("dossiers/<uuid:pk>/documents/<uuid:file>/", reading.document, name="file"),
    path("dossiers/<uuid:pk>/rubriques/<str:section>/", filling.section_page, name="section"),
    path("dossiers/<uuid:pk>/rubriques/<str:section>/enregistrer/", filling.save, name="save"),
    path("dossiers/<uuid:pk>/rubriques/<str:section>/note/", filling.comment, name="comment"),
    path("dossiers/<uuid:pk>/verifier/", handing_over.check, name="check"),
    path("dossiers/<uuid:pk>/deposer/", handing_over.submit, name="submit"),
    path("dossiers/<uuid:pk>/demander-la-validation/", handing_over.ask_validation, name="ask_validation"),
    path("dossiers/<uuid:pk>/valider/", handing_over.validate, name="validate"),
    path("dossiers/<uuid:pk>/reprendre/", confirming.reopen, name="reopen"),
    path("dossiers/<uuid:pk>/retirer/", confirming.withdraw, name="withdraw"),
    path("dossiers/<uuid:pk>/recepisse/", proof.receipt, name="receipt"),
    path("dossiers/<uuid:pk>/recepisse.pdf", proof.receipt_pdf, name="receipt_pdf"),
    path("dossiers/<uuid:pk>/complements/", changing.page, name="changes"),
    path("dossiers/<uuid:pk>/complements/<int:item>/", changing.answer, name="answer"),
    path("dossiers/<uuid:pk>/complements/deposer/", changing.resubmit, name="resubmit"),
]
