from __future__ import annotations

from django.urls import path

from poincon.campaigns.views import editing, extensions, listing, programmes

app_name = "campaigns"

urlpatterns = [
    path("campagnes/", listing.index, name="list"),
    path("campagnes/nouvelle/", editing.new, name="new"),
    path("campagnes/programmes/", programmes.programmes, name="programmes"),
    path("campagnes/programmes/installer/", programmes.install, name="install"),
    path("campagnes/programmes/envoyer/", programmes.upload, name="upload"),
    path("campagnes/programmes/lecture/<int:pk>/", programmes.reading, name="reading"),
    path("campagnes/<int:pk>/", listing.show, name="show"),
    path("campagnes/<int:pk>/modifier/", editing.edit, name="edit"),
    path("campagnes/<int:pk>/ouvrir/", listing.open_, name="open"),
    path("campagnes/<int:pk>/clore/", listing.close, name="close"),
    path("campagnes/<int:pk>/supprimer/", listing.discard, name="discard"),
    path("campagnes/<int:pk>/prolongations/", extensions.extensions, name="extensions"),
]
