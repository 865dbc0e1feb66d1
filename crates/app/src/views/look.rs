//! How text for people looks: width and colours, decided by the caller.

use anstyle::{AnsiColor, Style};

/// The narrowest text that is still readable; a narrower wish is not heard.
const NARROWEST: usize = 30;

/// Width and colours of text for people.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// In columns of the terminal.
    pub width: usize,
    /// Headlines.
    pub title: Style,
    /// Who speaks.
    pub source: Style,
    /// What is said, where it stands in an article.
    pub content: Style,
    /// The marks around it.
    pub mark: Style,
    /// What only helps to find the rest.
    pub aside: Style,
}

impl Look {
    /// Without colours, for files, pipes and whoever set `NO_COLOR`.
    pub fn plain(width: usize) -> Look {
        let none = Style::new();
        Look { width: width.max(NARROWEST), title: none, source: none, content: none, mark: none, aside: none }
    }

    /// With colours that can be read on light and dark grounds.
    pub fn coloured(width: usize) -> Look {
        Look {
            title: Style::new().bold(),
            source: Style::new().bold(),
            content: AnsiColor::Cyan.on_default(),
            mark: AnsiColor::Yellow.on_default(),
            aside: Style::new().dimmed(),
            ..Look::plain(width)
        }
    }
}
