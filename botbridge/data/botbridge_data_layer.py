"""The reference's other name for a data layer on PostgreSQL."""

from __future__ import annotations

from botbridge.data.sql_alchemy import SQLAlchemyDataLayer
from botbridge.data.storage_clients.base import BaseStorageClient


class BotbridgeDataLayer(SQLAlchemyDataLayer):
    """`SQLAlchemyDataLayer` with the arguments of the reference's own layer."""

    def __init__(
        self, database_url: str, storage_client: BaseStorageClient | None = None, show_logger: bool = False
    ) -> None:
        super().__init__(database_url, storage_provider=storage_client, show_logger=show_logger)
