"""The shapes of the files of a package: the only list of their keys (also what `poincon schema` prints)."""

from __future__ import annotations

from poincon.cahier.basics.text import Text
from poincon.cahier.loading.bounds import BoundText
from poincon.cahier.loading.common_keys import CHOICE, HELP, IDENTITY, LABEL, SOURCE, UNIT
from poincon.cahier.loading.meanings import (
    EFFECT_MEANINGS,
    FIELD_MEANINGS,
    FIGURE_MEANINGS,
    FORMAT_MEANINGS,
    FUNCTION_MEANINGS,
    PHASE_MEANINGS,
    SCOPE_MEANINGS,
    STATUS_MEANINGS,
)
from poincon.cahier.loading.shapes import (
    FORMULA,
    IDENTIFIER,
    LEVEL_NAME,
    OPTION_NAME,
    SLUG,
    SOURCE_NAME,
    TEXT,
    VERSION,
    Anything,
    Key,
    ListOf,
    NameOr,
    OneOf,
    Passage,
    Shape,
    Word,
)
from poincon.cahier.loading.values import Day, ExactNumber, WholeNumber, YesNo
from poincon.cahier.model.enums import (
    ACTOR_FUNCTIONS,
    CALENDAR_EFFECTS,
    CARRY_OVERS,
    FILE_FORMATS,
    LETTER_ACTS,
    ORGANISATION_KINDS,
    PHASES,
    STATUSES,
)
from poincon.cahier.model.figures import FIGURE_KINDS
from poincon.cahier.model.kinds import FIELD_KINDS

NATURES = {name: name for name in ("label", "subvention", "contrat", "auto_evaluation", "aide")}
SCOPES = {name: name for name in ("structure", "region", "nation", "dossier", "public")}
DURATION_UNITS = {name: name for name in ("an", "mois", "jour")}

FIGURE_SHAPE = Shape(
    (
        IDENTITY,
        Key("type", OneOf(FIGURE_KINDS, FIGURE_MEANINGS), required=True),
        Key("titre", TEXT, required=True),
        Key("resultats", ListOf(TEXT), about="Les axes d'un radar, ou les versements dans l'ordre"),
        Key("niveaux", ListOf(Shape((LABEL, Key("resultats", ListOf(TEXT), required=True))))),
        Key("tableaux", ListOf(TEXT), about="Dépenses puis recettes, ou le tableau à partager"),
        Key("groupe", TEXT, about="La colonne qui distingue les parties ou les parts"),
        Key("montant", TEXT, about="La colonne additionnée"),
        Key("detail", TEXT, about="La colonne qui fait d'une ligne le détail d'une autre"),
    )
)

