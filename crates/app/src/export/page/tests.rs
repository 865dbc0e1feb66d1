use onrecord_core::statement::Form;

use super::super::testing::{Made, estuary, head, made};
use super::*;

fn page(made: &Made) -> String {
    let mut out: Vec<u8> = Vec::new();
    write(&mut out, &made.dossier()).unwrap();
    String::from_utf8(out).unwrap()
}

/// The text of the page's articles, without tags.
fn words(page: &str) -> String {
    let mut out = String::new();
    for piece in page.split('<') {
        out.push_str(piece.split_once('>').map_or("", |(_, text)| text));
    }
    out.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn every_line_leads_to_the_words_and_back() {
    let page = page(&estuary());
    let anchors = |sign: &str| -> Vec<String> {
        page.split(sign).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let ids = anchors(" id=\"");
    for target in anchors("href=\"#") {
        assert!(ids.contains(&target), "{target} leads nowhere");
    }
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "an id is there once");
    for id in ["s1.1", "s1.3", "l1.3", "s2.2", "in-dispute", "timeline", "speakers", "a2"] {
        assert!(ids.iter().any(|there| there == id), "{id}");
    }
    assert!(page.contains("https://estuary-post.example/gates#:~:text=%E2%80%9CWe%20wait.%E2%80%9D\""));
    let pieces = "text=%E2%80%9CNot%20for%20the%20port%2C%E2%80%9D&amp;text=%E2%80%9Cnot%20for%20anyone.%E2%80%9D";
    assert!(page.contains(pieces));
}

#[test]
fn marks_that_overlap_or_are_broken_take_nothing_away() {
    let made = estuary();
    let page = page(&made);
    assert_eq!(page.matches("<mark").count(), page.matches("</mark>").count());
    let article = page.split("<div class=\"text\">").nth(1).unwrap().split("</div>").next().unwrap();
    let numbers = (1..5).fold(article.to_owned(), |page, n| page.replace(&format!("href=\"#l1.{n}\">{n}</a>"), ">"));
    let shown: String = words(&numbers).split_whitespace().collect();
    assert_eq!(shown, made.texts[0].split_whitespace().collect::<String>());
    assert_eq!(article.matches("href=\"#l1.3\"").count(), 2, "both pieces have the number");
}

#[test]
fn an_article_cannot_do_harm() {
    let evil = "<script>alert(1)</script>";
    let name = "\u{202e}עודד \"><img src=x onerror=alert(1)>";
    let mut post = head("\"onmouseover=alert(1).txt");
    post.title = Some(format!("{evil}{}", "Overlong".repeat(200)));
    post.outlet = Some(evil.to_owned());
    post.url = Some("javascript:alert(1)".to_owned());
    let mut other = head("b.html");
    other.url = Some("https://post.example/a?b=1&c='2'".to_owned());
    let body = "She said it is <b>so</b> & \u{1b}[31m 🎺.";
    let text = format!("Words & \"more\" {body}\n");
    let made = made(&[
        (post, &text, &[(Some(name), Form::Indirect, &["it is <b>so</b> & \u{1b}[31m 🎺"])]),
        (
            other,
            "<p>They <script>x</script>said it is <i>not</i> so.</p>",
            &[(None, Form::Indirect, &["it is <i>not</i> so"])],
        ),
    ]);
    let page = page(&made);
    for bad in ["<script", "<img", "<b>so", "\u{1b}", "href=\"javascript", "\"onmouseover"] {
        assert!(!page.contains(bad), "{bad:?} is in\n{page}");
    }
    assert!(words(&page).contains("\"><img src=x"), "the name is shown as it is");
    assert!(page.contains("href=\"https://post.example/a?b=1&amp;c=&#39;2&#39;"));
    assert!(page.contains("<bdi>\u{202e}עודד"), "what is written to the left turns nothing around it");
}

#[test]
fn nothing_is_asked_of_anyone() {
    let page = page(&estuary());
    let hash =
        BASE64_STANDARD.encode(Sha256::digest(page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0));
    assert!(page.contains(&format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'")));
    for outside in ["<link", "<img", "@import", "url(", " style=", "<iframe", "<script"] {
        assert!(!page.contains(outside), "{outside}");
    }
}
