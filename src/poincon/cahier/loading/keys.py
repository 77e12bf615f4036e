"""Which key of a shape a written key stands for: the same one, the one that was surely meant, or none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.problems import MAXIMUM, Place, Problem, Problems
from poincon.cahier.basics.spelling import as_identifier, nearest
from poincon.cahier.basics.text import Text, enumeration, to_write
from poincon.cahier.loading import remedies
from poincon.cahier.loading.values import Reader

HABITS: dict[str, tuple[str, ...]] = {
    "article": ("source",),
    "blocs": ("groupes",),
    "calcul": ("valeur",),
    "calculs": ("derives",),
    "champs": ("colonnes",),
    "code": ("id",),
    "contenu": ("corps", "texte"),
    "condition": ("si", "valeur", "applicable_si", "visible_si"),
    "conditions": ("prerequis",),
    "description": ("aide", "resume", "texte"),
    "egal": ("egal_a",),
    "explication": ("aide", "texte"),
    "formule": ("valeur", "condition"),
    "id": ("identifiant",),
    "identifiant": ("id",),
    "intitule": ("libelle", "titre"),
    "label": ("libelle", "titre"),
    "libelle": ("titre", "question"),
    "liste": ("options",),
    "max": ("maximum", "au_plus"),
    "maxi": ("maximum", "au_plus"),
    "maximum": ("au_plus",),
    "message": ("texte",),
    "min": ("minimum", "au_moins"),
    "mini": ("minimum", "au_moins"),
    "minimum": ("au_moins",),
    "montant": ("valeur",),
    "montants": ("echeancier",),
    "nom": ("libelle", "titre", "id"),
    "objectif": ("cible",),
    "obligatoire": ("requis",),
    "organisme": ("porteur",),
    "questions": ("champs",),
    "reference": ("source",),
    "reponses": ("options",),
    "sections": ("rubriques",),
    "seuil": ("cible",),
    "si": ("applicable_si", "visible_si", "condition"),
    "sujet": ("objet",),
    "texte": ("libelle", "message", "corps"),
    "titre": ("libelle", "objet"),
}
"""What people write for a key of ours, and the keys that may be meant: a required one first, then in this order."""

_BETWEEN = {
    ("champs", "groupes"): (
        Text("les champs d'une rubrique se mettent dans un groupe.", "the fields of a section go in a group."),
        to_write("groupes: [{id: …, titre: …, champs: […]}]"),
    ),
}
"""Keys that were written too high, each with the key that is missing there and holds them."""

TITLES = ("libelle", "titre")
"""The keys that name an entry to people."""
_SHORT = 60


@dataclass(frozen=True, slots=True)
class ReadKey:
    """A value of a mapping and the key that it is read under; `stray` when another was written."""

    name: str
    node: Located
    stray: str | None = None
    """The key as it was written, while nothing has been said of it."""
    is_guess: bool = False
    """Whether it is only likely that this is the key: what is wrong with the value's form is not said then."""

    @property
    def is_empty(self) -> bool:
        return _is_empty(self.node)

    def value(self, reader: Reader, problems: Problems) -> Any:
        """The value, None when it is empty. Another key and a value in another form are one mistake."""
        inside = Problems() if self.stray is not None or self.is_guess else problems
        value = None if self.is_empty else reader.read(self.node, inside)
        if self.stray is not None:
            self._tell(self.stray, list(inside), problems)
        elif self.is_guess:
            problems.extend(fault for fault in inside if fault.place != self.node.place)
        return value

    def _tell(self, written: str, inside: list[Problem], problems: Problems) -> None:
        remedy = remedies.of_meant_key(written, self.name)
        form = next((fault.remedy for fault in inside if fault.place == self.node.place), None)
        if form is not None:
            remedy = Text(f"{remedy.fr} {form.fr}", f"{remedy.en} {form.en}")
        _tell_unknown(written, self.node.place, problems, remedy)
        problems.extend(fault for fault in inside if fault.place != self.node.place or fault.remedy is None)


