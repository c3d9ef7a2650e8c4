"""The comparison of stores counts what it says it counts."""

from __future__ import annotations

from eval.cases import Case, Evidence
from eval.stores import Side, cites_gold, report
from index.retrieve import Retriever
from tests.fake_embedder import FakeEmbedder
from tests.index.storekit import incoming, store_at

CASE = Case("a", "zh", "新增城镇就业多少人？", "numeric", True, evidence=(Evidence("plan.txt", "就业2.5万人"),))


def test_evidence_counts_in_its_own_file_only() -> None:
    assert cites_gold(CASE, "plan.txt", "全州新增城镇就业 2.5万人。")
    assert not cites_gold(CASE, "other.txt", "全州新增城镇就业2.5万人。")
    assert not cites_gold(CASE, "plan.txt", "全州新增城镇就业3万人。")


def test_report_has_a_column_for_each_store_and_a_row_for_each_measure(tmp_path) -> None:  # type: ignore[no-untyped-def]
    store = store_at(tmp_path)
    store.change(add=[incoming("二、就业\n全州新增城镇就业2.5万人。", "plan.txt")])
    embedder = FakeEmbedder()
    sides = [Side(name, store, Retriever(store, embedder), lambda question: question) for name in ("one", "two")]
    found = [side.run(CASE) for side in sides]
    assert found[0] == found[1]
    table = report(sides, {"dense": 1.0})
    assert table.startswith("| | one | two |")
    assert "| hit@1 zh | 1.000 | 1.000 |" in table
    assert "| cite@1 zh | 0.000 | 0.000 |" in table
    assert all(f"| {what}, p50 ms |" in table for what in ("dense", "terms", "units", "search", "ask"))
