"""Located trees: every scalar stays the text that was written, every fault has its line, nothing hostile passes."""

from __future__ import annotations

import contextlib
import json
import tracemalloc
from pathlib import Path

import pytest

from poincon.cahier.basics.located import Located, Mapping, Scalar, Sequence, read_bytes, read_file
from poincon.cahier.basics.problems import Problem, Unusable


def read(text: str | bytes, *, as_json: bool = False) -> Located:
    data = text.encode() if isinstance(text, str) else text
    return read_bytes(data, "f.json" if as_json else "f.yaml", as_json=as_json)


def refused(text: str | bytes, *, as_json: bool = False) -> list[Problem]:
    with pytest.raises(Unusable) as caught:
        read(text, as_json=as_json)
    return caught.value.problems


def plain(node: Located) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(child) for key, child in node.entries.items()}


@pytest.mark.parametrize(
    "text",
    ["no", "yes", "on", "01000", "23:40", "1_000", "0x10", "1.10", "1e5", ".inf", "2021-12-31", "250000.01", "true"],
)
def test_a_yaml_scalar_stays_the_text_that_was_written(text: str) -> None:
    assert plain(read(f"x: {text}")) == {"x": text}
    assert plain(read(f"x: '{text}'")) == {"x": text}


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL", "# rien"])
def test_an_empty_or_null_scalar_is_absent(text: str) -> None:
    assert plain(read(f"x: {text}")) == {"x": None}


def test_a_quoted_null_is_a_text() -> None:
    assert plain(read("x: 'null'\ny: ''\nz: \"~\"")) == {"x": "null", "y": "", "z": "~"}


def test_an_empty_file_is_an_empty_value() -> None:
    assert plain(read("")) is None
    assert plain(read("# seulement un commentaire\n")) is None


def test_each_node_knows_its_line_and_its_path() -> None:
    tree = read("a:\n  - b: 1\n    c: 2\n  - d\ne: {f: 3}\n")
    assert isinstance(tree, Mapping)
    items = tree.entries["a"]
    assert isinstance(items, Sequence)
    first = items.items[0]
    assert isinstance(first, Mapping)
    assert (first.entries["c"].place.line, first.entries["c"].place.path) == (3, "a[0].c")
    assert (items.items[1].place.line, items.items[1].place.path) == (4, "a[1]")
    inner = tree.entries["e"]
    assert isinstance(inner, Mapping)
    assert (inner.entries["f"].place.line, inner.entries["f"].place.path) == (5, "e.f")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    text = "a: 1\nb: |\n  deux\n  lignes\n"
    assert plain(read(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())) == plain(read(text))


def test_texts_are_read_in_composed_form() -> None:
    assert plain(read("x: e\u0301te\u0301")) == {"x": "été"}
    assert plain(read(json.dumps({"x": "e\u0301"}), as_json=True)) == {"x": "é"}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: &x 1", "alias", 1),
        ("a: 1\nb: *x", "alias", 2),
        ("a: 1\nb: &x [1]\nc: *x", "alias", 2),
        ("a: !!str 1", "tag", 1),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", "tag", 2),
        ("a: !secret 1", "tag", 1),
        ("a: 1\nb: 2\na: 3", "duplicate_key", 3),
        ("a: 1\n---\nb: 2", "several_documents", 2),
        ("a: ]", "syntax", 1),
        ("a: 1\n\tb: 2", "syntax", 2),
        ("a: 1\nb: c: d", "syntax", 2),
        ("? [a]\n: 1", "key_kind", 1),
        ("~: 1", "key_kind", 1),
    ],
)
def test_what_yaml_may_not_hold_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    assert (code, line) in [(problem.code, problem.place.line) for problem in refused(text)]


def test_a_duplicate_key_names_both_lines() -> None:
    (problem,) = refused("a: 1\nb: 2\na: 3\n")
    assert problem.render() == "f.yaml:3: a: cette clé est répétée (déjà ligne 1). Gardez-en une seule."


def test_every_fault_of_form_is_told_at_once() -> None:
    problems = refused("a: &x 1\nb: !t 2\na: 3\n")
    assert [problem.code for problem in problems] == ["alias", "tag", "duplicate_key"]


@pytest.mark.parametrize("as_json", [False, True])
def test_a_document_that_is_too_deep_is_refused(as_json: bool) -> None:
    assert plain(read("[" * 20 + "]" * 20, as_json=as_json)) is not None
    for depth in (26, 2_000, 100_000):
        codes = {problem.code for problem in refused("[" * depth + "]" * depth, as_json=as_json)}
        assert codes == {"too_deep"}


@pytest.mark.parametrize("as_json", [False, True])
def test_a_document_of_too_many_nodes_is_refused(as_json: bool) -> None:
    codes = {problem.code for problem in refused("[" + "1," * 450_000 + "1]", as_json=as_json)}
    assert codes == {"too_deep"}


