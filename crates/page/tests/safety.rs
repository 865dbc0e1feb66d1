//! Who may ask and change what, and that nothing in an article can act.

use common::{Page, run};
use onrecord_app::record::{Access, Record};
use onrecord_page::Hosts;

#[allow(dead_code, reason = "each test file uses some of it")]
mod common;

#[test]
fn only_names_of_this_machine_are_answered() {
    run(async {
        let page = Page::of_text("a.txt", "It is open, said Oona Lund.");
        for host in ["127.0.0.1:7410", "localhost:7410", "[::1]:7410", "localhost"] {
            assert_eq!(page.get_with("/", &[("host", host)]).await.status, 200, "{host}");
        }
        for host in ["evil.example", "evil.example:7410", "127.0.0.1.evil.example", "10.0.0.7:7410"] {
            let answer = page.get_with("/", &[("host", host)]).await;
            assert_eq!(answer.status, 421, "{host}");
            assert!(!answer.body.contains("On record"));
        }
    });
}

#[test]
fn every_answer_forbids_what_no_page_needs() {
    run(async {
        let page = Page::of_text("a.txt", "It is open, said Oona Lund.");
        for path in ["/", "/nowhere", "/?format=json", "/assets/page.css"] {
            let headers = page.get(path).await.headers;
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self';"), "{path}");
            assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
            assert_eq!(headers["cache-control"], "no-store", "{path}");
        }
        let shown = page.get("/").await.body;
        let style =
            shown.split("href=\"").find(|part| part.starts_with("/assets/")).unwrap().split('"').next().unwrap();
        let asset = page.get(style).await;
        assert_eq!(
            (asset.status.as_u16(), asset.headers["cache-control"].to_str().unwrap()),
            (200, "private, max-age=31536000, immutable")
        );
        for forbidden in [" style=\"", "javascript:", "onclick", "http://"] {
            assert!(!shown.contains(forbidden), "{forbidden}");
        }
    });
}

#[test]
fn a_correction_is_made_told_and_taken_back() {
    run(async {
        let page = Page::of_examples();
        let id = page.sql("SELECT id FROM statements WHERE status = 'found' ORDER BY confidence LIMIT 1");
        let made = page.post(&[("reject", &id), ("back", "/review")], &[]).await;
        assert_eq!(
            (made.status.as_u16(), made.headers["location"].to_str().unwrap()),
            (303, "/review?done=1"),
            "{}",
            made.body
        );
        let status = format!("SELECT status FROM statements WHERE id = '{id}'");
        assert_eq!(page.sql(&status), "rejected");
        let told = page.get("/review?done=1").await.body;
        assert!(told.contains("Correction 1 is made") && told.contains("name=\"undo\" value=\"1\""), "{told}");
        assert!(page.get("/corrections").await.body.contains("Ada Venn"));
        let undone = page.post(&[("undo", "1"), ("back", "/corrections")], &[]).await;
        assert_eq!(undone.status, 303);
        assert_eq!(page.sql(&status), "found");
        assert!(page.get("/corrections").await.body.contains("taken back"));
    });
}