class KeyMatch:
    """The keys of one mapping beside those of its shape.

    A key that the shape does not know and one that it misses are told as one mistake when each is the only one.
    """

    def __init__(
        self,
        entries: Mapping[str, Located],
        names: Sequence[str],
        required: Sequence[str],
        cut: Collection[str] = (),
    ) -> None:
        """`cut`: keys that are written too, whose texts a comma cut: that is told already."""
        self._entries = entries
        self._names = names
        self._required = required
        self._free = [name for name in names if name not in entries and name not in cut]
        strangers = [written for written in entries if written not in names]
        self._read_as = dict[str, str | None]((written, written if written in names else None) for written in entries)
        for written in strangers[:MAXIMUM]:  # beyond that nothing would be told of them
            self._read_as[written] = self._meant(written, entries[written])

    def _meant(self, written: str, node: Located) -> str | None:
        """The key that was surely meant, taken from those that nothing written stands for."""
        head = written.partition(":")[0]
        name = head if head in self._free else nearest(written, self._free)
        if name is None and not _is_empty(node):
            habit = [candidate for candidate in HABITS.get(as_identifier(written), ()) if candidate in self._free]
            name = min(habit, key=lambda candidate: candidate not in self._required, default=None)
        if name is not None:
            self._free.remove(name)
        return name

    def missing(self) -> list[str]:
        """Required keys that nothing written stands for."""
        return [name for name in self._required if name in self._free]

    def lacking(self) -> list[str]:
        """Those that are missing whatever the strangers stand for: as many may be what these were meant for."""
        strangers = sum(name is None for name in self._read_as.values())
        missing = self.missing()
        return missing if len(missing) > strangers else []

    def read(self, problems: Problems) -> Iterator[ReadKey]:
        """The values that are to be read, each under its key; what is wrong with the others goes to `problems`."""
        entries = list(self._entries.items())
        if self._starts_with_its_identifier():
            written, node = entries.pop(0)
            yield from self._identified_by(written, node, problems)
        strangers = [written for written, _ in entries if self._read_as[written] is None]
        for written, node in entries:
            name = self._read_as[written]
            if name is None and problems.full:
                continue
            if name is None:
                guess = self._tell_stranger(written, problems, alone=len(strangers) == 1)
                if guess:
                    yield ReadKey(guess, node, is_guess=True)
                continue
            glued = written.removeprefix(f"{name}:") if _is_empty(node) else written
            yield ReadKey(
                name,
                node if glued == written else Scalar(node.place, glued),
                stray=None if name == written else written,
            )

    def _starts_with_its_identifier(self) -> bool:
        """Whether this is `- commerce:` or `- R: Règlement`: an identifier stands where a key does."""
        if "id" not in self.missing() or not self._entries:
            return False
        written, node = next(iter(self._entries.items()))
        alone = len(self._entries) == 1 and self._title() != ""
        return self._read_as[written] is None and (alone or _is_empty(node))

    def _title(self) -> str:
        return next((name for name in TITLES if name in self.missing()), "")

    def _identified_by(self, written: str, node: Located, problems: Problems) -> Iterator[ReadKey]:
        short, title = written[:_SHORT], self._title()
        whole = f"id: {short}"
        yield ReadKey("id", Scalar(node.place, written))
        self._read_as[written] = "id"
        self._free.remove("id")
        if isinstance(node, Scalar) and node.text is not None:
            whole = f'{{id: {short}, {title}: "{node.text[:_SHORT]}"}}'
            self._free.remove(title)
            yield ReadKey(title, node)
        _tell_unknown(written, node.place, problems, to_write(whole))

    def _tell_stranger(self, written: str, problems: Problems, *, alone: bool) -> str:
        """Tell a key that nothing stands for; gives the one that it may be: the only one that is missing, else none."""
        node, missing = self._entries[written], self.missing()
        for name in missing:
            if (written, name) in _BETWEEN:
                self._free.remove(name)
                message, remedy = _BETWEEN[written, name]
                problems.add(node.place, "unknown_key", message.fr, message.en, remedy)
                return ""
        if not alone or not missing or (len(missing) > 1 and remedies.twin_of(written, self._names, self._entries)):
            _tell_unknown(written, node.place, problems, remedies.of_key(written, self._names, self._entries))
            return ""
        if len(missing) > 1:
            self._tell_instead(written, missing, problems)
            return ""
        self._free.remove(missing[0])
        problems.add(
            node.place,
            "unknown_key",
            f"la clé « {written[:_SHORT]} » n'existe pas ici, et « {missing[0]} » manque.",
            f'there is no key "{written[:_SHORT]}" here, and "{missing[0]}" is missing.',
            Text(
                f"Si c'est la même chose, écrivez « {missing[0]} ».",
                f'If it is the same thing, write "{missing[0]}".',
            ),
        )
        return missing[0]

    def _tell_instead(self, written: str, missing: list[str], problems: Problems) -> None:
        """Tell a key that nothing stands for with those that are missing: what it says may be what they would."""
        self._free = [name for name in self._free if name not in missing]
        french, english = enumeration([f"« {name} »" for name in missing], "fr"), enumeration(missing, "en")
        added = ", ".join(f"{name}: …" for name in missing)
        problems.add(
            self._entries[written].place,
            "unknown_key",
            f"la clé « {written[:_SHORT]} » n'existe pas ici, et {french} manquent.",
            f'there is no key "{written[:_SHORT]}" here, and {english} are missing.',
            Text(f"Mettez à sa place « {added} ».", f'Put "{added}" in its place.'),
        )


def _is_empty(node: Located) -> bool:
    return isinstance(node, Scalar) and node.text is None


def _tell_unknown(written: str, place: Place, problems: Problems, remedy: Text | None) -> None:
    problems.add(
        place,
        "unknown_key",
        f"la clé « {written[:_SHORT]} » n'existe pas ici.",
        f'there is no key "{written[:_SHORT]}" here.',
        remedy,
    )
