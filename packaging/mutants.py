"""Mutation testing of the modules that judge evidence: ``make mutants MODULES="ledger/tree seal/dsse" SAMPLE=100``.

A copy of the tree is made under build/mutants, because mutmut writes beside what it changes and knows source folders of
certain names only. Its own libraries come from .venv-mutants; the tests run with the project's environment. Each change
is tried with those tests that reach it; changes of nothing but the words of a refusal are counted and not tried. A
table of figures and the survivors are printed and kept in the copy.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from warm_tests import Collected

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / "build" / "mutants"
JUDGES = (
    "seal/base32",
    "seal/digests",
    "seal/keys",
    "seal/possession",
    "seal/access",
    "seal/dsse",
    "seal/statements",
    "seal/cards",
    "seal/recovery",
    "seal/keywrap",
    "seal/keystore",
    "seal/log_key",
    "model/strict_json",
    "ledger/tree",
    "ledger/note",
    "ledger/cosignature",
    "ledger/proof",
    "ledger/entry_check",
    "ledger/roster_form",
    "ledger/roster_rules",
    "ledger/roster_state",
    "ledger/roster",
    "ledger/erasures",
    "ledger/doubts",
    "ledger/quick_check",
    "ledger/verify_tables",
    "ledger/verify_tree",
    "ledger/verify",
    "ledger/bundle_forms",
    "ledger/bundle_people",
    "ledger/bundle_checker",
    "ledger/bundle_verifier",
)
# The tests of a module that has no quick ones below.
TESTS = ("tests/core/seal", "tests/core/model", "tests/core/ledger")
# The quick tests that reach a module: of tests/core/ledger, or of another folder under tests/core.
TABLES = {
    "seal/base32": "seal/keys seal/recovery",
    "seal/digests": "seal/digests",
    "seal/keys": "seal/keys",
    "seal/access": "seal/access bounds_table",
    "seal/dsse": "seal/dsse seal/envelope_forms bounds_table",
    "seal/statements": "seal/statements seal/seal_edges",
    "seal/cards": "seal/recovery seal/seal_edges",
    "seal/recovery": "seal/recovery seal/seal_edges",
    "seal/keywrap": "seal/keys seal/keystore seal/kept_keys seal/seal_edges",
    "seal/keystore": "seal/keystore seal/kept_keys seal/seal_edges",
    "seal/log_key": "seal/kept_keys",
    "model/strict_json": "model/strict_json",
    "ledger/tree": "tree tree_and_note_corners bounds_table",
    "ledger/note": "note_forms tree_and_note_corners bounds_table",
    "ledger/cosignature": "cosignature bounds_table",
    "seal/possession": "roster_codes roster_form roster_rules",
    "ledger/proof": "proof verify_corners",
    "ledger/entry_check": "entry_check verify_rules",
    "ledger/roster_form": "roster_codes roster_form roster_rules",
    "ledger/roster_rules": "register_table roster_codes roster_form roster_rules",
    "ledger/roster_state": "roster roster_codes roster_rules",
    "ledger/roster": "roster roster_codes roster_form roster_rules",
    "ledger/erasures": "erasures_table verify_table",
    "ledger/doubts": "erasures_table verify_table",
    "ledger/quick_check": "verify_table verify_tree_table quick_check",
    "ledger/verify_tables": "verify_table verify_words verify_corners",
    "ledger/verify_tree": "verify_table verify_tree_table verify_corners",
    "ledger/verify": "verify_table verify_tree_table verify_words verify_corners",
    "ledger/bundle_forms": "bundle_forms_table",
    "ledger/bundle_people": "register_table roster_rules",
    "ledger/bundle_checker": "bundle_table bundle_folder_table one_verdict",
    "ledger/bundle_verifier": "bundle_folder_table",
}
WORDS = "words.json"
# What these say is looked at whole: it names the entry that is not as it was.
NAMING = ("BadEntry", "NotVerified")
PLAIN_SQL = re.compile(r"(?:select|delete|insert|update) (?:[^']|'')*\Z", re.IGNORECASE)
# Which test noticed each change so far, in the order of noticing.
NOTICED = "noticed.txt"
# They change folder or umask, or start programs from the folder's place.
LEFT_OUT = "not command and not umask"
COPIED = ("tests", "desktop", "resources", "pyproject.toml", "README.md")


def main() -> int:
    """Run. Returns 1 when a share of changes below ``--least`` was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=JUDGES, help="as ledger/tree; all judges without")
    parser.add_argument("--sample", type=int, default=0, help="so many changes of each module, chosen by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", nargs="*", default=(), help="files or folders; the modules' own tables without")
    parser.add_argument("--children", type=int, default=os.cpu_count() or 1, help="tests run side by side")
    parser.add_argument("--least", type=float, default=0.0, help="per cent that must be found")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        run_inside(chosen.sample, chosen.seed, chosen.children)
        return 0
    make_copy(chosen.modules, chosen.tests or tests_of(chosen.modules))
    again = [sys.executable, str(Path(__file__).resolve()), "--inside", "--sample", str(chosen.sample)]
    again += ["--seed", str(chosen.seed), "--children", str(chosen.children)]
    done = subprocess.run(again, cwd=COPY, check=False)
    if done.returncode != 0:
        return done.returncode
    return report(chosen.modules, chosen.least)


