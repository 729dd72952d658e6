//! Subtitles: read from SRT and VTT, and written with the times of the estimate.

use super::*;

#[test]
fn subtitles_have_the_times_of_the_estimate() {
    let mut project = dialog();
    project.scenes.push(Scene { speaker: Some("Marco".into()), ..Scene::new("R&D <is> done.") });
    let srt = export_script(&project, ExportFormat::Srt, &crate::domain::ScenePaces::default());
    let cues = "1\n00:00:00,000 --> 00:00:01,200\nHello and welcome.\n\n\
                2\n00:00:02,200 --> 00:00:03,400\nToday we ship.\n\n\
                3\n00:00:03,400 --> 00:00:05,040\nR&D <is> done.\n\n";
    assert_eq!(srt.text, cues);
    assert_eq!(
        srt.notes,
        [
            "1 scene is muted, and not in the subtitles",
            "the speaker of 2 scenes is not in the subtitles",
            "the emotion of 1 scene is not in the subtitles",
            "the talking style of 1 scene is not in the subtitles",
            "the motion prompt of 1 scene is not in the subtitles",
        ]
    );
    let vtt = export_script(&project, ExportFormat::Vtt, &crate::domain::ScenePaces::default()).text;
    assert!(vtt.starts_with("WEBVTT\n\n00:00:00.000 --> 00:00:01.200\nHello"), "{vtt}");
    assert!(vtt.ends_with("00:00:05.040\n<v Marco>R&amp;D &lt;is&gt; done.\n\n"), "{vtt}");
    let spoken = spoken(&vtt, ImportFormat::Vtt);
    assert_eq!(spoken, [by(None, "Hello and welcome. Today we ship."), by(Some("Marco"), "R&D <is> done.")]);
}

#[test]
fn cues_are_joined_and_long_gaps_part_scenes() {
    let srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>We write a</i>\r\nscript and\r\n\r\n\
               2\r\n00:00:02,600 --> 00:00:04,000\r\n{\\an8}render it.\r\n\r\n\
               3\r\n00:01:10,000 --> 00:01:12,000\r\n- MARCO: And 3 < 4?\r\n- Yes. I <3 it.\r\n";
    assert_eq!(
        spoken(srt, ImportFormat::Srt),
        [by(None, "We write a script and render it."), by(Some("MARCO"), "And 3 < 4? Yes. I <3 it.")]
    );
}

#[test]
fn vtt_blocks_and_stray_text_are_named() {
    let vtt = "WEBVTT - made by hand\n\nSTYLE\n::cue { color: red }\n\nNOTE keep\n\nintro\n00:01.000 --> 00:02.000 align:start\n\
               <v.loud Ana Lee>今天<00:01.500><c>我们</c>\n<v Ana Lee>发布。\n\nstray";
    let imported = import_script(vtt, ImportFormat::Vtt);
    assert_eq!(spoken(vtt, ImportFormat::Vtt), [by(Some("Ana Lee"), "今天我们发布。")]);
    assert_eq!(
        imported.notes[..2],
        [
            "blocks of VTT other than cues are left out: STYLE ::cue { color: red } · NOTE keep",
            "text outside of a cue is left out: stray",
        ]
    );
}