PROGRAMME = Shape(
    (
        Key("identifiant", SLUG, required=True),
        Key("version", VERSION, required=True),
        Key("titre", TEXT, required=True),
        Key("resume", TEXT),
        Key("nature", OneOf(NATURES), required=True),
        Key("date", Day(), required=True, about="Date de lecture quand le dossier ne donne ni exercice ni date"),
        Key("porteur", TEXT, required=True),
        Key(
            "sources",
            ListOf(
                Shape(
                    (
                        Key("id", SOURCE_NAME, required=True),
                        Key("titre", TEXT, required=True),
                        Key("edition", TEXT),
                        Key("note", TEXT),
                    )
                )
            ),
            required=True,
        ),
        Key(
            "unites",
            ListOf(Shape((IDENTITY, Key("singulier", TEXT, required=True), Key("pluriel", TEXT, required=True)))),
        ),
        Key(
            "duree",
            Shape(
                (
                    Key("valeur", WholeNumber(1, 100), required=True),
                    Key("unite", OneOf(DURATION_UNITS), required=True),
                    SOURCE,
                    CHOICE,
                )
            ),
        ),
        Key(
            "peuvent_deposer",
            ListOf(OneOf(ORGANISATION_KINDS)),
            about="Les structures à qui le programme est réservé ; sans cette clé, toutes",
        ),
        Key(
            "recours",
            Shape(
                (
                    Key("texte", Passage(), required=True, about="Des paragraphes séparés par une ligne vide"),
                    SOURCE,
                    CHOICE,
                )
            ),
            about="Comment se conteste une décision ; sinon, comme celle d'une administration de l'État",
        ),
        Key(
            "acteurs",
            ListOf(
                Shape(
                    (
                        IDENTITY,
                        LABEL,
                        Key("portee", OneOf(SCOPES, SCOPE_MEANINGS), required=True),
                        Key("role", TEXT),
                        Key(
                            "fonctions",
                            ListOf(OneOf(ACTOR_FUNCTIONS, FUNCTION_MEANINGS)),
                            about="Ce que la plateforme lui laisse faire",
                        ),
                        SOURCE,
                        CHOICE,
                    )
                )
            ),
        ),
        Key(
            "etapes",
            ListOf(
                Shape(
                    (
                        IDENTITY,
                        LABEL,
                        Key("acteur", TEXT, required=True),
                        Key("suivantes", ListOf(TEXT)),
                        Key("phase", OneOf(PHASES, PHASE_MEANINGS), about="Le moment que la plateforme conduit"),
                        SOURCE,
                        CHOICE,
                    )
                )
            ),
        ),
        Key(
            "calendrier",
            ListOf(
                Shape(
                    (
                        IDENTITY,
                        LABEL,
                        Key("quand", TEXT, required=True),
                        Key(
                            "effet",
                            OneOf(CALENDAR_EFFECTS, EFFECT_MEANINGS),
                            about="Ce que cette date fait de la campagne",
                        ),
                        SOURCE,
                        CHOICE,
                    )
                )
            ),
        ),
        Key("figures", ListOf(FIGURE_SHAPE), about="Les images que les pages montrent"),
        Key(
            "options",
            ListOf(Shape((IDENTITY, LABEL, Key("valeur", ExactNumber(), required=True), UNIT, SOURCE, CHOICE))),
        ),
    )
)

SCALE_SHAPE = Shape(
    (
        IDENTITY,
        LABEL,
        Key(
            "niveaux",
            ListOf(
                Shape(
                    (
                        Key("id", LEVEL_NAME, required=True),
                        LABEL,
                        Key("valeur", ExactNumber(), about="Fraction exacte entre 0 et 1"),
                        Key("statut", OneOf({word: STATUSES[word] for word in STATUS_MEANINGS}, STATUS_MEANINGS)),
                    )
                )
            ),
            required=True,
        ),
        SOURCE,
        CHOICE,
    )
)

OPTIONS = ListOf(Shape((Key("id", OPTION_NAME, required=True), LABEL)))
_ANSWERS = Text(
    "Les réponses possibles se donnent par « options » ; « choix » dit notre lecture, et pourquoi.",
    'Possible answers are given by "options"; "choix" says our reading, and why.',
)
COMMON_FIELD_KEYS = (
    IDENTITY,
    Key("type", OneOf(FIELD_KINDS, FIELD_MEANINGS), required=True),
    LABEL,
    HELP,
    Key("exemple", TEXT),
    Key("requis", YesNo(condition_key="requis_si")),
    Key("requis_si", FORMULA),
    Key("visible_si", FORMULA),
    SOURCE,
    Key(CHOICE.name, Word(of_list=_ANSWERS), about=CHOICE.about),
)
OWN_FIELD_KEYS = (
    UNIT,
    Key("minimum", BoundText(), about="Un nombre, une date (2021-12-31), ou une formule"),
    Key("maximum", BoundText(), about="Un nombre, une date (2021-12-31), ou une formule"),
    Key("decimales", WholeNumber(0, 6)),
    Key("longueur", WholeNumber(1, 100_000), about="Caractères au plus"),
    Key("options", NameOr(OPTIONS), about="Les options, ou l'identifiant d'une liste"),
    Key("lignes_maximum", WholeNumber(1, 500)),
    Key("formats", ListOf(OneOf({name: name for name in FILE_FORMATS}, FORMAT_MEANINGS))),
    Key("taille_maximum", WholeNumber(1, 500), about="En Mo"),
    Key("echelle", TEXT),
    Key("poids", WholeNumber(1, 100)),
    Key("bareme_maximum", WholeNumber(1, 100)),
    Key("leviers", ListOf(TEXT)),
    Key("reconstitue", YesNo()),
)
COLUMN_SHAPE = Shape((*COMMON_FIELD_KEYS, *OWN_FIELD_KEYS))
CARRY_OVER = Key("reprise", OneOf(CARRY_OVERS), about="Ce que devient la réponse de l'an passé ; ce qui suit en hérite")
FIELD_SHAPE = Shape((*COMMON_FIELD_KEYS, *OWN_FIELD_KEYS, CARRY_OVER, Key("colonnes", ListOf(COLUMN_SHAPE))))