def tests_of(modules: Iterable[str]) -> list[str]:
    """The tables of these modules, or all folders when one has none."""
    if not all(module in TABLES for module in modules):
        return list(TESTS)
    found = set()
    for module in modules:
        for name in TABLES[module].split():
            folder, _, table = f"ledger/{name}".rpartition("/")
            found.add(f"tests/core/{folder.rpartition('/')[2]}/test_{table}.py")
    return sorted(found)


def make_copy(modules: Iterable[str], tests: Iterable[str]) -> None:
    """A tree in which mutmut finds its way, with its configuration. What was there is removed."""
    shutil.rmtree(COPY, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(ROOT / "core", COPY / "src", ignore=ignored)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, COPY / name, ignore=ignored)
        else:
            shutil.copyfile(source, COPY / name)
    # It would else look for the sources where there are none yet.
    (COPY / "mutants" / "src").mkdir(parents=True)
    settings = (COPY / "pyproject.toml").read_text("utf-8")
    for old, new in (
        ('pythonpath = ["core", ', "pythonpath = ["),
        # Alarms of the tests' own would end the process that tries the changes.
        ("\ntimeout = 120\nfaulthandler_timeout = 110\n", "\n"),
    ):
        if old not in settings:
            raise SystemExit(f"pyproject.toml no longer says {old.strip()!r}; adapt {Path(__file__).name}")
        settings = settings.replace(old, new)
    mutmut = {
        "source_paths": ["src"],
        "only_mutate": [f"src/counterseal/{module}.py" for module in modules],
        "also_copy": [name for name in COPIED if name != "pyproject.toml"],
        "pytest_add_cli_args": ["-p", "no:randomly", "-p", "no:cacheprovider", "-k", LEFT_OUT],
        "pytest_add_cli_args_test_selection": list(tests),
        "timeout_multiplier": 6.0,
        "timeout_constant": 5.0,
    }
    # A JSON list of texts is a TOML list of texts.
    lines = [f"{name} = {json.dumps(value)}" for name, value in mutmut.items()]
    (COPY / "pyproject.toml").write_text("\n".join([settings, "[tool.mutmut]", *lines, ""]), "utf-8")


def run_inside(sample: int, seed: int, children: int) -> None:
    """In the copy, with mutmut's libraries behind the project's own: try all changes, or a sample of each module."""
    found = [
        *(ROOT / ".venv-mutants").glob("lib/python*/site-packages"),
        *(ROOT / ".venv-mutants").glob("Lib/site-packages"),
    ]
    if not found:
        raise SystemExit("mutmut is not installed: make mutants does that")
    sys.path.append(str(found[0]))
    from mutmut import __main__ as mutmut
    from mutmut.runners import harness
    from mutmut.workers import isolation

    collect = mutmut.collect_source_file_mutation_data

    def sampled(*, mutant_names):  # type: ignore[no-untyped-def]
        changes, by_path = collect(mutant_names=mutant_names)
        words = {name for data, name, _result in changes if only_words(name, data.path)}
        (COPY / WORDS).write_text(json.dumps(sorted(words)), "utf-8")
        changes = [change for change in changes if change[1] not in words]
        if not sample:
            return changes, by_path
        chosen = []
        for path in sorted(by_path):
            here = sorted((change for change in changes if str(change[0].path) == str(path)), key=lambda c: c[1])
            # A sample that others must be able to draw again; nothing depends on its being unpredictable.
            chosen += random.Random(f"{seed} {path}").sample(here, min(sample, len(here)))  # noqa: S311
        return chosen, by_path

    wait = isolation.ForkRunner.wait_for_result

    def ours(self, timeout=None):  # type: ignore[no-untyped-def]
        while True:
            try:
                return wait(self, timeout)
            except KeyError:
                # It waits for any child, and takes one that a test left to be collected for a change that was tried.
                continue

    start = isolation.ForkRunner.startup
    warm: list[Collected] = []

    def startup(self):  # type: ignore[no-untyped-def]
        arguments = [*mutmut.config().pytest_add_cli_args, *mutmut.config().pytest_add_cli_args_test_selection]
        with harness.change_cwd("mutants"):
            warm.append(Collected(arguments, COPY / NOTICED))
        start(self)

    def run_tests(self, *, mutant_name, tests):  # type: ignore[no-untyped-def]
        if not mutant_name:
            return run_cold(self, mutant_name=mutant_name, tests=tests)
        with harness.change_cwd("mutants"):
            return warm[0].run(in_order(tests, harness.state().duration_by_test))

    run_cold = harness.PytestRunner.run_tests
    isolation.ForkRunner.wait_for_result = ours
    isolation.ForkRunner.startup = startup
    # The run that found out which tests reach what has just passed.
    isolation.ForkRunner.run_clean_tests = lambda _self, tests: 0
    harness.PytestRunner.run_tests = run_tests
    mutmut.collect_source_file_mutation_data = sampled
    mutmut._run((), children)


