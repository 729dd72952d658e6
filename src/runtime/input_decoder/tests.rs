//! The decoder, fed in pieces of any size.

use proptest::prelude::*;

use super::*;

/// What comes of reads, and of no more bytes after them.
fn decode_reads(reads: &[&[u8]]) -> Vec<TerminalInput> {
    let (mut decoder, mut inputs) = (InputDecoder::default(), Vec::new());
    for read in reads {
        decoder.feed(read, &mut inputs);
    }
    while decoder.timeout().is_some() {
        decoder.handle_timeout(&mut inputs);
    }
    inputs
}

fn decode_key(sequence: &str) -> Option<Key> {
    match &decode_reads(&[sequence.as_bytes()])[..] {
        [] => None,
        [TerminalInput::Key(key)] => Some(*key),
        other => panic!("{sequence:?}: {other:?}"),
    }
}

const fn plain_key(code: KeyCode) -> Key {
    Key::plain(code)
}

#[test]
fn each_key_sequence_decodes_to_its_key() {
    let ctrl = |code| Key { ctrl: true, ..plain_key(code) };
    for (sequence, wanted) in [
        ("A", Key::char('A')),
        ("é", Key::char('é')),
        ("\r", plain_key(KeyCode::Enter)),
        ("\n", plain_key(KeyCode::Enter)),
        ("\x08", plain_key(KeyCode::Backspace)),
        ("\x7f", plain_key(KeyCode::Backspace)),
        ("\x12", Key::ctrl('r')),
        ("\0", Key::ctrl(' ')),
        ("\x1f", Key::ctrl('7')),
        ("\x1b", plain_key(KeyCode::Esc)),
        ("\x1b\r", Key::alt(KeyCode::Enter)),
        ("\x1bé", Key::alt(KeyCode::Char('é'))),
        ("\x1b\x7f", Key::alt(KeyCode::Backspace)),
        ("\x1b[", Key::alt(KeyCode::Char('['))),
        ("\x1bO", Key::alt(KeyCode::Char('O'))),
        ("\x1b[A", plain_key(KeyCode::Up)),
        ("\x1bOB", plain_key(KeyCode::Down)),
        ("\x1b[1;5C", ctrl(KeyCode::Right)),
        ("\x1b[5C", ctrl(KeyCode::Right)),
        ("\x1b[;3D", Key::alt(KeyCode::Left)),
        ("\x1b[1;2:1H", Key::shift(KeyCode::Home)),
        ("\x1b[Z", Key::shift(KeyCode::Tab)),
        ("\x1b[3~", plain_key(KeyCode::Delete)),
        ("\x1b[5;5~", ctrl(KeyCode::PageUp)),
        ("\x1b[1~", plain_key(KeyCode::Home)),
        ("\x1b[8~", plain_key(KeyCode::End)),
        ("\x1bOP", plain_key(KeyCode::F(1))),
        ("\x1b[[C", plain_key(KeyCode::F(3))),
        ("\x1b[15~", plain_key(KeyCode::F(5))),
        ("\x1b[24~", plain_key(KeyCode::F(12))),
        ("\x1b[34~", plain_key(KeyCode::F(20))),
        ("\x1b[27;5;13~", ctrl(KeyCode::Enter)),
        ("\x1b[13;5u", ctrl(KeyCode::Enter)),
        ("\x1b[27u", plain_key(KeyCode::Esc)),
        ("\x1b[97;2u", Key::char('A')),
        ("\x1b[50:64;2u", Key::char('@')),
        ("\x1b[113;5u", Key::ctrl('q')),
        ("\x1b[9;2u", Key::shift(KeyCode::Tab)),
        ("\x1b[104;5u", plain_key(KeyCode::Backspace)),
        ("\x1b[57399u", Key::char('0')),
        ("\x1b[57414u", plain_key(KeyCode::Enter)),
        ("\x1b[57376u", plain_key(KeyCode::F(13))),
        ("\x1b[1;1:2B", plain_key(KeyCode::Down)),
    ] {
        assert_eq!(decode_key(sequence), Some(wanted), "{sequence:?}");
    }
}

#[test]
fn escape_and_a_control_key_decode_as_two_keys() {
    let keys = [plain_key(KeyCode::Esc), Key::ctrl('s')].map(TerminalInput::Key);
    assert_eq!(decode_reads(&[b"\x1b\x13"]), keys);
    assert_eq!(decode_reads(&[b"\x1b", b"\x13"]), keys);
}

#[test]
fn mouse_reports_are_decoded_also_in_pieces() {
    use crate::command::{MouseEvent, MouseEventKind};
    let press = TerminalInput::Mouse(MouseEvent { kind: MouseEventKind::Press, column: 2, row: 3 });
    for reads in [&[&b"\x1b[<0;3;4M"[..]][..], &[b"\x1b[<0;", b"3;4M\x1b[<0;3;4m"]] {
        assert_eq!(decode_reads(reads), std::slice::from_ref(&press));
    }
}

#[test]
fn sequences_that_are_not_keys_are_ignored() {
    for sequence in [
        "\x1b[I",
        "\x1b[O",
        "\x1b[<0;3;4m",
        "\x1b[M !!",
        "\x1b[32;3;4M",
        "\x1b[?62;4c",
        "\x1b[?1u",
        "\x1b[5;7R",
        "\x1b[13;1:3u",
        "\x1b[1;1:3A",
        "\x1b[57441u",
        "\x1b[201~",
        "\x1b[2~",
        "\x1b[99999999999u",
    ] {
        assert_eq!(decode_key(sequence), None, "{sequence:?}");
    }
    let long = format!("\x1b[{}A", "1;".repeat(200));
    assert_eq!(decode_key(&long), None);
}

