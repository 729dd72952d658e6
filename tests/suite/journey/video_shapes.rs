//! Videos of every shape, straight from the service: read box by box, and by ffprobe where it is installed.

use std::path::Path;
use std::process::Command;

use cuecard::domain::{
    Dialect, MultiSceneMode, Project, Rate, RenderStage, Scene, ScenePaces, Shape, estimate_video,
};
use cuecard::heygen::{ApiKey, Client, Endpoints};
use cuecard::sandbox::Options;

use crate::support::dialect_matrix;
use crate::support::end_to_end::{API_KEY, MAX_RENDER_DURATION, start_paused_sandbox, temp_home};
use crate::support::mp4::{self, Mp4File};
use crate::support::scripted_client::submit_video;

const MAX_VIDEO_BYTES: usize = 64 << 20;

#[test]
fn videos_have_the_requested_shape_and_length() {
    dialect_matrix::for_each_dialect_async(Dialect::ALL, async |dialect| {
        let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
        let endpoints = Endpoints::new(Some(&sandbox.base_url()), None).unwrap();
        let client = Client::new(endpoints, ApiKey::new(API_KEY).unwrap()).unwrap().with_dialect(dialect);
        let (cast, voices) = (client.photos().await.unwrap(), client.voices().await.unwrap());
        let scene = |script: &str| Scene { script: script.into(), ..Scene::default() };
        for (at, shape) in
            [Shape::Portrait, Shape::Landscape, Shape::Square, Shape::FourByFive, Shape::Custom(1280, 720)]
                .into_iter()
                .enumerate()
        {
            let project = Project {
                photo: Some(cast.photos[at * 5].id.clone()),
                voice: Some(voices.voices[at * 5].id.clone()),
                shape,
                scenes: vec![
                    scene("One two three four five."),
                    scene("Six. <break time=\"0.6s\"/> Seven eight."),
                ],
                ..Project::default()
            };
            let estimate = estimate_video(&project, &Rate::default().into(), &ScenePaces::default());
            let project =
                dialect.split_into_specs(&project.spec().unwrap(), MultiSceneMode::Joined).remove(0);
            let video = submit_video(&client, &project).await.unwrap();
            sandbox.advance(MAX_RENDER_DURATION);
            let progress = client.progress(&video).await.unwrap();
            assert_eq!(progress.stage, RenderStage::Completed, "{shape}");
            // The public av4 form has no captions; the video with them is as large, and read once in the other two.
            let reads = dialect == Dialect::Scenes || (dialect != Dialect::Flat && at == 0);
            let captioned = reads.then(|| progress.captioned_url.unwrap());
            for link in progress.video_url.into_iter().chain(captioned) {
                let project = client.fetch_media_bytes(&link, MAX_VIDEO_BYTES).await.unwrap();
                let movie = mp4::read(&project);
                let size = dialect_matrix::video_pixels(dialect, shape);
                assert_eq!(((movie.width, movie.height), movie.codec.as_str()), (size, "avc1"));
                assert!(
                    (movie.seconds / estimate.seconds - 1.0).abs() < 0.2,
                    "{} against {estimate:?}",
                    movie.seconds
                );
                assert!(
                    (movie.seconds - progress.duration_seconds.unwrap()).abs() < 0.05,
                    "{} seconds",
                    movie.seconds
                );
                check_with_ffprobe(&home.path().join("video.mp4"), &project, &movie);
            }
        }
    });
}

/// Lets ffprobe decode every frame; it finds what was read here, and nothing to complain of.
fn check_with_ffprobe(path: &Path, project: &[u8], movie: &Mp4File) {
    std::fs::write(path, project).unwrap();
    let entries = "stream=codec_name,width,height,nb_read_frames,duration";
    let probed = Command::new("ffprobe")
        .args([
            "-v",
            "warning",
            "-select_streams",
            "v",
            "-count_frames",
            "-show_entries",
            entries,
            "-of",
            "default=noprint_wrappers=1",
        ])
        .arg(path)
        .output();
    let Ok(probed) = probed else {
        println!("skipped: there is no ffprobe on this machine");
        return;
    };
    let (text, complaints) =
        (String::from_utf8_lossy(&probed.stdout), String::from_utf8_lossy(&probed.stderr));
    assert_eq!(complaints, "");
    let value =
        |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap();
    assert_eq!(value("codec_name"), "h264");
    assert_eq!((value("width"), value("height")), (&*movie.width.to_string(), &*movie.height.to_string()));
    assert_eq!(value("nb_read_frames"), movie.frames.to_string());
    assert!((value("duration").parse::<f64>().unwrap() - movie.seconds).abs() < 0.05, "{text}");
}
