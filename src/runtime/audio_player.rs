//! The installed players: their command lines, and which of them begin within a sound or play it faster.

use super::child_process;

/// A known player. In its options `{}` stands for the seconds, or for the factor of the speed.
struct KnownPlayer {
    command: &'static str,
    /// Whether it plays WAV files only.
    is_plain: bool,
    start: PlayerOption,
    speed: PlayerOption,
}

#[derive(Clone, Copy)]
enum PlayerOption {
    Missing,
    BeforeFile(&'static str),
    AfterFile(&'static str),
}

use PlayerOption::{AfterFile, BeforeFile, Missing};

/// In the order in which they are looked for.
const PLAYERS: [KnownPlayer; 8] = [
    player("mpv --no-video --no-terminal --really-quiet", BeforeFile("--start={}"), BeforeFile("--speed={}")),
    player("ffplay -nodisp -autoexit -loglevel quiet", BeforeFile("-ss {}"), BeforeFile("-af atempo={}")),
    player("mpg123 -q", Missing, Missing),
    player("afplay", Missing, BeforeFile("-r {}")),
    player("play -q", AfterFile("trim {}"), AfterFile("tempo {}")),
    plain_player("pw-play"),
    plain_player("paplay"),
    plain_player("aplay -q"),
];

const fn player(command: &'static str, start: PlayerOption, speed: PlayerOption) -> KnownPlayer {
    KnownPlayer { command, is_plain: false, start, speed }
}

const fn plain_player(command: &'static str) -> KnownPlayer {
    KnownPlayer { command, is_plain: true, start: Missing, speed: Missing }
}

/// The player that is used.
pub(super) struct AudioPlayer {
    pub(super) command: String,
    start: PlayerOption,
    speed: PlayerOption,
}

/// The arguments around the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PlayerArguments {
    pub(super) before_file: Vec<String>,
    pub(super) after_file: Vec<String>,
}

impl AudioPlayer {
    /// The first installed player that plays such a sound.
    pub(super) fn find(is_plain: bool) -> Option<Self> {
        let mut players = PLAYERS.iter().filter(|known| is_plain || !known.is_plain);
        let found = players.find(|known| child_process::is_installed(known.command))?;
        Some(Self { command: found.command.to_owned(), start: found.start, speed: found.speed })
    }

    /// The player of a command of the user, with the abilities of the program, if it is known.
    pub(super) fn of_command(command: &str) -> Self {
        let program = |command: &str| {
            let program = command.split_whitespace().next().unwrap_or_default();
            program.rsplit('/').next().unwrap_or_default().to_owned()
        };
        let known = PLAYERS.iter().find(|known| program(known.command) == program(command));
        let (start, speed) = known.map_or((Missing, Missing), |known| (known.start, known.speed));
        Self { command: command.to_owned(), start, speed }
    }

    /// Whether it can begin within a sound.
    pub(super) fn can_seek(&self) -> bool {
        !matches!(self.start, Missing)
    }

    /// The arguments to begin at a second and at a speed, or why it cannot.
    pub(super) fn options(&self, from_seconds: f64, speed_tenths: u32) -> Result<PlayerArguments, String> {
        let mut arguments = PlayerArguments::default();
        if from_seconds > 0.0 {
            arguments.add(self.start, &format!("{from_seconds:.3}"));
        }
        if speed_tenths != 10 {
            if matches!(self.speed, Missing) {
                let program = self.command.split_whitespace().next().unwrap_or_default();
                return Err(format!("{program} plays at 1.0x only: the words go on without sound"));
            }
            arguments.add(self.speed, &format!("{:.1}", f64::from(speed_tenths) / 10.0));
        }
        Ok(arguments)
    }
}

impl PlayerArguments {
    fn add(&mut self, option: PlayerOption, value: &str) {
        let (words, list) = match option {
            Missing => return,
            BeforeFile(words) => (words, &mut self.before_file),
            AfterFile(words) => (words, &mut self.after_file),
        };
        list.extend(words.split(' ').map(|word| word.replace("{}", value)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(command: &str, from_seconds: f64, speed_tenths: u32) -> Result<String, String> {
        let options = AudioPlayer::of_command(command).options(from_seconds, speed_tenths)?;
        Ok(format!("{} FILE {}", options.before_file.join(" "), options.after_file.join(" "))
            .trim()
            .to_owned())
    }

    #[test]
    fn known_players_begin_within_a_sound_and_change_its_speed() {
        assert_eq!(arguments("mpv", 1.25, 12).unwrap(), "--start=1.250 --speed=1.2 FILE");
        assert_eq!(arguments("/usr/bin/ffplay -v 0", 2.0, 5).unwrap(), "-ss 2.000 -af atempo=0.5 FILE");
        assert_eq!(arguments("play -q", 2.0, 20).unwrap(), "FILE trim 2.000 tempo 2.0");
        assert_eq!(arguments("mpv", 0.0, 10).unwrap(), "FILE");
    }

    #[test]
    fn other_players_begin_at_the_start_and_play_at_one_speed() {
        for command in ["my-player --loud", "mpg123 -q", "aplay -q", ""] {
            assert!(!AudioPlayer::of_command(command).can_seek(), "{command}");
            assert_eq!(arguments(command, 3.0, 10).unwrap(), "FILE");
        }
        assert_eq!(
            arguments("my-player --loud", 0.0, 11).unwrap_err(),
            "my-player plays at 1.0x only: the words go on without sound"
        );
    }
}
