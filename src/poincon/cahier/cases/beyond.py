"""`hors_bornes` of cases: an answer beyond a bound that no case expects is told once, with both amounts."""

from __future__ import annotations

from pathlib import PurePosixPath

from poincon.cahier.basics.located import Located, Mapping
from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text, enumeration, natural_order
from poincon.cahier.cases.reader import Case, CaseReader
from poincon.cahier.evaluation import Assessment, FieldState, assess, completeness, read_shown
from poincon.cahier.explanation import beyond_text
from poincon.cahier.loading import Package

_ADD_IT = Text(
    "Corrigez la réponse, ou ajoutez-la à « hors_bornes » si le cas la veut ainsi.",
    'Mend the answer, or add it to "hors_bornes" if the case means it.',
)


class BeyondBounds:
    """Compares the answers beyond a bound with those that cases expect."""

    def __init__(self, package: Package, reader: CaseReader, problems: Problems) -> None:
        self.package = package
        self.reader = reader
        self.problems = problems
        self._of_bases: dict[str, frozenset[str]] = {}
        """What is beyond a bound in a case itself, by the name of its file."""

    def check(self, case: Case, assessment: Assessment) -> None:
        """Report what differs from the case's `hors_bornes`, when it has one."""
        if case.beyond is None:
            return
        expected = set(case.beyond.missing or ())
        states = {state.path: state for state in completeness(assessment).beyond}
        for path in sorted(states.keys() - expected, key=natural_order):
            self._report_unexpected(case, case.beyond.place, states[path])
        within = sorted(expected - states.keys(), key=natural_order)
        if within:
            fr, en = enumeration([f"« {path} »" for path in within], "fr"), enumeration(within, "en")
            self.problems.add(
                case.beyond.place,
                "case_differs",
                f"« {case.title} » : aucune borne n'est dépassée par {fr}.",
                f'"{case.title}": no bound is passed by {en}.',
            )

    def _report_unexpected(self, case: Case, listed: Place, state: FieldState) -> None:
        sentences = [beyond_text(beyond, self.package.programme) for beyond in state.beyond]
        fr, en = (" ".join(text.into(language) for text in sentences) for language in ("fr", "en"))
        place = self._answer_of_base(case, state.path) or listed
        if place is listed:
            fr, en = f"{state.path} : {fr}", f"{state.path}: {en}"
        self.problems.add(place, "case_differs", fr, en, _ADD_IT)

    def _answer_of_base(self, case: Case, path: str) -> Place | None:
        """Where another case gives the answer, when it is beyond the bound there too: it is then told once for all."""
        answer = _answer(case.dossier, path)
        if answer is None or answer.place.file == case.file:
            return None
        return answer.place if path in self._beyond(PurePosixPath(answer.place.file).stem) else None

    def _beyond(self, name: str) -> frozenset[str]:
        if name not in self._of_bases:
            base = self.reader.dossier_of(name)
            if base is None:
                return frozenset()
            own = completeness(assess(self.package, read_shown(base[0], self.package, base[1]), base[1])).beyond
            self._of_bases[name] = frozenset(state.path for state in own)
        return self._of_bases[name]


def _answer(dossier: Located, path: str) -> Located | None:
    """The node of an answer: `annees.2021.effectif` of `reponses`."""
    node: Located | None = dossier
    for key in ("reponses", *path.split(".")):
        node = node.get(key) if isinstance(node, Mapping) else None
    return node
