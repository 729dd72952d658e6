//! `cuecard estimate FILE`: what a film will last and cost, without the service.

use std::path::PathBuf;

use serde::Serialize;

use super::out::Out;
use super::row::{Cost, rounded};
use super::table::{self, plural};
use super::trouble::Trouble;
use super::work::How;
use super::{place, table::seconds};
use crate::domain::{Estimate, Gap, Preset, Project, estimate_film, estimate_scene};
use crate::store;

/// What the command line says about it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The project
    file: PathBuf,
    /// The price list: reference, api or v3; otherwise that of the settings
    #[arg(long, value_name = "NAME", value_parser = preset)]
    rate: Option<Preset>,
    #[command(flatten)]
    pub(super) how: How,
}

fn preset(word: &str) -> Result<Preset, String> {
    Preset::read(word).ok_or_else(|| "the price lists are reference, api and v3".to_owned())
}

#[derive(Serialize)]
struct Whole<'a> {
    title: &'a str,
    /// The price list.
    rate: &'static str,
    #[serde(flatten)]
    film: Part,
    scenes: Vec<Part>,
    /// What keeps it from being rendered, in words.
    missing: Vec<String>,
}

#[derive(Serialize)]
struct Part {
    /// The number of the scene, from one; none for the film.
    #[serde(skip_serializing_if = "Option::is_none")]
    scene: Option<usize>,
    words: usize,
    /// Characters of scripts without blanks between words.
    characters: usize,
    seconds: f64,
    /// Seconds for a quick and for a slow voice.
    range: [f64; 2],
    cost: Cost,
}

impl Part {
    fn of(scene: Option<usize>, estimate: &Estimate) -> Self {
        let Estimate { speech, seconds, range, cost } = *estimate;
        Self {
            scene,
            words: speech.words,
            characters: speech.glyphs,
            seconds: rounded(seconds),
            range: [rounded(range.0), rounded(range.1)],
            cost: cost.into(),
        }
    }
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<(), Trouble> {
    let project = open(&args.file)?;
    let preset = args.rate.or(place::settings()?.rate).unwrap_or(Preset::Reference);
    let rate = preset.rate();
    let scenes: Vec<Estimate> = project.scenes.iter().map(|scene| estimate_scene(scene, rate)).collect();
    let film = estimate_film(&project, rate);
    let missing: Vec<String> = project.film().err().unwrap_or_default().iter().map(Gap::to_string).collect();
    if out.json {
        let scenes = scenes.iter().enumerate().map(|(index, scene)| Part::of(Some(index + 1), scene));
        out.value(&Whole {
            title: project.name(),
            rate: preset.word(),
            film: Part::of(None, &film),
            scenes: scenes.collect(),
            missing,
        });
        return Ok(());
    }
    let numbered =
        scenes.iter().enumerate().map(|(index, scene)| cells(format!("scene {}", index + 1), scene));
    let rows = numbered.chain([cells("film".to_owned(), &film)]).collect();
    table::lines(rows).for_each(|line| out.line(&line));
    out.flush();
    for gap in &missing {
        out.note(&format!("missing: {gap}"));
    }
    Ok(())
}

fn cells(name: String, estimate: &Estimate) -> [String; 5] {
    let words = match estimate.speech.glyphs {
        0 => plural(estimate.speech.words, "word"),
        glyphs => format!("{}, {}", plural(estimate.speech.words, "word"), plural(glyphs, "character")),
    };
    let (quick, slow) = estimate.range;
    let range = format!("{quick:.1} to {slow:.1} s");
    [name, words, seconds(estimate.seconds), range, estimate.cost.to_string()]
}

/// Reads a project that must be there.
pub(super) fn open(file: &std::path::Path) -> Result<Project, Trouble> {
    let opened = store::project::open(file).map_err(|fault| Trouble::given(&fault))?;
    Ok(opened.project)
}
