//! A report that is one file.

use super::base64::base64;
use super::colors::{NEGATIVE, POSITIVE, mixed};
use std::fmt::Write as _;

/// A page of HTML that needs no other file: headings, text, tables and pictures, one below the other. It loads nothing
/// and runs nothing; whatever is given as text stays text.
///
/// ```
/// # use convnet_core::inspect::Page;
/// let page = Page::new("digits").text("10 epochs").table(&[vec!["class", "right"], vec!["0", "99%"]]);
/// assert!(page.html().starts_with("<!DOCTYPE html>"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    title: String,
    body: String,
}

impl Page {
    /// With a title only.
    pub fn new(title: impl Into<String>) -> Page {
        Page { title: title.into(), body: String::new() }
    }

    /// With a heading more.
    pub fn heading(self, text: &str) -> Page {
        self.with(&format!("<h2>{}</h2>\n", escaped(text)))
    }

    /// With text more, lines and columns as they are.
    pub fn text(self, text: &str) -> Page {
        self.with(&format!("<pre>{}</pre>\n", escaped(text)))
    }

    /// With a paragraph more, which is broken where the window ends.
    pub fn paragraph(self, text: &str) -> Page {
        self.with(&format!("<p>{}</p>\n", escaped(text)))
    }

    /// With a table more, whose first row names the columns. Columns of numbers stand to the right.
    pub fn table<T: AsRef<str>>(self, rows: &[Vec<T>]) -> Page {
        self.rows(rows, |text| (text.as_ref(), None))
    }

    /// With a table more of counts or the like, whose first row names the columns, and the first cell of each row the
    /// row. The number with a text is its colour: from −1 (red) over 0 (none) to 1 (blue).
    pub fn shaded<T: AsRef<str>>(self, rows: &[Vec<(T, f32)>]) -> Page {
        self.rows(rows, |(text, shade)| (text.as_ref(), Some(*shade)))
    }

    fn rows<T>(self, rows: &[Vec<T>], cell: impl Fn(&T) -> (&str, Option<f32>)) -> Page {
        let mut table = "<div class=\"wide\"><table>\n".to_owned();
        let columns = rows.first().map_or(0, Vec::len);
        let numbers: Vec<bool> = (0..columns)
            .map(|j| rows.iter().skip(1).filter_map(|row| row.get(j)).all(|text| is_number(cell(text).0)))
            .collect();
        for (i, row) in rows.iter().enumerate() {
            table.push_str("<tr>");
            for (j, (text, shade)) in row.iter().map(&cell).enumerate() {
                let tag = if i == 0 || j == 0 && shade.is_some() { "th" } else { "td" };
                let style = match shade {
                    Some(shade) if tag == "td" => colored(shade),
                    None if numbers.get(j) == Some(&true) => " class=\"number\"".to_owned(),
                    _ => String::new(),
                };
                // Writing to a string cannot fail.
                let _ = write!(table, "<{tag}{style}>{}</{tag}>", escaped(text));
            }
            table.push_str("</tr>\n");
        }
        self.with(&(table + "</table></div>\n"))
    }

    /// With a picture more: the text of an SVG file, as [`Picture::svg`](super::Picture::svg) gives it.
    pub fn svg(self, svg: &str) -> Page {
        // A page has no declaration of XML in its middle.
        let svg = svg.find("<svg").map_or("", |start| &svg[start..]);
        self.with(&format!("<figure>{svg}</figure>\n"))
    }

    /// With a picture more: the bytes of a PNG file, which become part of the page.
    pub fn png(self, png: &[u8]) -> Page {
        self.with(&format!("<figure><img alt=\"\" src=\"data:image/png;base64,{}\"></figure>\n", base64(png)))
    }

    fn with(mut self, part: &str) -> Page {
        self.body.push_str(part);
        self
    }

    /// The page, as the text of a file.
    pub fn html(&self) -> String {
        let title = escaped(&self.title);
        format!(
            "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{}</body>\n</html>\n",
            self.body
        )
    }
}