def in_order(tests: Iterable[str], seconds: Mapping[str, float]) -> list[str]:
    """The tests that noticed most changes so far first, the quick ones next, and file by file.

    What a file's tests share is built anew each time that a test of another file comes in between.
    """
    noticed = COPY / NOTICED
    found = Counter(noticed.read_text("utf-8").splitlines() if noticed.exists() else ())
    files: dict[str, list[str]] = {}
    for test in tests:
        files.setdefault(test.partition("::")[0], []).append(test)
    ordered = sorted(files.values(), key=lambda ones: (-sum(found[one] for one in ones), sum(seconds[o] for o in ones)))
    return [one for ones in ordered for one in sorted(ones, key=lambda one: (-found[one], seconds[one], one))]


def only_words(name: str, path: Path) -> bool:
    """Whether a change is in nothing but what a refusal says to people, or in how a codec or SQL is written."""
    import libcst
    from mutmut.mutation.diff_apply import read_functions_from_index

    found = read_functions_from_index(name, path)
    if found is None:
        return False
    before, after = (ast.parse(libcst.Module([function]).code) for function in found)
    return ast.dump(Wordless().visit(before)) == ast.dump(Wordless().visit(after))


class Wordless(ast.NodeTransformer):
    """Takes away what a refusal that is raised or made says, and leaves its class and its code.

    The case of codecs and of SQL goes too: neither has one. ``decode64`` takes the place that its refusal names.
    """

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        if isinstance(node.exc, ast.Call) and ast.unparse(node.exc.func) not in NAMING:
            node.exc.args = []
            node.exc.keywords = [keyword for keyword in node.exc.keywords if keyword.arg == "code"]
        return self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        call = node.value
        if isinstance(call, ast.Call) and any(keyword.arg == "code" for keyword in call.keywords):
            call.args, call.keywords = [], [keyword for keyword in call.keywords if keyword.arg == "code"]
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if ast.unparse(node.func) == "decode64":
            del node.args[1:]
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if node.value in ("UTF-8", "ASCII") or (isinstance(node.value, str) and PLAIN_SQL.match(node.value)):
            node.value = node.value.lower()
        return node


def report(modules: Iterable[str], least: float) -> int:
    """Print the figures and the survivors, and keep them in ``report.json`` of the copy."""
    rows, survivors = [], []
    words = set(json.loads((COPY / WORDS).read_text("utf-8")))
    for module in modules:
        meta = COPY / "mutants" / "src" / "counterseal" / f"{module}.py.meta"
        codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"] if meta.exists() else {}
        said = len(words & set(codes))
        tried = {name: code for name, code in codes.items() if code is not None and name not in words}
        # 0: the tests passed with it. 5 and 33: no test reaches it. Everything else ended them.
        alive = sorted(name for name, code in tried.items() if code in (0, 5, 33))
        survivors += alive
        rows.append((module, len(codes), said, len(tried), len(tried) - len(alive)))
    print("\n| module | changes | of words | tried | found | survived | score |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for module, changes, said, tried_, caught in rows:
        score = f"{100 * caught / tried_:.1f} %" if tried_ else "-"
        print(f"| `{module}.py` | {changes:,} | {said:,} | {tried_:,} | {caught:,} | {tried_ - caught:,} | {score} |")
    print("\nSurvivors (in build/mutants: mutmut show NAME):")
    print("\n".join(survivors) or "none")
    (COPY / "report.json").write_text(json.dumps({"rows": rows, "survivors": survivors}, indent=1), "utf-8")
    tried_all, found_all = sum(row[3] for row in rows), sum(row[4] for row in rows)
    return int(tried_all == 0 or 100 * found_all < least * tried_all)


if __name__ == "__main__":
    sys.exit(main())