@pytest.mark.parametrize("as_json", [False, True])
def test_a_long_key_above_many_nodes_takes_no_memory(as_json: bool) -> None:
    """Each node tells its path: a key of 99 000 characters must not be copied a thousand times."""
    key = "k" * 99_000
    values = ",".join("1" for _ in range(1_000))
    text = f'{{"{key}": [{values}]}}' if as_json else f"? {key}\n: [{values}]"
    tracemalloc.start()
    with contextlib.suppress(Unusable):  # to refuse such a key is right too
        read(text, as_json=as_json)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize("as_json", [False, True])
def test_a_huge_file_and_a_huge_text_are_refused(as_json: bool) -> None:
    assert [problem.code for problem in refused(b'"' + b"a" * 9_000_000 + b'"', as_json=as_json)] == ["too_large"]
    assert [problem.code for problem in refused(b'"' + b"a" * 100_001 + b'"', as_json=as_json)] == ["text_too_long"]


def test_a_file_that_is_not_utf8_is_refused_with_its_line() -> None:
    (problem,) = refused("titre: 1\nnom: Café\n".encode("latin-1"))
    assert (problem.code, problem.place.file) == ("not_utf8", "f.yaml:2")
    assert problem.render().startswith("f.yaml:2: ce fichier n'est pas en UTF-8. Enregistrez-le en UTF-8 (")
    assert refused("a: 1".encode("utf-16"))[0].code == "not_utf8"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9f"])
def test_a_control_character_is_refused_wherever_it_hides(character: str) -> None:
    assert refused(json.dumps({"x": f"a{character}"}), as_json=True)[0].code == "control_character"
    assert refused(json.dumps({f"a{character}": 1}), as_json=True)[0].code == "control_character"
    assert refused(f'x: "a\\x{ord(character):02x}"')[0].code == "control_character"
    assert refused(f"x: a{character}") != []


def test_half_a_character_is_refused() -> None:
    assert refused('{"x": "\\ud800"}', as_json=True)[0].code == "control_character"
    assert refused('x: "\\ud800"') != []


# JSON


def test_a_json_number_is_the_digits_that_were_written() -> None:
    assert plain(read('{"x": 250000.01, "y": "250000.01"}', as_json=True)) == {"x": "250000.01", "y": "250000.01"}
    assert plain(read('{"x": 1.10, "y": 12345678901234567890, "z": 1E5}', as_json=True)) == {
        "x": "1.10",
        "y": "12345678901234567890",
        "z": "1E5",
    }


def test_json_and_yaml_give_the_same_tree() -> None:
    text = '{"a": [1, 2.50, "01000"], "b": {"c": null, "d": "null"}}'
    assert plain(read(text, as_json=True)) == plain(read(text))


def test_json_booleans_are_the_words_true_and_false() -> None:
    assert plain(read('{"x": true, "y": false}', as_json=True)) == {"x": "true", "y": "false"}


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_json_calls_a_number_and_is_none_is_refused(word: str) -> None:
    assert refused(f'{{"x": {word}}}', as_json=True)[0].code == "not_a_number"


def test_a_json_key_may_not_be_repeated() -> None:
    (problem,) = refused('{"a": 1, "a": 2}', as_json=True)
    assert (problem.code, problem.place.path) == ("duplicate_key", "a")


def test_malformed_json_tells_its_line() -> None:
    sentence = refused('{"a": 1,\n"b": }', as_json=True)[0].render()
    assert sentence.startswith("f.json:2: le JSON est mal formé ici. Vérifiez les guillemets,")
    assert refused("", as_json=True)[0].code == "syntax"


def test_a_number_of_five_thousand_digits_is_only_a_text() -> None:
    assert plain(read('{"x": ' + "9" * 5_000 + "}", as_json=True)) == {"x": "9" * 5_000}


# files


def test_a_file_that_cannot_be_read_is_unusable(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.yaml", tmp_path, Path("a\0b.yaml"), Path("x" * 5_000)):
        with pytest.raises(Unusable) as caught:
            read_file(path)
        assert caught.value.problems[0].code in ("no_such_file", "unreadable")


def test_a_symbolic_link_that_leads_to_itself_is_unusable(tmp_path: Path) -> None:
    loop = tmp_path / "a.yaml"
    loop.symlink_to(loop)
    with pytest.raises(Unusable):
        read_file(loop)


def test_the_ending_says_whether_a_file_is_json(tmp_path: Path) -> None:
    (tmp_path / "d.JSON").write_text('{"x": 1}', encoding="utf-8")
    (tmp_path / "d.yml").write_text("x: 1", encoding="utf-8")
    assert plain(read_file(tmp_path / "d.JSON")) == plain(read_file(tmp_path / "d.yml"))
