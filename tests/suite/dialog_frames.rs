//! Windows: they fit the screen, nothing draws over a border, and what is behind them is dimmed as a whole.

use cuecard::domain::{Error, ErrorKind, RenderStage};
use cuecard::studio::{AccountReply, ActiveAccount, Reply, Severity};
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use crate::support::app_harness::{AppHarness, render};

const SIZES: [(u16, u16); 9] =
    [(40, 10), (40, 24), (60, 12), (60, 15), (60, 24), (70, 18), (80, 10), (80, 24), (160, 50)];
/// The keys that open each window, and its title.
const WINDOWS: [(&str, &str); 10] = [
    ("?", "Keys"),
    ("e", "Video settings"),
    ("m", "Spend"),
    ("<C-p>", "Commands"),
    ("<C-o>", "Open a project"),
    ("<A-m>", "Motion of scene 1"),
    ("1w", "Photo workshop"),
    ("1i", "Photo id"),
    ("<C-r>", "Not ready"),
    ("3<Enter>Hi<Esc>q", "Quit"),
];

fn cell_rows(buf: &Buffer) -> Vec<Vec<String>> {
    let area = buf.area;
    (0..area.height).map(|y| (0..area.width).map(|x| buf[(x, y)].symbol().to_owned()).collect()).collect()
}

/// The closed boxes on the screen as left, top, right, bottom; panics if one is open.
fn closed_boxes(buf: &Buffer, what: &str) -> Vec<(usize, usize, usize, usize)> {
    let rows = cell_rows(buf);
    let shown = || rows.iter().map(|row| row.concat()).collect::<Vec<_>>().join("\n");
    let mut boxes = Vec::new();
    for (top, row) in rows.iter().enumerate() {
        for left in (0..row.len()).filter(|x| row[*x] == "╭") {
            let right =
                (left..row.len()).find(|x| row[*x] == "╮").unwrap_or_else(|| panic!("{what}\n{}", shown()));
            let bottom = (top + 1..rows.len()).find(|y| rows[*y][left] != "│").unwrap_or(top);
            assert_eq!(rows[bottom][left], "╰", "{what}: the left side of {left},{top}\n{}", shown());
            assert_eq!(rows[bottom][right], "╯", "{what}: the corner of {left},{top}\n{}", shown());
            assert!((top + 1..bottom).all(|y| rows[y][right] == "│"), "{what}: the right side\n{}", shown());
            assert!((left + 1..right).all(|x| rows[bottom][x] == "─"), "{what}: the bottom\n{}", shown());
            boxes.push((left, top, right, bottom));
        }
    }
    boxes
}

fn is_border(symbol: &str) -> bool {
    ["│", "─", "╭", "╮", "╰", "╯"].contains(&symbol)
}

/// The box with this title; no other border touches it.
fn find_window(buf: &Buffer, title: &str, what: &str) -> (usize, usize, usize, usize) {
    let rows = cell_rows(buf);
    let screen = rows.iter().map(|row| row.concat()).collect::<Vec<_>>().join("\n");
    let at = |row: &Vec<String>| {
        (0..row.len()).find(|x| row[*x] == "╭" && row[*x..].concat().starts_with(&format!("╭ {title}")))
    };
    let found = rows.iter().enumerate().find_map(|(y, row)| Some((at(row)?, y)));
    let (left, top) = found.unwrap_or_else(|| panic!("{what}: {title} is not there\n{screen}"));
    let right = (left..rows[top].len()).find(|x| rows[top][*x] == "╮").unwrap();
    let bottom = (top + 1..rows.len()).find(|y| rows[*y][left] != "│").unwrap();
    assert_eq!(
        (rows[bottom][left].as_str(), rows[bottom][right].as_str()),
        ("╰", "╯"),
        "{what}: {title} is whole\n{screen}"
    );
    assert!((top + 1..bottom).all(|y| rows[y][right] == "│"), "{what}: the right side\n{screen}");
    assert!((left + 1..right).all(|x| rows[bottom][x] == "─"), "{what}: the bottom\n{screen}");
    let sides = (top..=bottom).flat_map(|y| [(left.checked_sub(1), Some(y)), (Some(right + 1), Some(y))]);
    let ends = (left..=right).flat_map(|x| [(Some(x), top.checked_sub(1)), (Some(x), Some(bottom + 1))]);
    for (x, y) in sides.chain(ends).filter_map(|(x, y)| x.zip(y)) {
        let near = rows.get(y).and_then(|row| row.get(x)).map_or(" ", String::as_str);
        assert!(!is_border(near), "{what}: a border lies on the one of {title} at {x},{y}\n{screen}");
    }
    (left, top, right, bottom)
}

