from __future__ import annotations

from django.urls import path

from poincon.people import views

app_name = "people"

urlpatterns = [
    path("connexion/", views.sign_in_page, name="sign_in"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("langue/", views.choose_language, name="language"),
]
