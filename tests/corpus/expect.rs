//! The comments `//~` of a file -> the errors that it expects.

/// An error as a file expects it.
#[derive(Debug)]
pub struct Expected {
    /// `line:first-last`, or `line:first-line:last`.
    pub place: String,
    /// What the message must contain; with `help:` or `note:`, what a line of it that begins so must.
    pub texts: Vec<String>,
}

impl Expected {
    /// The first text that is missing in a message.
    pub fn missing_in(&self, message: &str) -> Option<&str> {
        let holds = |text: &str| {
            let word = ["help:", "note:"].into_iter().find(|word| text.starts_with(word));
            match word {
                Some(word) => message.lines().any(|line| line.starts_with(word) && contains(line, text)),
                None => contains(message, text),
            }
        };
        self.texts.iter().map(String::as_str).find(|text| !holds(text))
    }
}

/// Whether the parts of `text` between its `…` stand in `message`, one after the other.
fn contains(message: &str, text: &str) -> bool {
    let mut rest = message;
    text.split('…').map(str::trim).all(|part| {
        let found = rest.find(part);
        rest = found.map_or("", |at| &rest[at + part.len()..]);
        found.is_some()
    })
}

/// The errors that the comments of a file announce, or what is wrong with the comments.
pub fn expected(source: &str) -> Result<Vec<Expected>, String> {
    let mut expected: Vec<Expected> = Vec::new();
    // The line above the comments, and the error whose `[` waits for its `]`.
    let mut line = 0;
    let mut open = None;
    for (at, text) in source.lines().enumerate() {
        let number = at + 1;
        let Some(comment) = text.trim_start().strip_prefix("//~") else {
            line = number;
            continue;
        };
        let wrong = |what: &str| Err(format!("  line {number}: {what}\n"));
        if line == 0 {
            return wrong("no line stands above");
        }
        let comment_text = comment.trim();
        let first = text.chars().count() - comment.trim_start().chars().count() + 1;
        let marks = comment_text.chars().take_while(|c| *c == '^').count();
        let mut begin = |place: String, text: &str| {
            let text = text.trim();
            let texts = if text.is_empty() { Vec::new() } else { vec![text.to_string()] };
            expected.push(Expected { place, texts });
        };
        if marks > 0 {
            begin(format!("{line}:{first}-{}", first + marks - 1), &comment_text[marks..]);
        } else if let Some(text) = comment_text.strip_prefix('[') {
            begin(format!("{line}:{first}"), text);
            open = Some(expected.len() - 1);
        } else if comment_text == "]" {
            match open.take() {
                Some(error) => expected[error].place.push_str(&format!("-{line}:{first}")),
                None => return wrong("no `[` stands above"),
            }
        } else {
            match expected.last_mut() {
                Some(error) => error.texts.push(comment_text.to_string()),
                None => return wrong("no error stands above"),
            }
        }
    }
    match open {
        Some(_) => Err("  a `[` without its `]`\n".to_string()),
        None => Ok(expected),
    }
}
