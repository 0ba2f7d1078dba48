//! Rows as PostgreSQL copies them in: a statement, the types of its columns, and the values of a row.

use tokio_postgres::types::{ToSql, Type};

/// A row that can be copied in.
pub(in crate::storage) trait Copied {
    /// The statement.
    const COPY: &str;
    /// The types of the columns.
    const TYPES: &[Type];

    /// Returns the values, in the order of the columns.
    fn values(&self) -> Vec<&(dyn ToSql + Sync)>;
}

/// Says how rows of a table are copied in.
macro_rules! copied {
    ($record:ident: $table:ident ($($column:ident $kind:ident),+ $(,)?)) => {
        impl crate::storage::records::Copied for $record {
            const COPY: &str = concat!(
                "copy ", stringify!($table), " (", stringify!($($column),+), ") from stdin (format binary)"
            );
            const TYPES: &[tokio_postgres::types::Type] = &[$(tokio_postgres::types::Type::$kind),+];

            fn values(&self) -> Vec<&(dyn tokio_postgres::types::ToSql + Sync)> {
                vec![$(&self.$column),+]
            }
        }
    };
}

pub(super) use copied;
