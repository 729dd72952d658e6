//! How a video has captions: not at all, in a subtitle file, or in its picture too.

/// The captions of a video.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Captions {
    Off,
    /// In a subtitle file only.
    File,
    /// In the picture of a second video, and in a subtitle file.
    #[default]
    Burned,
}

impl Captions {
    pub const ALL: [Self; 3] = [Self::Off, Self::File, Self::Burned];

    /// The word in the head of a text, and in the settings of a video.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::File => "file",
            Self::Burned => "on",
        }
    }

    /// The label beside the shape of a video; empty without captions.
    pub fn label(self) -> &'static str {
        match self {
            Self::Off => "",
            Self::File => " · subtitle file",
            Self::Burned => " · captions",
        }
    }
}

impl From<bool> for Captions {
    fn from(are_burned: bool) -> Self {
        if are_burned { Self::Burned } else { Self::Off }
    }
}
