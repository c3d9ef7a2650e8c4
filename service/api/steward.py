"""POST /v1/rollback and /v1/keys…: what an administrator does besides adding and removing documents."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from index.errors import InvalidInput
from service.api.editing import must_write
from service.api.schemas import CLEAN, Request
from service.api.services import KnowledgeDep, ServicesDep
from service.keys import Key

router = APIRouter(tags=["administration"])


class RollbackRequest(Request):
    """`index_version` is the version to leave, else the current one: a second click then undoes nothing more."""

    index_version: Annotated[str, Field(max_length=100), CLEAN] | None = None


class RollbackResponse(BaseModel):
    """The version that answers now."""

    index_version: str


class KeyRequest(Request):
    """A key to make."""

    name: Annotated[str, Field(min_length=1, max_length=100, examples=["reading room"]), CLEAN]
    scopes: Annotated[list[Annotated[str, Field(max_length=20)]], Field(min_length=1, max_length=10)]


class KeyOut(BaseModel):
    """A key without its secret, which is kept nowhere."""

    id: str
    name: str
    scopes: list[str]
    created: str
    revoked: str | None


class KeyMade(KeyOut):
    """A new key with its secret: it is told this once."""

    secret: str


class KeysResponse(BaseModel):
    """Every key, revoked ones too, oldest first."""

    keys: list[KeyOut]


@router.post("/v1/rollback", summary="Return to the index before this one")
async def post_rollback(body: RollbackRequest, services: ServicesDep, knowledge: KnowledgeDep) -> RollbackResponse:
    """Undoes the latest change of the documents; 503 while another change is being written."""
    must_write(services)
    leaving = body.index_version or knowledge.snapshot().version
    return RollbackResponse(index_version=await services.desk.run(lambda: knowledge.store.rollback(leaving)))


@router.get("/v1/keys", summary="List keys")
def get_keys(services: ServicesDep) -> KeysResponse:
    """Who may call; never a secret."""
    return KeysResponse(keys=[_key(key) for key in services.keys.listed()])


@router.post("/v1/keys", status_code=201, summary="Create a key")
def post_key(body: KeyRequest, services: ServicesDep) -> KeyMade:
    """The first key ends the time in which anyone on this machine may do everything, so it must be one of an admin."""
    must_write(services)
    if services.keys.empty and "admin" not in body.scopes:
        raise InvalidInput(
            ",".join(body.scopes),
            "the first key needs the scope admin / 首个密钥须有 admin 权限",
            "Add it, then make keys of fewer scopes / 请加上，再创建权限较小的密钥",
        )
    key, secret = services.keys.create(body.name, tuple(dict.fromkeys(body.scopes)))
    return KeyMade(secret=secret, **_key(key).model_dump())


@router.delete("/v1/keys/{key_id}", summary="Revoke a key")
def delete_key(key_id: Annotated[str, Path(min_length=1, max_length=40)], services: ServicesDep) -> KeyOut:
    """Worthless at once."""
    must_write(services)
    return _key(services.keys.revoke(key_id))


def _key(key: Key) -> KeyOut:
    return KeyOut(id=key.id, name=key.name, scopes=list(key.scopes), created=key.created, revoked=key.revoked)
