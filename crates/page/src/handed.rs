//! A view as one file to hand on: its style within, no script, no form, and no link into this page.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::assets::{SCRIPT_AT, STYLE, STYLE_AT};

/// Makes a page of this program one that stands alone. Every `<` in it that is not of a template has been escaped, so that what
/// looks like a tag is one.
pub(crate) fn stand_alone(page: &str) -> String {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let head = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; \
         form-action 'none'\">\n<style>{STYLE}</style>"
    );
    let page = page.replace(&format!("<link rel=\"stylesheet\" href=\"{}\">", *STYLE_AT), &head);
    let page = page.replace(&format!("<script src=\"{}\" defer></script>\n", *SCRIPT_AT), "");
    let (style, rest) = page.split_at(page.find("</style>").unwrap_or(0));
    let mut out = style.to_owned();
    let mut dropped: Option<&str> = None;
    let mut links: Vec<bool> = Vec::new();
    let mut rest = rest;
    while let Some(start) = rest.find('<') {
        let (before, from) = rest.split_at(start);
        let end = from.find('>').map_or(from.len(), |end| end + 1);
        let (tag, after) = from.split_at(end);
        rest = after;
        let name: &str =
            tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        if dropped.is_none() {
            out.push_str(before);
        }
        match (dropped, name, tag.starts_with("</")) {
            (Some(inside), _, true) if inside == name => dropped = None,
            (Some(_), ..) => {}
            (None, "form" | "button" | "nav", false) => dropped = Some(name),
            (None, "a", false) => {
                let within = tag.contains(" href=\"/") || tag.contains(" href=\"?");
                links.push(within);
                out.push_str(if within { "<span>" } else { tag });
            }
            (None, "a", true) => out.push_str(if links.pop().unwrap_or(false) { "</span>" } else { "</a>" }),
            _ => out.push_str(tag),
        }
    }
    if dropped.is_none() {
        let _ = write!(out, "{rest}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_scripts_and_ways_into_the_page_are_gone() {
        let page = format!(
            "<head><link rel=\"stylesheet\" href=\"{}\">\n<script src=\"{}\" defer></script>\n</head><nav><a href=\"/\">x</a></nav>\
             <p><a href=\"/article/1#s2\">words</a> &lt;form&gt; <a href=\"#s1\">1</a> \
             <a href=\"https://post.example/\">web</a></p><form><input><button>Confirm</button></form><p>end</p>",
            *STYLE_AT, *SCRIPT_AT
        );
        let alone = stand_alone(&page);
        let (_, body) = alone.split_once("</style>").unwrap();
        assert_eq!(
            body,
            "\n</head><p><span>words</span> &lt;form&gt; <a href=\"#s1\">1</a> <a href=\"https://post.example/\">web</a></p><p>end</p>"
        );
        assert!(alone.contains("default-src 'none'; style-src 'sha256-"));
    }
}
