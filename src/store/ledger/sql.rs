//! Queries of the ledger, and the domain's values as values of SQL.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Params, Row};

use crate::domain::{
    ApiVersion, FailureReason, GroupId, LookGenerationId, PhotoId, PictureKey, PictureKeySource, RenderId,
    RenderStage, VideoId,
};

/// All rows of a query.
pub(super) fn query_rows<T>(
    database: &Connection,
    sql: &str,
    values: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    database.prepare(sql)?.query_map(values, read)?.collect()
}

/// The first row of a query, if there is one.
pub(super) fn query_first<T>(
    database: &Connection,
    sql: &str,
    values: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    database.query_row(sql, values, read).optional()
}

/// The first column of the only row of a query.
pub(super) fn query_value<T: FromSql>(
    database: &Connection,
    sql: &str,
    values: impl Params,
) -> rusqlite::Result<T> {
    database.query_row(sql, values, |row| row.get(0))
}

/// The stages that `selects` accepts, as the list of an SQL `IN`.
pub(super) fn stage_list(selects: impl Fn(RenderStage) -> bool) -> String {
    let stages = RenderStage::ALL.iter().filter(|stage| selects(**stage));
    stages.map(|stage| format!("'{}'", stage.as_str())).collect::<Vec<_>>().join(", ")
}

/// Makes row ids values of SQL.
macro_rules! stored_as_integer {
    ($name:ident) => {
        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.0.into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                value.as_i64().map(Self)
            }
        }
    };
}

pub(super) use stored_as_integer;

stored_as_integer!(RenderId);

/// Makes values of SQL of enums that are stored as their word.
macro_rules! stored_as_word {
    ($($name:ident),+) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }
    )+};
}

/// Makes values of SQL of the service's ids.
macro_rules! stored_as_text {
    ($($name:ident),+) => {
        stored_as_word!($($name),+);
        $(impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_str().map(Self::new)
            }
        })+
    };
}

stored_as_word!(ApiVersion, FailureReason, PictureKeySource, RenderStage);
stored_as_text!(GroupId, LookGenerationId, PhotoId, PictureKey, VideoId);