const STYLE: &str = "body { font-family: sans-serif; line-height: 1.4; max-width: 70em; margin: 2em auto; \
    padding: 0 1em; color: #282828; background: #fff } \
    h1, h2 { line-height: 1.2; overflow-wrap: anywhere } h2 { margin-top: 1.6em } \
    p { max-width: 45em; overflow-wrap: anywhere } pre, .wide { overflow-x: auto } figure { margin: 1em 0 } \
    svg, img { max-width: 100%; height: auto } table { border-collapse: collapse } \
    th, td { text-align: left; padding: 0.2em 1.2em 0.2em 0; border-bottom: 1px solid #dedede } \
    .number { text-align: right } .shade { text-align: right; padding: 0.2em 0.5em }";

/// A number or a part in percent; a dot stands for none.
fn is_number(text: &str) -> bool {
    text == "·" || text.strip_suffix('%').unwrap_or(text).parse::<f64>().is_ok()
}

/// From −1, red, over 0, white, to 1, blue; white where it is no number.
pub(super) fn color(shade: f32) -> [u8; 3] {
    let part = if shade.is_finite() { shade.abs().min(1.0) } else { 0.0 };
    mixed([255.0; 3], if shade < 0.0 { POSITIVE } else { NEGATIVE }, part)
}

/// The attributes of a cell of this shade.
fn colored(shade: f32) -> String {
    let [red, green, blue] = color(shade);
    let ink = if shade.abs() > 0.6 { "; color: #fff" } else { "" };
    format!(" class=\"shade\" style=\"background: #{red:02x}{green:02x}{blue:02x}{ink}\"")
}

/// Text of a page or of an SVG: nothing in it is markup, in an attribute neither.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup() {
        let page = Page::new("<a> & b").heading("<script>").text("1 < 2").table(&[vec!["x"], vec!["<td>"]]);
        let page = page.paragraph("<p>").shaded(&[vec![("<b>", 0.0)], vec![("<i>", 0.0), ("<u>", 1.0)]]);
        let html = page.svg("<?xml version=\"1.0\"?>\n<svg></svg>").html();
        assert!(html.contains("<h1>&lt;a&gt; &amp; b</h1>") && html.contains("<h2>&lt;script&gt;</h2>"), "{html}");
        assert!(html.contains("<pre>1 &lt; 2</pre>") && html.contains("<tr><td>&lt;td&gt;</td></tr>"), "{html}");
        assert!(html.contains("<p>&lt;p&gt;</p>") && html.contains("<th>&lt;b&gt;</th>"), "{html}");
        assert!(html.contains("<th>&lt;i&gt;</th>") && html.contains(">&lt;u&gt;</td>"), "{html}");
        assert!(html.contains("<figure><svg></svg></figure>") && !html.contains("<?xml"), "{html}");
    }

    #[test]
    fn pictures_are_part_of_the_page() {
        let html = Page::new("").png(b"\x89PNG\r\n").html();
        assert!(html.contains("<img alt=\"\" src=\"data:image/png;base64,iVBORw0K\">"), "{html}");
    }

    #[test]
    fn columns_of_numbers_stand_to_the_right() {
        let rows = [["a", "b", "c"], ["1", "2.5%", "3 of 4"], ["1e-3", "·", "5"]].map(Vec::from);
        let html = Page::new("").table(&rows).html();
        let number = " class=\"number\"";
        assert!(html.contains(&format!("<tr><th{number}>a</th><th{number}>b</th><th>c</th></tr>")), "{html}");
        assert!(html.contains(&format!("<td{number}>1e-3</td><td{number}>·</td><td>5</td>")), "{html}");
        assert!(Page::new("").table::<&str>(&[]).html().contains("<table>"));
    }

    #[test]
    fn shades_go_from_red_to_blue() {
        assert_eq!(colored(0.0), " class=\"shade\" style=\"background: #ffffff\"");
        assert_eq!(colored(1.0), " class=\"shade\" style=\"background: #2166ac; color: #fff\"");
        assert_eq!(colored(-3.0), " class=\"shade\" style=\"background: #b2182b; color: #fff\"");
        assert_eq!(colored(f32::NAN), colored(0.0));
    }
}
