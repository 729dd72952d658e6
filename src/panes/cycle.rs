//! Steps through options and fields that wrap around.

/// Which way to step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Previous,
    Next,
}

/// The option beside `current`; the first one where `current` is none of them.
pub fn cycle<T: Clone + PartialEq>(all: &[T], current: &T, direction: Direction) -> T {
    let index = all.iter().position(|option| option == current);
    all[index.map_or(0, |index| cycle_index(all.len(), index, direction))].clone()
}

/// The index beside `index`, of `count`.
pub(super) fn cycle_index(count: usize, index: usize, direction: Direction) -> usize {
    match direction {
        Direction::Next => (index + 1) % count,
        Direction::Previous => (index + count - 1) % count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_wrap_around_and_an_unknown_one_leads_to_the_first() {
        let step = |current, direction| cycle(&['a', 'b', 'c'], &current, direction);
        assert_eq!((step('a', Direction::Next), step('c', Direction::Next)), ('b', 'a'));
        assert_eq!((step('b', Direction::Previous), step('a', Direction::Previous)), ('a', 'c'));
        assert_eq!((step('x', Direction::Next), step('x', Direction::Previous)), ('a', 'a'));
    }
}
