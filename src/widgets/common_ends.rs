//! How much two sequences have in common at their start and at their end.

/// Elements that are compared at once; for bytes this is much faster than one by one.
const CHUNK: usize = 64;

/// The number of equal elements at the start of both.
pub fn common_prefix_len<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    let chunks = a.chunks_exact(CHUNK).zip(b.chunks_exact(CHUNK));
    let start = chunks.take_while(|(a, b)| a == b).count() * CHUNK;
    start + a[start..].iter().zip(&b[start..]).take_while(|(a, b)| a == b).count()
}

/// The number of equal elements at the end of both.
pub fn common_suffix_len<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    let chunks = a.rchunks_exact(CHUNK).zip(b.rchunks_exact(CHUNK));
    let end = chunks.take_while(|(a, b)| a == b).count() * CHUNK;
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    end + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ends_of_any_length_are_counted() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let (a, b) = ([&vec![0; length][..], &[1]].concat(), [&vec![0; length][..], &[2, 3]].concat());
            assert_eq!(common_prefix_len(&a, &b), length);
            let (a, b) = ([&[1], &vec![0; length][..]].concat(), [&[2, 3], &vec![0; length][..]].concat());
            assert_eq!(common_suffix_len(&a, &b), length);
            assert_eq!((common_prefix_len(&a, &a), common_suffix_len(&b, &b)), (a.len(), b.len()));
        }
    }

    proptest! {
        #[test]
        fn they_are_counted_as_one_by_one(a in "[ab]{0,200}", b in "[ab]{0,200}") {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            prop_assert_eq!(common_prefix_len(a, b), a.iter().zip(b).take_while(|(a, b)| a == b).count());
            let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
            prop_assert_eq!(common_suffix_len(a, b), end);
        }
    }
}
