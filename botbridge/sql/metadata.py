"""The one schema that `data` and `state` share, so that one migration history covers both."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData

# Names for every constraint, so that a later migration can drop it on any database.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts by itself only in a column whose type is exactly INTEGER.
Counter = BigInteger().with_variant(Integer, "sqlite")
