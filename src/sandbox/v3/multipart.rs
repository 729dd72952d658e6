//! Multipart form bodies.

/// The content of the part with this name; none if the body is malformed or has no such part.
pub(super) fn part<'a>(content_type: &str, body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let boundary = format!("--{}", boundary(content_type)?);
    let mut rest = &body[find(body, boundary.as_bytes())? + boundary.len()..];
    loop {
        rest = rest.strip_prefix(b"\r\n")?;
        let head = find(rest, b"\r\n\r\n")?;
        let content = &rest[head + 4..];
        let end = find(content, format!("\r\n{boundary}").as_bytes())?;
        if is_named(&rest[..head], name) {
            return Some(&content[..end]);
        }
        rest = &content[end + 2 + boundary.len()..];
    }
}

fn boundary(content_type: &str) -> Option<String> {
    let (kind, rest) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let given = rest.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
    Some(given.trim_matches('"').to_owned())
}

fn is_named(head: &[u8], name: &str) -> bool {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let disposition = lines.find(|(header, _)| header.eq_ignore_ascii_case("content-disposition"));
    disposition.is_some_and(|(_, value)| {
        let mut fields = value.split(';').map(str::trim).filter_map(|field| field.strip_prefix("name="));
        fields.any(|given| given.trim_matches('"') == name)
    })
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|here| here == what)
}

#[cfg(test)]
mod tests {
    use super::part;

    const KIND: &str = "multipart/form-data; boundary=\"x y\"";

    #[test]
    fn the_part_of_a_name_is_found_among_others() {
        let body = b"--x y\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n--x\r\n--x y\r\n\
            content-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\
            \x89PNG\r\n\x1a\r\n--x y--\r\n";
        assert_eq!(part(KIND, body, "file"), Some(&b"\x89PNG\r\n\x1a"[..]));
        assert_eq!(part(KIND, body, "note"), Some(&b"--x"[..]));
        assert_eq!(part(KIND, body, "filename"), None);
        assert_eq!(part("image/png", body, "file"), None);
    }

    #[test]
    fn a_body_that_breaks_off_has_no_part() {
        for body in
            [&b""[..], b"--x y", b"--x y--", b"--x y\r\nContent-Disposition: form-data; name=file\r\n\r\nab"]
        {
            assert_eq!(part(KIND, body, "file"), None);
        }
    }
}