#[test]
fn people_and_statements_are_corrected_by_forms() {
    run(async {
        let page = Page::of_examples();
        let id = page.sql("SELECT id FROM statements WHERE stance = 'denies' LIMIT 1");
        for (fields, after, expected) in [
            (
                vec![("what", "stance"), ("stance", "refuses")],
                format!("SELECT stance FROM statements WHERE id = '{id}'"),
                "refuses",
            ),
            (
                vec![("what", "said"), ("first", "2026-05-01"), ("last", "2026-05-03")],
                format!("SELECT said_start || ' ' || said_end FROM statements WHERE id = '{id}'"),
                "2026-05-01 2026-05-03",
            ),
            (
                vec![("what", "via"), ("names", "The Gull; Radio Lume")],
                format!("SELECT via FROM statements WHERE id = '{id}'"),
                "[\"The Gull\",\"Radio Lume\"]",
            ),
            (
                vec![("what", "speaker"), ("name", "Ada Orr")],
                format!("SELECT speaker_name FROM record WHERE id = '{id}'"),
                "Ada Orr",
            ),
        ] {
            let mut all = fields.clone();
            all.extend([("statement", id.as_str()), ("back", "/")]);
            let made = page.post(&all, &[]).await;
            assert_eq!(made.status, 303, "{fields:?}: {}", made.body);
            assert_eq!(page.sql(&after), expected);
        }
        let brandt = page.sql("SELECT id FROM people WHERE name = 'Teodor Brandt'");
        let renamed = page
            .post(&[("what", "rename"), ("person", &brandt), ("name", "Teodor A. Brandt"), ("back", "/speakers")], &[])
            .await;
        assert_eq!(renamed.status, 303, "{}", renamed.body);
        assert_eq!(page.sql("SELECT count(*) FROM people WHERE name = 'Teodor A. Brandt'"), "1");
        let wrong = page.post(&[("what", "stance"), ("stance", "shouts"), ("statement", &id)], &[]).await;
        assert_eq!(wrong.status, 400);
        assert!(wrong.body.contains("no stance"), "{}", wrong.body);
    });
}

#[test]
fn nothing_is_changed_without_the_token_of_this_page() {
    run(async {
        let page = Page::of_examples();
        let id = page.sql("SELECT id FROM statements LIMIT 1");
        let fields = [("confirm", id.as_str()), ("back", "/")];
        let refused = [
            page.post(&[fields[0], ("token", "")], &[]).await,
            page.post(&[fields[0], ("token", &"0".repeat(64))], &[]).await,
            page.post(&fields, &[("cookie", "onrecord_session=0")]).await,
            page.post(&fields, &[("origin", "http://evil.example")]).await,
            page.post(&fields, &[("origin", "null")]).await,
            page.post(&fields, &[("sec-fetch-site", "cross-site")]).await,
            page.post(&fields, &[("sec-fetch-site", "same-site")]).await,
        ];
        for (at, answer) in refused.iter().enumerate() {
            assert_eq!(answer.status, 403, "{at}: {}", answer.body);
        }
        assert_eq!(page.sql("SELECT count(*) FROM corrections"), "0");
        assert_eq!(page.get("/correct").await.status, 405, "nothing is changed by a link");
        let long = "x".repeat(70_000);
        assert_eq!(page.post(&[fields[0], ("note", &long)], &[]).await.status, 413);
        let read_only = page.with(|options| options.read_only = true);
        assert_eq!(read_only.post(&fields, &[]).await.status, 403);
        let shown = read_only.get("/review").await.body;
        assert!(shown.contains("--read-only") && !shown.contains("method=\"post\"") && !shown.contains(">Confirm<"));
        assert_eq!(read_only.sql("SELECT count(*) FROM corrections"), "0");
    });
}

#[test]
fn what_is_long_is_packed_for_who_can_unpack_it() {
    run(async {
        let page = Page::of_examples();
        let style = page.get("/").await.body;
        let style =
            style.split("href=\"").find(|part| part.starts_with("/assets/")).unwrap().split('"').next().unwrap();
        for path in ["/", "/?format=json", "/search?q=agreed&format=csv", style] {
            let plain = page.get(path).await;
            let packed = page.bytes(path, &[("accept-encoding", "gzip")]).await;
            assert_eq!(packed.0["content-encoding"], "gzip", "{path}");
            assert!(packed.1.starts_with(&[0x1f, 0x8b]) && packed.1.len() < plain.body.len() / 2, "{path}");
            assert!(!plain.headers.contains_key("content-encoding"), "{path}");
        }
        let short = page.bytes("/assets/none", &[("accept-encoding", "gzip")]).await;
        assert!(!short.0.contains_key("content-encoding"));
    });
}

