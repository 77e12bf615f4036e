"""`formulaire.yaml`: scales, sections, groups, fields."""

from __future__ import annotations

from dataclasses import dataclass, replace

from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text, enumeration, to_write, to_write_for_instance
from poincon.cahier.basics.units import COUNT, Unit
from poincon.cahier.loading.bounds import read_limits
from poincon.cahier.loading.filling import read_filling
from poincon.cahier.loading.identity import IdentityReader, report_duplicate, unique_entries
from poincon.cahier.loading.remedies import of_word
from poincon.cahier.loading.scales import ScaleReader
from poincon.cahier.loading.shapes import NameInBrackets, ProgrammeEntry
from poincon.cahier.loading.vocabulary import CARRY_OVER, COMMON_FIELD_KEYS
from poincon.cahier.model import (
    CarryOver,
    Field,
    FieldKind,
    Formula,
    Group,
    Option,
    OptionList,
    Reference,
    Section,
)
from poincon.cahier.model.kinds import FIELD_KINDS, KINDS

_EXAMPLES = {
    "echelle": "echelle: maturite",
    "poids": "poids: 1",
    "options": "options: [{id: bourg, libelle: Bourg}, {id: ville, libelle: Ville}]",
    "colonnes": "colonnes: [{id: poste, type: texte, libelle: Poste}]",
    "formats": "formats: [pdf]",
}
"""What a field of some kinds cannot do without."""
_IN_TABLES = of_word("", {word: None for word, kind in FIELD_KINDS.items() if KINDS[kind].in_tables})
_COMMON = {key.name for key in (*COMMON_FIELD_KEYS, CARRY_OVER)}


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a field stands."""

    section: str
    group: str
    window: int
    reference: Reference
    at_entry: bool
    carry_over: CarryOver | None
    """What its group says, else its section."""

    def carried(self, kind: FieldKind) -> CarryOver:
        """What becomes of an answer when neither its field, nor its group, nor its section says."""
        same_next_year = kind is not FieldKind.FILE and not self.window and self.at_entry
        return self.carry_over or (CarryOver.YES if same_next_year else CarryOver.NO)


class FormReader:
    def __init__(self, entry: ProgrammeEntry, identity: IdentityReader, problems: Problems) -> None:
        self.identity = identity
        self.problems = problems
        self.places: dict[str, Place] = {}
        """Where each field's identifier was taken."""
        self.scales = ScaleReader(entry, identity, problems)
        self.option_lists = tuple(
            OptionList(each.get("id", ""), self._options(each))
            for each in unique_entries(entry.get("listes", []), problems)
        )
        self._groups: dict[str, Place] = {}
        self._unsourced: list[Place] = []
        """The fields of the section being read that do not say where they come from."""
        self.sections = tuple(
            self._section(section) for section in unique_entries(entry.get("rubriques", []), problems)
        )
        self._check_lists(entry)

    @property
    def fields(self) -> dict[str, Field]:
        return {field.id: field for section in self.sections for group in section.groups for field in group.fields}

    def _section(self, entry: ProgrammeEntry) -> Section:
        reference = self.identity.reference(entry, needed=False)
        groups = tuple(
            self._group(group, entry.get("id", ""), reference, entry.get("reprise"))
            for group in unique_entries(entry.get("groupes", []), self.problems)
        )
        self._tell_unsourced()
        return Section(
            entry.get("id", ""),
            entry.get("titre", ""),
            groups,
            reference,
            entry.get("aide", ""),
            formula_of(entry, "visible_si"),
            entry.get("reprise"),
        )

    def _group(self, entry: ProgrammeEntry, section: str, inherited: Reference, carry_over: CarryOver | None) -> Group:
        identifier = entry.get("id", "")
        if identifier in self._groups:
            report_duplicate(identifier, entry.at("id"), self._groups[identifier], self.problems)
        self._groups.setdefault(identifier, entry.at("id"))
        reference = self.identity.reference(entry, inherited, needed=False)
        filling = read_filling(entry, self.identity)
        window, own = entry.get("fenetre", int("fenetre" in entry.keys)), entry.get("reprise")
        setting = _Setting(section, identifier, window, reference, filling.at_entry, own or carry_over)
        entries = entry.get("champs", [])
        candidates = [self._field(field_entry, setting) for field_entry in entries]
        fields = tuple(
            field
            for field, field_entry in zip(candidates, entries, strict=True)
            if field is not None and self._take(field.id, field_entry)
        )
        return Group(
            identifier,
            entry.get("titre", ""),
            fields,
            reference,
            entry.get("aide", ""),
            setting.window,
            formula_of(entry, "visible_si"),
            filling.actor,
            filling.stage,
            filling.at_entry,
            own,
        )

    def _take(self, identifier: str, entry: ProgrammeEntry) -> bool:
        if identifier in self.places:
            report_duplicate(identifier, entry.at("id"), self.places[identifier], self.problems)
            return False
        self.places[identifier] = entry.at("id")
        return True

    def _field(self, entry: ProgrammeEntry, setting: _Setting) -> Field | None:
        kind: FieldKind | None = entry.get("type")
        if kind is None or "id" not in entry:
            return None
        number = KINDS[kind].number
        reference = self._reference(entry, setting.reference)
        self._check_keys(entry, kind)
        least, most = read_limits(entry, kind, self.problems)
        return Field(
            id=entry.get("id"),
            kind=kind,
            label=entry.get("libelle", ""),
            reference=reference,
            help=entry.get("aide", ""),
            example=entry.get("exemple", ""),
            required=entry.get("requis", False),
            required_if=formula_of(entry, "requis_si"),
            shown_if=formula_of(entry, "visible_si"),
            unit=self._unit(entry, kind),
            minimum=least.number,
            maximum=most.number,
            earliest=least.day,
            latest=most.day,
            minimum_formula=least.formula,
            maximum_formula=most.formula,
            decimals=entry.get("decimales", number.decimals if number else 0),
            length=entry.get("longueur"),
            options=self._chosen_from(entry),
            option_list=entry.get("options") if isinstance(entry.get("options"), str) else "",
            columns=self._columns(entry, replace(setting, reference=reference, window=0)),
            maximum_rows=entry.get("lignes_maximum", 200),
            formats=tuple(entry.get("formats", ())),
            maximum_size=entry.get("taille_maximum"),
            scale=self._scale_name(entry),
            weight=entry.get("poids"),
            maximum_weight=entry.get("bareme_maximum"),
            levers=tuple(entry.get("leviers", ())),
            reconstructed=entry.get("reconstitue", False),
            section=setting.section,
            group=setting.group,
            window=setting.window,
            at_entry=setting.at_entry,
            carry_over=entry.get("reprise"),
            carried=entry.get("reprise") or setting.carried(kind),
        )

    def _reference(self, entry: ProgrammeEntry, inherited: Reference) -> Reference:
        reference = self.identity.reference(entry, inherited, needed=False)
        if reference != Reference():
            return reference
        self._unsourced.append(entry.place)
        return Reference(None, "")  # its columns go with it

    def _tell_unsourced(self) -> None:
        """Report once for a section the fields that have no source."""
        if self._unsourced:
            self.identity.tell_no_source(self._unsourced[0], len(self._unsourced) - 1)
            self._unsourced.clear()

    def _unit(self, entry: ProgrammeEntry, kind: FieldKind) -> Unit | None:
        return self.identity.unit(entry, COUNT) if "unite" in KINDS[kind].own_keys else None

    def _check_keys(self, entry: ProgrammeEntry, kind: FieldKind) -> None:
        for key in sorted(entry.keys - _COMMON - KINDS[kind].own_keys):
            self.problems.add(
                entry.at(key),
                "key_of_other_kind",
                f"la clé « {key} » ne va pas avec ce type de champ.",
                f'the key "{key}" does not go with this kind of field.',
                to_write_for_instance("longueur: 200")
                if key == "maximum" and "longueur" in KINDS[kind].own_keys
                else Text("Retirez-la.", "Remove it."),
            )
        missing = sorted(key for key in KINDS[kind].required_keys if key not in entry.keys or entry.is_empty(key))
        if missing:
            several = len(missing) > 1
            names, names_en = enumeration([f"« {key} »" for key in missing], "fr"), enumeration(missing, "en")
            self.problems.add(
                entry.place,
                "missing_key",
                f"{'les clés' if several else 'la clé'} {names} manque{'nt' if several else ''} pour ce type de champ.",
                f"{names_en} {'are' if several else 'is'} missing for this kind of field.",
                to_write_for_instance(", ".join(_EXAMPLES.get(key, f"{key}: …") for key in missing)),
            )
        if entry.get("requis") is not None and "requis_si" in entry:
            self.problems.add(
                entry.at("requis_si"),
                "two_keys",
                "« requis » ou « requis_si », pas les deux.",
                '"requis" or "requis_si", not both.',
            )

    def _chosen_from(self, entry: ProgrammeEntry) -> tuple[Option, ...]:
        """The options of a choice: its own, or those of the list that it names."""
        written, lists = entry.get("options"), {each.id: each.options for each in self.option_lists}
        if isinstance(written, NameInBrackets):
            if written.name not in lists:
                return self._read_options(written.without_name(self.problems))
            fr, en = f"« {written.name} » est le nom d'une liste.", f'"{written.name}" is the name of a list.'
            self.problems.add(entry.at("options"), "list_name", fr, en, to_write(f"options: {written.name}"))
            return lists[written.name]
        if not isinstance(written, str):
            return self._options(entry)
        self.identity.check_names([written], lists, entry.at("options"), "liste", "list")
        return lists.get(written, ())

    def _check_lists(self, entry: ProgrammeEntry) -> None:
        read = {choice.option_list for field in self.fields.values() for choice in (field, *field.columns)}
        for each in unique_entries(entry.get("listes", []), Problems()):
            if each.get("id") not in read:
                self.problems.add(
                    each.place,
                    "unused",
                    f"la liste « {each.get('id', '')} » ne sert à rien : aucun champ ne la propose.",
                    f'the list "{each.get("id", "")}" is unused: no field offers it.',
                    Text(
                        "Retirez-la, ou écrivez « options: » suivi de son nom.",
                        'Remove it, or write "options:" and its name.',
                    ),
                )

    def _options(self, entry: ProgrammeEntry) -> tuple[Option, ...]:
        if entry.get("options") == []:
            self.problems.add(
                entry.at("options"), "no_option", "il faut au moins une option.", "at least one option is needed."
            )
        return self._read_options(entry.get("options"))

    def _read_options(self, entries: list[ProgrammeEntry] | None) -> tuple[Option, ...]:
        labels: set[str] = set()
        for option in entries or []:
            label = option.get("libelle")
            if label is not None and label in labels:
                self.problems.warn(
                    option.at("libelle"),
                    "same_label",
                    f"deux options de cette liste se lisent « {label[:60]} » : on ne saura pas laquelle choisir.",
                    f'two options of this list read "{label[:60]}": nobody will know which to choose.',
                    Text("Donnez à chacune son libellé.", "Give each its own label."),
                )
            labels.add(label or "")
        return tuple(
            Option(option.get("id", ""), option.get("libelle", ""))
            for option in unique_entries(entries or [], self.problems)
        )

    def _columns(self, entry: ProgrammeEntry, setting: _Setting) -> tuple[Field, ...]:
        columns: list[Field] = []
        for column_entry in unique_entries(entry.get("colonnes", []), self.problems):
            column = self._field(column_entry, setting)
            if column is None:
                continue
            if not KINDS[column.kind].in_tables:
                self.problems.add(
                    column_entry.at("type"),
                    "column_kind",
                    "ce type de champ ne peut pas être une colonne.",
                    "this kind of field cannot be a column.",
                    _IN_TABLES,
                )
            for key in ("visible_si", "requis_si"):
                if key in column_entry:
                    self.problems.add(
                        column_entry.at(key),
                        "column_condition",
                        f"« {key} » ne va pas dans une colonne.",
                        f'"{key}" does not go in a column.',
                        Text("Faites-en un contrôle de cohérence.", "Make it a coherence check."),
                    )
            self._check_column_bounds(column)
            columns.append(column)
        return tuple(columns)

    def _check_column_bounds(self, column: Field) -> None:
        for formula in (column.minimum_formula, column.maximum_formula):
            if formula is not None:
                self.problems.add(
                    formula.place,
                    "column_bound",
                    "la borne d'une colonne est une constante.",
                    "the bound of a column is a constant.",
                    Text("Faites-en un contrôle de cohérence.", "Make it a coherence check."),
                )

    def _scale_name(self, entry: ProgrammeEntry) -> str | None:
        name: str | None = entry.get("echelle")
        if name is not None:
            place = entry.at("echelle")
            self.identity.check_names([name], self.scales.names, place, "échelle", "scale")
            self.scales.check_levels(name, "valeur", place)
        return name


def formula_of(entry: ProgrammeEntry, key: str) -> Formula | None:
    """The formula under that key, with its place."""
    text = entry.get(key)
    return None if text is None else Formula(text, entry.at(key))
