//! Tables of text, as far as they name pictures and classes.

use crate::data::DataError;
use std::path::Path;

/// Two columns of a table with a header, row by row.
///
/// Cells are separated by commas; those in double quotes may have commas, line breaks and, doubled, quotes in them (RFC
/// 4180). Lines without any text are passed over.
pub(super) fn columns(path: &Path, names: [&str; 2]) -> Result<Vec<[String; 2]>, DataError> {
    let text = std::fs::read(path).map_err(|source| DataError::Io { path: path.to_owned(), source })?;
    let format = |offset: usize, expected: String, found: String| DataError::Format {
        path: path.to_owned(),
        offset: offset as u64,
        unpacked: false,
        expected,
        found,
    };
    let text = std::str::from_utf8(&text)
        .map_err(|error| format(error.valid_up_to(), "text in UTF-8".into(), "other bytes".into()))?;
    // Spreadsheets put a mark before the first line.
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut rest = start;
    let mut places: Option<[usize; 2]> = None;
    let mut rows = Vec::new();
    while rest < text.len() {
        let offset = rest;
        let (cells, next) = row(text, rest)
            .map_err(|(offset, found)| format(offset, "a cell that ends with its closing quote".into(), found))?;
        rest = next;
        if cells == [""] {
            continue;
        }
        let Some(places) = places else {
            let place = |name: &str| {
                let found = || format(offset, format!("a header with the column {name:?}"), format!("{cells:?}"));
                cells.iter().position(|cell| cell.trim() == name).ok_or_else(found)
            };
            places = Some([place(names[0])?, place(names[1])?]);
            continue;
        };
        let cell = |place: usize| {
            let found = || format(offset, format!("at least {} cells", place + 1), format!("{cells:?}"));
            cells.get(place).cloned().ok_or_else(found)
        };
        rows.push([cell(places[0])?, cell(places[1])?]);
    }
    match places {
        Some(_) => Ok(rows),
        None => Err(format(start, format!("a header with the columns {names:?}"), "the end of the file".into())),
    }
}

/// The cells of the row that begins at byte `start`, and where the next row begins; or where it is wrong, and what is
/// found there.
fn row(text: &str, start: usize) -> Result<(Vec<String>, usize), (usize, String)> {
    let (mut cells, mut at) = (Vec::new(), start);
    loop {
        let cell = match text[at..].strip_prefix('"') {
            Some(_) => {
                let (cell, end) = quoted(text, at + 1)?;
                at = end;
                cell
            }
            None => {
                let len = text[at..].find([',', '\r', '\n']).unwrap_or(text.len() - at);
                at += len;
                text[at - len..at].to_owned()
            }
        };
        cells.push(cell);
        let rest = &text[at..];
        if rest.starts_with(',') {
            at += 1;
            continue;
        }
        return match ["\r\n", "\n", "\r"].iter().find(|end| rest.starts_with(**end)) {
            Some(end) => Ok((cells, at + end.len())),
            None if rest.is_empty() => Ok((cells, at)),
            None => Err((at, format!("{:?}", rest.chars().take(12).collect::<String>()))),
        };
    }
}

/// The cell whose text begins at byte `start`, behind its opening quote, and the byte behind its closing one.
fn quoted(text: &str, start: usize) -> Result<(String, usize), (usize, String)> {
    let (mut cell, mut at) = (String::new(), start);
    while let Some(len) = text[at..].find('"') {
        cell.push_str(&text[at..at + len]);
        at += len + 1;
        if !text[at..].starts_with('"') {
            return Ok((cell, at));
        }
        cell.push('"');
        at += 1;
    }
    Err((start - 1, "no closing quote".into()))
}