#[test]
fn each_answer_has_a_token_of_its_own_for_the_same_visit() {
    run(async {
        let page = Page::of_examples();
        let cookie = format!("onrecord_session={}", "a".repeat(64));
        let token = async || {
            let shown = page.get_with("/", &[("cookie", &cookie)]).await.body;
            shown.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        let (one, other) = (token().await, token().await);
        assert_ne!(one, other);
        let id = page.sql("SELECT id FROM statements LIMIT 1");
        for token in [&one, &other] {
            let fields = [("confirm", id.as_str()), ("back", "/"), ("token", token)];
            assert_eq!(page.post(&fields, &[("cookie", &cookie)]).await.status, 303);
        }
    });
}

#[test]
fn while_somebody_else_writes_nothing_is_lost() {
    run(async {
        let page = Page::of_examples();
        let id = page.sql("SELECT id FROM statements LIMIT 1");
        let writer = Record::open(&page.record, Access::Write).unwrap();
        let fields = [("confirm", id.as_str()), ("note", "heard it"), ("back", "/review")];
        let busy = page.post(&fields, &[]).await;
        assert_eq!(busy.status, 503);
        for kept in ["Try again", "value=\"heard it\"", "Nothing was lost"] {
            assert!(busy.body.contains(kept), "{kept}: {}", busy.body);
        }
        assert_eq!(page.get("/").await.status, 200, "reading goes on");
        drop(writer);
        assert_eq!(page.post(&fields, &[]).await.status, 303);
    });
}

#[test]
fn a_password_is_asked_of_everybody() {
    run(async {
        let page = Page::of_text("a.txt", "It is open, said Oona Lund.").with(|options| {
            options.password = Some("long and hard".to_owned());
            options.hosts = Hosts::new("192.168.1.20".parse().unwrap(), Some("desk".to_owned()));
        });
        // "x:long and hard", "x:long", and no colon at all.
        for (given, status) in [("eDpsb25nIGFuZCBoYXJk", 200), ("eDpsb25n", 401), ("eA==", 401), ("%%%", 401)] {
            let answer =
                page.get_with("/", &[("authorization", &format!("Basic {given}")), ("host", "desk:7410")]).await;
            assert_eq!(answer.status, status, "{given}");
        }
        let answer = page.get_with("/search?q=open", &[("host", "192.168.1.20:7410")]).await;
        assert_eq!(answer.status, 401);
        assert!(answer.headers.contains_key("www-authenticate") && !answer.body.contains("Lund"));
        let right = ("authorization", "Basic eDpsb25nIGFuZCBoYXJk");
        for host in ["evil.example", "localhost:7410", "192.168.1.21:7410"] {
            assert_eq!(
                page.get_with("/", &[right, ("host", host)]).await.status,
                421,
                "{host}, whoever knows the password"
            );
        }
    });
}

#[test]
fn what_an_article_says_cannot_act() {
    run(async {
        let line = serde_json::json!({
            "id": "<script>alert(0)</script>",
            "text": "“<script>alert(1)</script> & <img src=x onerror=alert(2)>,” said Oona Lund.\n\n\
                     “\u{202e}Nothing\u{7} is <b>closed</b>,” the mayor, Per Orr, said on Monday.",
            "title": "<script>alert(3)</script> \"quoted\" 'title' \u{202e}turned",
            "outlet": "<svg onload=alert(4)>",
            "url": "javascript:alert(5)",
            "published": "2026-05-04",
        });
        let page = Page::of_text("hostile.jsonl", &format!("{line}\n"));
        let document = page.sql("SELECT id FROM documents");
        let mut paths = vec![format!("/article/{document}"), format!("/article/{document}?text=original")];
        paths.extend(
            ["/", "/stories", "/search?q=closed", "/search?q=mayor&in=text", "/speakers", "/review", "/timeline"]
                .map(str::to_owned),
        );
        paths.push(format!("/compare?a={document}&b={document}"));
        for path in &paths {
            for end in ["", "format=html"] {
                let path = format!("{path}{}{end}", if path.contains('?') { "&" } else { "?" });
                let shown = page.get(&path).await;
                assert_eq!(shown.status, 200, "{path}: {}", shown.body);
                for bad in ["<script>alert", "<img src=x", "<svg onload", "href=\"javascript", "\u{7}", "<b>closed"] {
                    assert!(!shown.body.contains(bad), "{path}: {bad}");
                }
            }
        }
        let article = page.get(&paths[0]).await.body;
        assert!(
            article.contains("&#60;script&#62;alert(3)") || article.contains("&lt;script&gt;alert(3)"),
            "{article}"
        );
        assert!(article.contains("<title>") && !article.split("</title>").next().unwrap().contains('\u{202e}'));
        for query in [
            "/search?q=%3Cscript%3Ealert(9)",
            "/speakers?name=%22%3E%3Cscript%3Ealert(9)",
            "/?story=%22%3E%3Cscript%3Ealert(9)",
        ] {
            assert!(!page.get(query).await.body.contains("<script>alert"), "{query}");
        }
    });
}

#[test]
fn marks_stand_at_the_right_characters() {
    run(async {
        let text = "The harbour 🚢🌊 is quiet. “שלום, the gate 🚪 stays shut,” Noa Ben-Ari נועה said on Monday.\n\n\
                    **Per Orr** said that “the *outer* lock [is open](#) — 100 %,” and left.\n";
        let page = Page::of_text("marks.md", text);
        let document = page.sql("SELECT id FROM documents");
        let value = page.get(&format!("/article/{document}?format=json")).await.body;
        let value: serde_json::Value = serde_json::from_str(&value).unwrap();
        let mut seen = 0;
        for paragraph in value["paragraphs"].as_array().unwrap() {
            for card in paragraph["cards"].as_array().unwrap() {
                let number = card["number"].as_i64().unwrap();
                let pieces =
                    value["paragraphs"].as_array().unwrap().iter().flat_map(|p| p["pieces"].as_array().unwrap());
                let own =
                    pieces.filter(|piece| piece["of"].as_array().unwrap().iter().any(|of| of.as_i64() == Some(number)));
                let marked: String = own.map(|piece| piece["text"].as_str().unwrap()).collect::<Vec<_>>().concat();
                let bare = |words: &str| words.split_whitespace().collect::<String>();
                assert_eq!(bare(&marked), bare(card["plain"].as_str().unwrap()).replace('…', ""), "{card}");
                seen += 1;
            }
        }
        assert!(seen >= 2, "{value}");
        let shown = page.get(&format!("/article/{document}")).await.body;
        assert!(shown.contains("🚪") && shown.contains("נועה") && !shown.contains("[is open](#)"));
    });
}

#[test]
fn a_long_article_is_shown_in_pages() {
    run(async {
        let paragraph = |n: usize| {
            format!(
                "“The gate at lock {n} was left open for the whole of the night,” keeper Oona Lund said on Monday. The water below \
                 lock {n} stood {} centimetres higher than in the year before, and the meadows of parish {} lay under it until \
                 the evening of the following day.\n\n",
                n + 3,
                n * 7
            )
        };
        let text: String = (1..=160).map(paragraph).collect();
        let page = Page::of_text("long.txt", &text);
        let document = page.sql("SELECT id FROM documents");
        let first = page.get(&format!("/article/{document}")).await.body;
        assert!(first.len() < 150_000, "{}", first.len());
        assert!(first.contains("rel=\"next\""));
        let last = page.sql("SELECT max(number) FROM statements WHERE on_record = 1");
        let jump = page.get(&format!("/article/{document}?s={last}")).await.body;
        assert!(jump.contains(&format!("id=\"s{last}\"")), "the page of the statement is shown");
    });
}
