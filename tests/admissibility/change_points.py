"""Points of a request for changes, as officials post them."""

from __future__ import annotations

from typing import Any

from tests.admissibility.factories import (
    Scene,
    address,
    signed_in,
)


def add(here: Scene, by: Any, name: str = "loyer", text: str = "Donnez le loyer.", section: str = "etal") -> Any:
    data = {"rubrique": section, "reponse": name, "texte": text}
    return signed_in(by).post(address("add_item", here.dossier), data)
