"""What can be set from outside: environment variables TESSERA_*, read when a door opens, never at import."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

BUNDLED = "bundled"
PACE = 600
_ALONE = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """Every setting with its default; `tessera config` prints them with their descriptions."""

    model_config = SettingsConfigDict(env_prefix="TESSERA_", frozen=True, extra="ignore")

    data_dir: Path = Field(Path(".data"), description="where the index and ingested documents are kept")
    corpus_dir: Path = Field(Path("corpus"), description="the records the knowledge base is built from")
    vector_store: str = Field("embedded", description="'embedded', or http://HOST:PORT of a Chroma server")
    embedding_model: str = Field(BUNDLED, description="'bundled' (all-MiniLM-L6-v2), a local path or a hub name")
    embedding_precision: Literal["auto", "int8", "float32"] = Field(
        "auto", description="of the bundled encoder; auto: what this machine's processor runs quicker"
    )
    host: str = Field("127.0.0.1", description="address the app listens on")
    port: int = Field(7860, ge=1, le=65535, description="port the app listens on")
    hosts: str = Field("", description="names the app is reached by, beside this machine's and HOST; '*.example.org'")
    auth: str = Field("", description="users, name:hash each, or a file of such lines; `tessera passwd` prints one")
    trusted_proxies: str = Field("", description="addresses or networks of proxies whose X-Forwarded-For is believed")
    auth_header: str = Field(
        "", description="header in which a trusted proxy names the user it let in", validate_default=True
    )
    rate: int = Field(
        -1,
        ge=-1,
        description="requests a minute of each client; 0: any; -1: 600, or any where only this machine can ask",
    )
    language: Literal["auto", "en", "zh"] = Field("auto", description="of answers; auto: the question's")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("WARNING", description="of the log on stderr")
    log_format: Literal["text", "json"] = Field("text", description="of the log; at INFO it has a line a request")
    allow_loopback: bool = Field(False, description="let `ingest` and `crawl` fetch from this machine's own addresses")
    contact: str = Field("", description="address or page where publishers can reach you; `crawl` names it to them")
    crawl_seconds: float = Field(1800.0, gt=0, description="seconds a crawl of one source may take")
    crawl_size: int = Field(100 * 1024 * 1024, gt=0, description="bytes a fetched document may have, unpacked")
    workers: int = Field(0, ge=0, le=256, description="processes that parse side by side; 0: one for each processor")
    keep_versions: int = Field(5, ge=1, description="snapshots kept of one address; older ones may be removed")
    keep_bytes: int = Field(0, ge=0, description="bytes all snapshots may take before older versions go; 0: no limit")
    llm_url: str = Field("", description="OpenAI-compatible base address of a model that words answers; empty: none")
    llm_model: str = Field("", description="name of that model", validate_default=True)
    llm_key: SecretStr = Field(SecretStr(""), description="its API key")
    llm_seconds: float = Field(
        20.0, gt=0, le=600, description="seconds to wait for it; then the answer stands as it is"
    )
    llm_context: int = Field(6000, ge=1000, description="tokens it is given at most, counted by the bundled encoder")

    @property
    def pace(self) -> int:
        """Requests a minute of each client, 0 for no limit: of itself PACE where anybody else than this machine can ask."""
        alone = self.host in _ALONE and not self.trusted_proxies
        return self.rate if self.rate >= 0 else 0 if alone else PACE

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, proxies: str) -> str:
        for one in listed(proxies):
            try:
                ipaddress.ip_network(one)
            except ValueError:
                raise ValueError(f"'{one[:60]}' is no address and no network (10.0.0.0/8)") from None
        return proxies

    @field_validator("auth_header")
    @classmethod
    def _by_a_proxy(cls, header: str, info: ValidationInfo) -> str:
        if header and not info.data.get("trusted_proxies", header):
            raise ValueError("anybody could send it; name the proxies that do in TESSERA_TRUSTED_PROXIES")
        if header and not re.fullmatch(r"[A-Za-z0-9-]{1,64}", header):
            raise ValueError("is no name of a header")
        return header

    @field_validator("llm_url")
    @classmethod
    def _safe(cls, url: str) -> str:
        """Questions leave this machine only encrypted, or stay in its own network."""
        parts = urlsplit(url)
        if url and not (
            parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and _near(parts.hostname)))
        ):
            raise ValueError("must be https://…, or http:// to this machine or a private network")
        if parts.username or parts.password:
            raise ValueError("must hold no password; set TESSERA_LLM_KEY")
        return url

    @field_validator("llm_model")
    @classmethod
    def _named(cls, model: str, info: ValidationInfo) -> str:
        if bool(model) != bool(info.data.get("llm_url", model)):
            raise ValueError("TESSERA_LLM_URL and TESSERA_LLM_MODEL go together")
        return model


def listed(text: str) -> tuple[str, ...]:
    """The entries of a setting that takes several, apart by commas or spaces."""
    return tuple(text.replace(",", " ").split())


def _near(host: str) -> bool:
    """Whether a host is this machine or in a private network: by its address, or by a name no public server can have."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))
    return address.is_loopback or address.is_private
