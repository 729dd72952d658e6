//! The clipboard of this machine's desktop, beside that of the terminal.

#[derive(Debug, Default)]
pub struct ClipboardState {
    /// Whether the studio runs on a desktop whose clipboard it may use.
    pub has_desktop: bool,
    /// Whether the last copy did not reach it: what it holds would be pasted in place of what was copied here.
    pub lacks_last_copy: bool,
    /// Whether its text is being read. Input waits meanwhile, so that what is typed after a paste stays behind it.
    pub is_reading: bool,
}