FORM = Shape(
    (
        Key("echelles", ListOf(SCALE_SHAPE)),
        Key(
            "listes",
            ListOf(Shape((IDENTITY, Key("options", OPTIONS, required=True)))),
            about="Des options que plusieurs champs ou colonnes proposent",
        ),
        Key(
            "rubriques",
            ListOf(
                Shape(
                    (
                        IDENTITY,
                        Key("titre", TEXT, required=True),
                        HELP,
                        Key("visible_si", FORMULA, about="Sinon la rubrique entière est masquée"),
                        CARRY_OVER,
                        SOURCE,
                        CHOICE,
                        Key(
                            "groupes",
                            ListOf(
                                Shape(
                                    (
                                        IDENTITY,
                                        Key("titre", TEXT, required=True),
                                        HELP,
                                        Key(
                                            "fenetre",
                                            WholeNumber(1, 10),
                                            about="Exercices sur lesquels les champs se répètent",
                                        ),
                                        Key("visible_si", FORMULA),
                                        CARRY_OVER,
                                        Key("rempli_par", TEXT, about="Un acteur ; sinon la structure"),
                                        Key("a_l_etape", TEXT, about="Une étape ; sinon la saisie de la demande"),
                                        SOURCE,
                                        CHOICE,
                                        Key("champs", ListOf(FIELD_SHAPE), required=True),
                                    )
                                )
                            ),
                            required=True,
                        ),
                    )
                )
            ),
            required=True,
        ),
    )
)

TEMPLATES = Shape(
    (
        Key(
            "modeles",
            ListOf(
                Shape(
                    (
                        Key("id", IDENTIFIER, required=True, about="Un modèle de la plateforme, ou un modèle libre"),
                        Key("libelle", TEXT, about="D'un modèle libre : comment il est proposé"),
                        Key("etape", TEXT, about="D'un modèle libre : l'étape à laquelle il est proposé"),
                        Key("acte", OneOf(LETTER_ACTS), about="D'un modèle libre : l'acte après lequel il l'est"),
                        Key("objet", Passage(), required=True, about="L'objet du message, ou le titre de la lettre"),
                        Key("corps", Passage(), required=True, about="Des paragraphes séparés par une ligne vide"),
                        SOURCE,
                        CHOICE,
                    )
                )
            ),
            required=True,
        ),
    )
)

CASE = Shape(
    (
        Key("titre", TEXT, required=True),
        Key("source", TEXT),
        Key("base", TEXT, about="Le cas dont on part"),
        Key("date", Day()),
        Key("dossier", Anything()),
        Key("hors_bornes", ListOf(TEXT), about="Les réponses attendues au-delà d'une borne qui est une formule"),
        Key("attendu", Anything(), required=True),
    )
)