#[test]
fn a_paste_split_between_reads_is_one_input() {
    let all = "\x1b[200~a\r\x1b[20b\u{e9}\x1b[201~c".as_bytes();
    let wanted = [TerminalInput::Paste("a\r\x1b[20b\u{e9}".to_owned()), TerminalInput::Key(Key::char('c'))];
    for at in 1..all.len() {
        assert_eq!(decode_reads(&[&all[..at], &all[at..]]), wanted, "{at}");
    }
    let bytes: Vec<&[u8]> = all.chunks(1).collect();
    assert_eq!(decode_reads(&bytes), wanted);
}

#[test]
fn an_unterminated_paste_is_delivered() {
    let kept = TerminalInput::Paste("text".to_owned());
    assert_eq!(decode_reads(&[b"\x1b[200~text"]), std::slice::from_ref(&kept));
    assert_eq!(
        decode_reads(&[b"\x1b[200~te", b"xt", b"\x11"]),
        [kept.clone(), TerminalInput::Key(Key::ctrl('q'))]
    );
    // What comes after a pause is text of the paste still, and seen: nobody types into the void.
    let (mut decoder, mut inputs) = (InputDecoder::default(), Vec::new());
    decoder.feed(b"\x1b[200~text", &mut inputs);
    decoder.handle_timeout(&mut inputs);
    assert_eq!((decoder.timeout(), &inputs[..]), (Some(PASTE_END_TIMEOUT), &[kept][..]));
    decoder.feed(b"\r", &mut inputs);
    decoder.handle_timeout(&mut inputs);
    decoder.handle_timeout(&mut inputs);
    assert_eq!(inputs.last(), Some(&TerminalInput::Paste("\r".to_owned())), "a line feed may have followed");
    decoder.feed(b"\r", &mut inputs);
    assert_eq!(inputs.last(), Some(&TerminalInput::Key(plain_key(KeyCode::Enter))));
}

#[test]
fn an_unfinished_sequence_is_dropped_after_the_timeout() {
    for sequence in ["\x1b[<0;", "\x1b[1;", "\x1b[?", "\x1b[[", "\x1b[M ", "\u{e9}\u{20ac}"] {
        let bytes = sequence.as_bytes();
        let (mut decoder, mut inputs) = (InputDecoder::default(), Vec::new());
        decoder.feed(&bytes[..bytes.len() - usize::from(bytes[0] != 0x1b)], &mut inputs);
        assert_eq!(decoder.timeout(), Some(SEQUENCE_TIMEOUT), "{sequence:?}");
        decoder.handle_timeout(&mut inputs);
        decoder.feed(b"x", &mut inputs);
        assert_eq!(inputs.last(), Some(&TerminalInput::Key(Key::char('x'))), "{sequence:?}");
    }
}

fn arbitrary_reads() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let part = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..8),
        prop::sample::select(vec![
            "\x1b[200~",
            "\x1b[201~",
            "\x1b[<0;",
            "\x1b[1;",
            "\x1b[?",
            "\x1bO",
            "\x1b",
            "\x1b[M",
            "é"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop::collection::vec(part, 0..12)
}

proptest! {
    #[test]
    fn no_input_swallows_a_later_ctrl_q(reads in arbitrary_reads()) {
        let (mut decoder, mut inputs) = (InputDecoder::default(), Vec::new());
        for read in &reads {
            decoder.feed(read, &mut inputs);
        }
        decoder.feed(b"\x11", &mut inputs);
        prop_assert_eq!(inputs.last(), Some(&TerminalInput::Key(Key::ctrl('q'))));
        prop_assert_eq!(decoder.timeout(), None);
    }

    #[test]
    fn text_split_between_reads_decodes_the_same(text in "[a-zé€😀\r\t]{0,20}", size in 1_usize..6) {
        let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
        prop_assert_eq!(decode_reads(&pieces), decode_reads(&[text.as_bytes()]));
    }
}

#[test]
fn a_paste_interrupted_anywhere_keeps_its_text() {
    let paste = "สวัสดี é 👨‍👩‍👧 one\r\ntwo \u{1b}[20 still".as_bytes();
    let bytes = [b"\x1b[200~", paste, PASTE_END, b"x"].concat();
    for split in b"\x1b[200~".len()..bytes.len() {
        let (mut decoder, mut inputs) = (InputDecoder::default(), Vec::new());
        decoder.feed(&bytes[..split], &mut inputs);
        if decoder.is_in_paste() {
            decoder.handle_timeout(&mut inputs);
        }
        decoder.feed(&bytes[split..], &mut inputs);
        let pasted: String = inputs
            .iter()
            .filter_map(
                |input| if let TerminalInput::Paste(text) = input { Some(text.as_str()) } else { None },
            )
            .collect();
        assert_eq!(pasted.as_bytes(), paste, "split at {split}");
        assert_eq!(
            inputs.last(),
            Some(&TerminalInput::Key(Key::plain(KeyCode::Char('x')))),
            "split at {split}"
        );
    }
}
