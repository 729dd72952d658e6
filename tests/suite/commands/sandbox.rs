//! `sandbox`: the stand-in for the service as a program of its own.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::desk::{Ran, bare};

fn serve(home: &std::path::Path, words: &[&str]) -> (Child, BufReader<ChildStdout>, String) {
    let words = [&["sandbox"], words].concat();
    let mut child = bare(home, &words).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut base = String::new();
    out.read_line(&mut base).unwrap();
    (child, out, base.trim_end().to_owned())
}

#[test]
fn it_says_where_it_is_and_ends_when_it_is_told() {
    let home = tempfile::tempdir().unwrap();
    for signal in [Signal::TERM, Signal::INT] {
        let (mut child, mut out, base) = serve(home.path(), &["--port", "0", "--speed", "60"]);
        assert!(base.strip_prefix("http://127.0.0.1:").unwrap().parse::<u16>().unwrap() > 0);
        let mut photos = bare(home.path(), &["photos", "--json"]);
        photos.env("HEYGEN_API_KEY", "any").env("HEYGEN_API_BASE", &base);
        assert!(!Ran::of(&photos.output().unwrap()).json().as_array().unwrap().is_empty());
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "the base is alone on stdout");
    }
}

#[test]
fn it_fails_where_and_as_often_as_it_is_told() {
    let home = tempfile::tempdir().unwrap();
    let (mut child, _out, base) = serve(home.path(), &["--fault", "410@/v2/voices"]);
    let run = |list: &str| {
        let mut command = bare(home.path(), &[list, "--json"]);
        command.env("HEYGEN_API_KEY", "any").env("HEYGEN_API_BASE", &base);
        Ran::of(&command.output().unwrap())
    };
    assert_eq!(run("photos").code, 0);
    let refused = run("voices");
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    assert_eq!((&refused.error()["kind"], &refused.error()["status"]), (&"endpoint".into(), &410.into()));
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    child.wait().unwrap();
    let unknown = Ran::of(&bare(home.path(), &["sandbox", "--fault", "explode"]).output().unwrap());
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("reset-recorded"), "{unknown:?}");
}
