//! A ledger of an earlier version, brought up to date by the real binary and killed at it.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;

use rusqlite::Connection;

use crate::support::cli_harness::{CliHarness, instant_options};

/// Takes away what the schemas after the third brought.
const DOWNGRADE_TO_SCHEMA_3: &str = "
    ALTER TABLE account DROP COLUMN held_from;
    ALTER TABLE account DROP COLUMN held_until;
    DROP TABLE set_aside;
    DROP TABLE new_photo;
    ALTER TABLE account DROP COLUMN picture_source;
    ALTER TABLE account DROP COLUMN refuses_id;
    ALTER TABLE render DROP COLUMN photo;
    ALTER TABLE render DROP COLUMN picture_key;
    ALTER TABLE render DROP COLUMN picture_source;
    ALTER TABLE render DROP COLUMN picture_choice;
    DROP TABLE look_order;
    DROP TABLE training;
    PRAGMA user_version = 3;
";

/// Takes away what the third brought, too.
const DOWNGRADE_TO_SCHEMA_2: &str = "
    ALTER TABLE render DROP COLUMN subtitles_url;
    ALTER TABLE render DROP COLUMN subtitles;
    ALTER TABLE render DROP COLUMN mark;
    ALTER TABLE render DROP COLUMN idempotency;
    ALTER TABLE render DROP COLUMN sent;
    ALTER TABLE event DROP COLUMN reply;
    ALTER TABLE account DROP COLUMN generation;
    ALTER TABLE account DROP COLUMN told;
    DROP TABLE picture;
    PRAGMA user_version = 2;
";

fn version(path: &Path) -> i64 {
    let database = Connection::open(path).unwrap();
    database.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_an_older_ledger_is_brought_up_to_date_nothing_is_lost() {
    for (place, back, from) in [
        ("migrate.after_copy", vec![DOWNGRADE_TO_SCHEMA_3], 3),
        ("migrate.before_commit", vec![DOWNGRADE_TO_SCHEMA_3, DOWNGRADE_TO_SCHEMA_2], 2),
        ("migrate.after_commit", vec![DOWNGRADE_TO_SCHEMA_3], 3),
    ] {
        let desk = CliHarness::new(instant_options()).await;
        let project = desk.write_project();
        assert_eq!(desk.run(&["render", &project, "--yes", "--wait"]).exit_code, 0);
        let path = desk.path(".local/share/cuecard/cuecard.db");
        let now = version(&path);
        Connection::open(&path).unwrap().execute_batch(&back.concat()).unwrap();
        assert!(version(&path) == from && from < now);

        let mut render = desk.command(&["render", &project, "--yes", "--again"]);
        let ended = render.env("CUECARD_TRAP", place).output().unwrap();
        assert_eq!(ended.status.signal(), Some(9), "{place}: {ended:?}");
        assert_eq!(desk.sandbox.ledger().paid.len(), 1, "{place}");
        let rows = desk.run(&["queue", "--json"]).json();
        let paid = desk.sandbox.ledger().paid[0].video_id.clone();
        assert_eq!(
            (&rows[0]["video_id"], &rows[0]["status"]),
            (&paid.into(), &"completed".into()),
            "{place}"
        );
        let names = std::fs::read_dir(path.parent().unwrap()).unwrap();
        let mut names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let copy = format!("cuecard.db.schema-{from}-");
        assert!(names.any(|name| name.starts_with(&copy)), "{place}: it was copied before");
        assert_eq!(desk.run(&["render", &project, "--yes", "--again"]).exit_code, 0);
        assert_eq!((version(&path), desk.sandbox.ledger().paid.len()), (now, 2), "{place}");
    }
}
