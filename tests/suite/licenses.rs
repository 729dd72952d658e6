//! The license check of `.ci/dependencies`: license expressions, and failure without a crate list.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Whether the check passes where `cargo tree` prints these lines and ends with this code.
fn check_passes(lines: &str, code: u8) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("lines"), lines).unwrap();
    let cargo = format!("#!/bin/sh\ncat {}\nexit {code}\n", at("lines").display());
    fs::write(at("cargo"), cargo).unwrap();
    fs::set_permissions(at("cargo"), fs::Permissions::from_mode(0o755)).unwrap();
    let check = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/dependencies");
    let mut command = Command::new(check);
    command.env_clear().env("PATH", format!("{}:/usr/bin:/bin", folder.path().display()));
    let ran = command.env("CARGO_TARGET_DIR", folder.path()).output().unwrap();
    assert!(ran.stderr.is_empty(), "{ran:?}");
    ran.status.success()
}

#[test]
fn a_license_expression_is_evaluated_as_a_whole() {
    for (license, is_allowed) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0 OR MIT", true),
        ("Apache-2.0 WITH LLVM-exception OR GPL-3.0", true),
        ("(MIT OR GPL-3.0) AND Unicode-3.0", true),
        ("MIT OR GPL-3.0 AND AGPL-3.0", true),
        ("(MIT OR Apache-2.0) AND GPL-3.0", false),
        ("GPL-3.0 AND (MIT OR Apache-2.0)", false),
        ("MIT AND GPL-3.0", false),
        ("GPL-3.0", false),
        ("MIT-like", false),
        ("MIT OR", false),
        ("", false),
    ] {
        assert_eq!(
            check_passes(&format!("one v1.0.0|MIT\ntwo v1.0.0|{license}\n"), 0),
            is_allowed,
            "{license}"
        );
    }
}

#[test]
fn a_missing_or_empty_crate_list_fails_the_check() {
    assert!(check_passes("one v1.0.0|MIT\n", 0));
    assert!(!check_passes("one v1.0.0|MIT\n", 101));
    assert!(!check_passes("", 0));
    assert!(
        !check_passes("aws-lc-sys v1.0.0|MIT\none v1.0.0|MIT\n", 0),
        "a crate that must not be among them"
    );
}
