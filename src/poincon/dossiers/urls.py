from __future__ import annotations

from django.urls import path

from poincon.dossiers.views import filling, handing_over, reading

app_name = "dossiers"

urlpatterns = [
    path("dossiers/", reading.own_list, name="list"),
    path("dossiers/nouveau/<int:campaign>/", reading.open_new, name="open"),
    path("region/", reading.region_list, name="region_list"),
    path("dossiers/<uuid:pk>/", reading.show, name="show"),
    path("dossiers/<uuid:pk>/resultats/", reading.results, name="results"),
    path("dossiers/<uuid:pk>/documents/<uuid:file>/", reading.document, name="file"),
    path("dossiers/<uuid:pk>/rubriques/<str:section>/", filling.section_page, name="section"),
    path("dossiers/<uuid:pk>/rubriques/<str:section>/enregistrer/", filling.save, name="save"),
    path("dossiers/<uuid:pk>/rubriques/<str:section>/note/", filling.comment, name="comment"),
    path("dossiers/<uuid:pk>/verifier/", handing_over.check, name="check"),
    path("dossiers/<uuid:pk>/deposer/", handing_over.submit, name="submit"),
    path("dossiers/<uuid:pk>/recepisse/", handing_over.receipt, name="receipt"),
    path("dossiers/<uuid:pk>/recepisse.pdf", handing_over.receipt_pdf, name="receipt_pdf"),
]
