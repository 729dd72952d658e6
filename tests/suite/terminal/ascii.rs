//! ASCII terminals are detected without a setting.

use crate::support::app_harness::non_ascii_symbols;
use crate::support::studio_program::start_studio;

#[test]
fn a_linux_console_and_a_c_locale_get_ascii() {
    for environment in [&[("TERM", "linux"), ("LANG", "en_US.UTF-8")][..], &[("LC_ALL", "C"), ("LANG", "C")]]
    {
        let home = tempfile::tempdir().unwrap();
        let mut program = start_studio(&home, environment);
        program.wait_until("the photos", |screen| screen.contents().contains("| > "));
        for (key, shown) in [("?", "+ Keys -"), ("w", "+ Photo workshop -")] {
            program.type_keys(key);
            let is_plain = |screen: &vt100::Screen| non_ascii_symbols(&screen.contents()).is_empty();
            program.wait_until(shown, |screen| screen.contents().contains(shown) && is_plain(screen));
            program.type_keys("\x1b");
            program.wait_until("the panes", |screen| !screen.contents().contains(shown));
        }
        program.type_keys("q");
        assert_eq!(program.wait_for_exit(), 0);
    }
    let home = tempfile::tempdir().unwrap();
    let mut program = start_studio(&home, &[("LANG", "en_US.UTF-8")]);
    program.wait_until("the signs", |screen| screen.contents().contains('\u{2502}'));
    program.type_keys("q");
    assert_eq!(program.wait_for_exit(), 0);
}
