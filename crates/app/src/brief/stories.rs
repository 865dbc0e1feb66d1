//! The stories of a brief, in the names of its documents.

use std::collections::HashSet;

use onrecord_core::linking::stories;
use onrecord_core::threads::Threads;

use super::Story;
use crate::views::Document;

/// The stories that `documents` tell, in the order of their first days of publication.
pub fn stories(documents: &[Document], threads: &impl Threads) -> Vec<Story> {
    let articles: Vec<stories::Article<'_>> = documents
        .iter()
        .map(|document| stories::Article {
            published: document.head.published,
            text: &document.body,
            title: document.head.title.as_deref(),
        })
        .collect();
    let name = |&at: &usize| documents[at].head.doc.clone();
    let mut taken: HashSet<String> = HashSet::new();
    stories::stories(&articles, threads)
        .into_iter()
        .map(|story| {
            let central = name(&story.central);
            // Two documents may have one name.
            let id = (1..)
                .map(|n| if n == 1 { format!("story:{central}") } else { format!("story:{central}~{n}") })
                .find(|id| !taken.contains(id))
                .unwrap_or_default();
            taken.insert(id.clone());
            Story {
                id,
                title: if story.title.is_empty() { central } else { story.title },
                docs: story.articles.iter().map(name).collect(),
                origins: story.origins.iter().map(|origin| origin.iter().map(name).collect()).collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use onrecord_core::threads::OneThread;

    use super::*;
    use crate::views::Head;

    fn document(doc: &str, title: Option<&str>, body: &str) -> Document {
        let head = Head {
            doc: doc.to_owned(),
            sha256: String::new(),
            published: None,
            outlet: None,
            title: title.map(str::to_owned),
            url: None,
        };
        let body = body.to_owned();
        let (material, narration) = Default::default();
        let (people, times, statements, cast) = Default::default();
        Document { head, people, times, statements, cast, material, narration, body }
    }

    #[test]
    fn stories_name_their_documents() {
        let report = "The Oster bridge collapsed at noon.";
        let documents = [
            document("a", None, "Growers in Velm expect plums."),
            document("b", Some("Bridge down"), report),
            document("a", None, ""),
            document("c", None, report),
        ];
        let found = stories(&documents, &OneThread);
        let mut shown: Vec<_> = found.iter().map(|s| (s.id.as_str(), s.title.as_str(), s.origins.clone())).collect();
        shown.sort_unstable();
        let one = |doc: &str| vec![vec![doc.to_owned()]];
        let expected = [
            ("story:a", "a", one("a")),
            ("story:a~2", "Growers in Velm expect plums.", one("a")),
            ("story:b", "Bridge down", vec![vec!["b".to_owned(), "c".to_owned()]]),
        ];
        assert_eq!(shown, expected);
    }
}