#[test]
fn every_window_fits_every_screen_size_inside_its_own_border() {
    for (columns, rows) in SIZES {
        for (keys, title) in WINDOWS {
            let mut harness = AppHarness::ready(columns, rows);
            harness.press(keys);
            find_window(&harness.draw().0, title, &format!("{keys} at {columns}x{rows}"));
        }
    }
}

#[test]
fn a_form_shows_the_focused_row_and_its_error_at_every_size() {
    for (columns, rows) in SIZES {
        let mut harness = AppHarness::ready(columns, rows);
        harness.press("e");
        for label in ["Title", "Shape", "Pixels", "Captions", "Callback URL"] {
            assert!(harness.screen().contains(label), "{label} at {columns}x{rows}: {}", harness.screen());
            harness.press("<Tab>");
        }
        let mut harness = AppHarness::ready(columns, rows);
        harness.press("1w<Enter>");
        assert!(harness.screen().contains("The prompt is missing"), "{columns}x{rows}: {}", harness.screen());
        assert!(harness.screen().contains("Prompt"), "{columns}x{rows}: {}", harness.screen());
    }
}

#[test]
fn everything_behind_a_window_is_dimmed() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = AppHarness::ready(columns, rows);
        harness.press("1<Enter>3<Enter>Hello<Esc>");
        harness.press("1e");
        let (buf, _) = harness.draw();
        let (left, top, right, bottom) = find_window(&buf, "Video settings", "dimmed");
        let mut behind = 0;
        for place in buf.area.positions().filter(|place| place.y + 2 < rows) {
            let (x, y) = (usize::from(place.x), usize::from(place.y));
            let cell = &buf[place];
            if (left..=right).contains(&x) && (top..=bottom).contains(&y) || cell.symbol() == " " {
                continue;
            }
            behind += 1;
            assert_eq!(cell.modifier, Modifier::DIM, "{} at {x},{y}", cell.symbol());
            assert_eq!(cell.fg, ratatui::style::Color::Reset, "{} at {x},{y}", cell.symbol());
        }
        assert!(behind > 100, "the panes are drawn");
    }
}

#[test]
fn messages_of_several_rows_do_not_overlap_the_panes() {
    let what = "The disk of this machine is full, so that nothing that you write from now on can be kept: delete \
                something, or save the project on another disk, and then save it once more to be sure of it, please";
    for (columns, rows) in SIZES {
        let mut harness = AppHarness::ready(columns, rows);
        harness.load_renders(vec![render(7, "Reel", RenderStage::Completed, 9)]);
        for pane in ["1", "2", "3", "4"] {
            harness.press(pane);
            harness.app.studio.report(Severity::Error, what);
            let (buf, _) = harness.draw();
            let boxes = closed_boxes(&buf, &format!("pane {pane} at {columns}x{rows}"));
            // The script page has no frame.
            assert!(pane == "3" || !boxes.is_empty(), "{columns}x{rows}");
            let screen = harness.screen();
            assert!(screen.contains("The disk of this machine"), "{screen}");
            let is_whole = screen.contains("please") || screen.contains(" …");
            assert!(is_whole, "it is whole, or says that it is not: {screen}");
        }
        assert!(rows < 24 || columns < 60 || harness.screen().contains("please"), "{}", harness.screen());
    }
}

#[test]
fn the_welcome_screen_shows_no_panes() {
    for (columns, rows) in SIZES {
        let mut harness = AppHarness::with_account(ActiveAccount::SignedOut, columns, rows);
        let screen = harness.screen();
        for word in ["cuecard", "Try everything", "cost", "HeyGen API key", "Open a project", "Quit"] {
            assert!(screen.contains(word), "{word} at {columns}x{rows}: {screen}");
        }
        assert!(!screen.contains('╭') && !screen.contains("Photos"), "{columns}x{rows}: {screen}");
        // A window over it has nothing else behind it.
        harness.press("k");
        find_window(&harness.draw().0, "HeyGen API key", &format!("{columns}x{rows}"));
        assert!(!harness.screen().contains("Photos"), "{columns}x{rows}: {}", harness.screen());
        harness.press("<Esc>");
        let error = Error::new("the key", ErrorKind::ApiKey, "");
        harness.send_reply(Reply::Account(AccountReply::AccountSwitched(Err(error.clone()))));
        let first = error.summary();
        let first = first.split(' ').take(2).collect::<Vec<_>>().join(" ");
        assert!(harness.screen().contains(&first), "{columns}x{rows}: {first}: {}", harness.screen());
    }
}
