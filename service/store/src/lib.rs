//! SQLite and PostgreSQL: transactions, migrations, all SQL.
