"""English texts that translate nothing, or are not written: each mistake once, with where the text goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from poincon.cahier.basics import located
from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.spelling import nearest
from poincon.cahier.basics.text import Text, to_write

ROOTS = frozenset(
    [
        "programme",
        "recours",
        "unites",
        "acteurs",
        "etapes",
        "calendrier",
        "figures",
        "options",
        "echelles",
        "listes",
        "rubriques",
        "groupes",
        "champs",
        "parametres",
        "groupes_de_criteres",
        "regles",
        "modeles",
        "references",
    ]
)
"""The first keys of the English texts."""
_SHOWN = 8
"""Texts of one entry that a remedy writes."""


class StrayTexts:
    """Texts by path, that none of the paths of a programme stands for; `missing`: the paths without English."""

    def __init__(
        self, texts: Mapping[str, Scalar], paths: Collection[str], missing: Iterable[str], problems: Problems
    ) -> None:
        self._texts = texts
        self._paths = paths
        self._missing = dict.fromkeys(missing)
        self._below: dict[str, list[str]] = {}
        """The paths that stand below each."""
        for path in paths:
            for above in paths_above(path):
                self._below.setdefault(above, []).append(path)
        self._missing_beside: dict[str, list[str]] = {}
        """The last parts of the missing paths, by what stands before these; `_taken`: of which all are meant."""
        self._taken: set[str] = set()
        for path in self._missing:
            self._missing_beside.setdefault(path.rpartition(".")[0], []).append(_last(path))
        self._problems = problems
        self.meant: set[str] = set()
        """The missing paths that something written surely stands for, which is told."""

    def tell(self, node: Located) -> None:
        """Report each of these texts. `node`: the whole file."""
        by_root: dict[str, list[str]] = {}
        for path in self._texts:
            by_root.setdefault(root_of(path), []).append(path)
        for root, paths in by_root.items():
            if root not in ROOTS and not self._problems.full:
                self._tell_root(root, paths, node)
        for path, text in self._texts.items():
            if root_of(path) in ROOTS and not self._problems.full:
                self._tell_text(path, text)

    def _tell_root(self, root: str, paths: list[str], node: Located) -> None:
        inside = [path.removeprefix(root) for path in paths]
        matches = {name: sum(f"{name}{rest}" in self._paths for rest in inside) for name in sorted(ROOTS)}
        right = max(matches, key=lambda name: matches[name])
        if not matches[right]:
            right = nearest(root, ROOTS) or ""
        elif right not in self._taken:
            self._taken.add(right)
            self.meant.update(path for path in self._below.get(right, ()) if path in self._missing)
        child = node.get(root) if isinstance(node, located.Mapping) else None
        self._problems.add(
            (child or node).place,
            "unknown_text",
            f"la clé « {root[:60]} » n'existe pas ici.",
            f'there is no key "{root[:60]}" here.',
            Text(f"Vouliez-vous dire « {right} » ?", f'Did you mean "{right}"?') if right else suggestion(root, ROOTS),
            (root,),
        )

    def _tell_text(self, path: str, text: Scalar) -> None:
        above = next((name for name in paths_above(path) if name in self._missing), None)
        if above in self.meant:
            return
        remedy = self._held(path, text) or self._holding(above, text) or self._beside(path)
        if remedy is None:
            near = nearest(path, self._missing)
            self.meant.update({near} if near else ())
            remedy = suggestion(path, self._paths)
        fr, en = "ce texte ne traduit rien.", "this text translates nothing."
        self._problems.add(text.place, "unknown_text", fr, en, remedy, (entry_of(path),))

    def _held(self, path: str, text: Scalar) -> Text | None:
        """A text that was written where its key was to come first."""
        inside = self._below.get(path)
        if not inside:
            return None
        self.meant.update(name for name in inside if name in self._missing)
        return to_write(f"{_last(path)}: {_nested({inside[0].removeprefix(f'{path}.'): text.text or ''})}")

    def _holding(self, name: str | None, text: Scalar) -> Text | None:
        """A key that was written before the text of something that has only one."""
        if name is None:
            return None
        self.meant.add(name)
        return to_write(f'{_last(name)}: "{text.text or ""}"')

    def _beside(self, path: str) -> Text | None:
        """Texts of the same entry that are missing: this may be one."""
        parent = path.rpartition(".")[0]
        names = self._missing_beside.get(parent, [])
        near = nearest(_last(path), names) or (names[0] if len(names) == 1 else None)
        if near:
            self.meant.add(f"{parent}.{near}")
            return Text(f"Vouliez-vous dire « {near} » ?", f'Did you mean "{near}"?')
        if parent not in self._taken:
            self._taken.add(parent)
            self.meant.update(f"{parent}.{name}" for name in names)
        return suggestion(_last(path), names)


def tell_missing(missing: Mapping[str, str], node: Located, problems: Problems) -> None:
    """Report the French texts, by path, that have no English: once for each entry."""
    by_entry: dict[str, dict[str, str]] = {}
    for path, french in missing.items():
        by_entry.setdefault(entry_of(path), {})[path] = french
    for texts in by_entry.values():
        path, *more = texts
        base, holder = _holder(path if not more else entry_of(path), node)
        written = _nested({name.removeprefix(f"{base}.") if base else name: "…" for name in texts})[1:-1]
        under = Text(f"sous « {base} »", f'under "{base}"') if base else Text("", "")
        remedy = Text(f"Ajoutez {under.fr} : {written}", f"Add {under.en}: {written}")
        if len(texts) > _SHOWN or not base:
            remedy = Text("« poincon textes DOSSIER » donne la liste.", '"poincon textes FOLDER" gives the list.')
        french = ", ".join(f"« {words[:60]} »" for words in list(texts.values())[:3]) + (
            ", …" if len(texts) > 3 else ""
        )
        problems.add(
            Place(node.place.file, holder.place.line, path),
            "no_english",
            f"l'anglais manque : {french}.",
            f"the English is missing: {french}.",
            remedy,
        )


def root_of(path: str) -> str:
    return path.partition(".")[0]


def entry_of(path: str) -> str:
    """`champs.loyer` of `champs.loyer.libelle`."""
    return ".".join(path.split(".")[:2])


def paths_above(path: str) -> Iterator[str]:
    """`champs`, then `champs.loyer`, of `champs.loyer.libelle`."""
    place = path.find(".")
    while place >= 0:
        yield path[:place]
        place = path.find(".", place + 1)


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _holder(path: str, node: Located) -> tuple[str, Located]:
    """What is written of a path, but its last part, with its own path."""
    base: list[str] = []
    for key in path.split(".")[:-1]:
        child = node.get(key) if isinstance(node, located.Mapping) else None
        if not isinstance(child, located.Mapping):
            break
        base.append(key)
        node = child
    return ".".join(base), node


def _nested(texts: Mapping[str, str]) -> str:
    """`{libelle: "…", options: {a: "…"}}` of the paths of texts."""
    groups: dict[str, dict[str, str]] = {}
    for path, text in texts.items():
        key, _, rest = path.partition(".")
        groups.setdefault(key, {})[rest] = text
    pairs = [
        f'{key}: "{inside[""]}"' if "" in inside else f"{key}: {_nested(inside)}" for key, inside in groups.items()
    ]
    return "{" + ", ".join(pairs) + "}"
