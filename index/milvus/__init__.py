"""The same knowledge base on a Milvus cluster, for one that outgrows a machine.

In reading order: `tables` names the collections and what a row of each holds, `cluster` is the only module that knows
pymilvus and what may pass when a cluster fails, `blocks` packs units into rows, `generation` is what is published,
`snapshot` reads one, `lease` lets one writer in, `writing` turns documents into rows, `store` is the Store.

Rows are immutable and belong to a document version. A generation is a small collection that lists the versions in it;
the alias `PREFIX_current` names the published one, so that publishing is one atomic step however large the base.
"""

from index.milvus.store import MilvusStore

__all__ = ["MilvusStore"]
