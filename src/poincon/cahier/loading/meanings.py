"""What each word of the closed lists means: said in full where a word is not in its list, and to editors."""

from __future__ import annotations

from poincon.cahier.basics.text import Text

STRENGTH_MEANINGS = {
    "prerequis": Text("sans lui, la demande n'est pas examinée", "without it, the request is not examined"),
    "eliminatoire": Text("non atteint, il écarte la demande", "not met, it rules the request out"),
    "requise": Text("à atteindre pour être retenu", "to be met to be selected"),
    "recommandee": Text("souhaité, n'écarte pas", "wished for, rules nothing out"),
    "comparee": Text("sert à comparer les demandes", "serves to compare requests"),
}
FUNCTION_MEANINGS = {
    "redaction": Text("remplit le dossier de sa structure", "fills its structure's dossier"),
    "direction": Text("valide et dépose le dossier de sa structure", "validates and submits its structure's dossier"),
    "instruction_regionale": Text("instruit les dossiers d'un territoire", "examines the dossiers of a territory"),
    "comite_regional": Text("siège au comité qui donne un avis", "sits on the committee that gives an opinion"),
    "expertise": Text("éclaire la décision sur les dossiers confiés", "advises on the dossiers entrusted to it"),
    "ministere": Text("agit pour l'ensemble : campagnes, décisions", "acts for the whole: campaigns, decisions"),
}
PHASE_MEANINGS = {
    "compte": Text("ouverture du compte", "opening of the account"),
    "saisie": Text("le dossier se remplit", "the dossier is filled"),
    "validation": Text("la direction le dépose", "the head submits it"),
    "completude": Text("on vérifie que rien ne manque", "nothing is missing: it is checked"),
    "prerequis": Text("on confirme les prérequis", "prerequisites are confirmed"),
    "non_traitee": Text("clôture quand un prérequis manque", "closing when a prerequisite is not met"),
    "evaluation": Text("on évalue", "it is evaluated"),
}
EFFECT_MEANINGS = {
    "ouverture": Text("la campagne ouvre", "the campaign opens"),
    "cloture": Text("la campagne ferme", "the campaign closes"),
}
SCOPE_MEANINGS = {
    "structure": Text("sa propre structure", "its own structure"),
    "region": Text("un territoire", "a territory"),
    "nation": Text("l'ensemble", "the whole"),
    "dossier": Text("les dossiers confiés", "the dossiers entrusted to it"),
    "public": Text("ce qui est publié", "what is published"),
}
STATUS_MEANINGS = {
    "atteint": Text("le niveau remplit l'exigence", "the level meets the requirement"),
    "non_atteint": Text("il ne la remplit pas", "it does not meet it"),
    "sans_objet": Text("l'exigence ne s'applique pas", "the requirement does not apply"),
}
FIGURE_MEANINGS = {
    "radar": Text("résultats en étoile", "outcomes as a star"),
    "equilibre": Text("dépenses et recettes face à face", "expenses beside income"),
    "echeancier": Text("versements dans l'ordre", "instalments in order"),
    "parts": Text("parts d'un total", "shares of a total"),
}
FIELD_MEANINGS = {
    "texte": Text("une ligne", "one line"),
    "texte_long": Text("plusieurs lignes", "several lines"),
    "choix": Text("une option parmi plusieurs", "one option among several"),
    "choix_multiple": Text("plusieurs options", "several options"),
    "oui_non": Text("oui ou non", "yes or no"),
    "entier": Text("un nombre sans décimale", "a whole number"),
    "decimal": Text("un nombre avec décimales", "a number with decimals"),
    "pourcentage": Text("une part de 0 à 100 %", "a share from 0 to 100%"),
    "euros": Text("un montant", "an amount"),
    "etp": Text("équivalents temps plein", "full-time equivalents"),
    "date": Text("un jour", "a day"),
    "annee": Text("une année", "a year"),
    "siren": Text("9 chiffres d'une entreprise", "the 9 digits of a company"),
    "siret": Text("14 chiffres d'un établissement", "the 14 digits of an establishment"),
    "courriel": Text("une adresse électronique", "an e-mail address"),
    "telephone": Text("un numéro", "a telephone number"),
    "adresse": Text("une adresse postale", "a postal address"),
    "region": Text("une région", "a region"),
    "fichier": Text("un document à joindre", "a document to attach"),
    "tableau": Text("des lignes et des colonnes", "rows and columns"),
    "enonce": Text("une phrase notée sur une échelle", "a sentence answered on a scale"),
    "enonce_libre": Text("une phrase que la structure ajoute", "a sentence that the structure adds"),
}
FORMAT_MEANINGS = {
    "pdf": Text("PDF", "PDF"),
    "docx": Text("Word", "Word"),
    "odt": Text("texte LibreOffice", "LibreOffice text"),
    "xlsx": Text("Excel", "Excel"),
    "ods": Text("tableur LibreOffice", "LibreOffice spreadsheet"),
    "pptx": Text("PowerPoint", "PowerPoint"),
    "png": Text("image", "image"),
    "jpg": Text("photographie", "photograph"),
    "jpeg": Text("photographie", "photograph"),
    "csv": Text("tableau en texte", "table as text"),
    "zip": Text("archive", "archive"),
}
