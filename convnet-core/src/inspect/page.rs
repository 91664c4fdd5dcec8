//! A report that is one file.

use std::fmt::Write as _;

/// A page of HTML that needs no other file: headings, text, tables and pictures, one below the other.
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

    /// With a table more, whose first row names the columns.
    pub fn table<T: AsRef<str>>(self, rows: &[Vec<T>]) -> Page {
        let mut table = "<table>\n".to_owned();
        for (i, row) in rows.iter().enumerate() {
            let tag = if i == 0 { "th" } else { "td" };
            table.push_str("<tr>");
            for cell in row {
                // Writing to a string cannot fail.
                let _ = write!(table, "<{tag}>{}</{tag}>", escaped(cell.as_ref()));
            }
            table.push_str("</tr>\n");
        }
        self.with(&(table + "</table>\n"))
    }

    /// With a picture more: the text of an SVG file, as [`Picture::svg`](super::Picture::svg) gives it.
    pub fn svg(self, svg: &str) -> Page {
        // A page has no declaration of XML in its middle.
        let svg = svg.find("<svg").map_or("", |start| &svg[start..]);
        self.with(&format!("<figure>{svg}</figure>\n"))
    }

    fn with(mut self, part: &str) -> Page {
        self.body.push_str(part);
        self
    }

    /// The page, as the text of a file.
    pub fn html(&self) -> String {
        let title = escaped(&self.title);
        format!(
            "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{}</body>\n</html>\n",
            self.body
        )
    }
}

const STYLE: &str = "body { font-family: sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em; \
                     color: #282828 } pre { overflow-x: auto } figure { margin: 0 } svg { max-width: 100%; \
                     height: auto } table { border-collapse: collapse } th, td { text-align: left; padding: 0.2em 1.5em 0.2em 0; \
                     border-bottom: 1px solid #dedede }";

/// Text of a page: nothing in it is markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup() {
        let page = Page::new("<a> & b").heading("<script>").text("1 < 2").table(&[vec!["x"], vec!["<td>"]]);
        let html = page.svg("<?xml version=\"1.0\"?>\n<svg></svg>").html();
        assert!(html.contains("<h1>&lt;a&gt; &amp; b</h1>") && html.contains("<h2>&lt;script&gt;</h2>"), "{html}");
        assert!(html.contains("<pre>1 &lt; 2</pre>") && html.contains("<tr><td>&lt;td&gt;</td></tr>"), "{html}");
        assert!(html.contains("<figure><svg></svg></figure>") && !html.contains("<?xml"), "{html}");
    }
}
