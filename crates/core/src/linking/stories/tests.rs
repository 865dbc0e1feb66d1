use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::threads::OneThread;

/// Made-up articles: two earthquakes, two votes on one sluice, and what has to do with none of them.
const ARTICLES: [(&str, &str); 10] = [
    (
        "quake",
        "A strong earthquake shook the island of Tarvo on Monday and killed 14 people in the town of Belmare. The \
        tremor of magnitude 6.3 struck at dawn. Governor Hanne Solvik asked for tents and water for Belmare.",
    ),
    (
        "quake",
        "Rescuers searched the ruins of Belmare after Monday's earthquake on Tarvo. At least 14 people died, \
        Governor Solvik said. The quake had a magnitude of 6.3 and was felt on all of Tarvo.",
    ),
    (
        "quake",
        "Tarvo buries its dead: fourteen people were laid to rest in Belmare, where the earthquake destroyed the \
        old harbour church. Hanne Solvik spoke at the grave.",
    ),
    (
        "other quake",
        "An earthquake of magnitude 5.1 shook the mining town of Kroll in northern Ostrand. Nobody was hurt, \
        said Mayor Piet Vander. Miners in Kroll had left the pit an hour before the tremor.",
    ),
    (
        "other quake",
        "Miners of Kroll are back at work after the earthquake in Ostrand. Mayor Vander said that the 5.1 \
        tremor had done no damage to the Kroll pit and that nobody was hurt.",
    ),
    (
        "sluice",
        "The harbour board of Ister voted to close the eastern sluice for nine months. Chair Oona Lund said that \
        the gates had moved. Shipping companies called the vote of the Ister board reckless.",
    ),
    (
        "sluice",
        "Shippers will sue the Ister harbour board over the eastern sluice. Their lawyer, Bram Quist, said that \
        Oona Lund had known since March that the gates of the sluice had not moved at all.",
    ),
    ("plums", "Growers in the Velm valley expect the best plum harvest in ten years, thanks to a mild spring."),
    ("chess", "Fifteen-year-old Anouk Desmet won the junior chess title of Pellworth with a game to spare."),
    ("bees", "Beekeepers on Norderholm lost half of their hives to a mite last winter, a survey found."),
];

/// The stories, told on one thread.
fn stories(articles: &[Article<'_>]) -> Vec<Story> {
    super::stories(articles, &OneThread)
}

fn article((_, text): &(&'static str, &'static str)) -> Article<'static> {
    Article { published: None, text, title: None }
}

/// The stories as sets of texts with their central text and their title, in an order of their own.
fn shape(articles: &[Article<'_>]) -> Vec<(Vec<Vec<String>>, String, String)> {
    let text = |at: &usize| format!("{:?} {}", articles[*at].published, articles[*at].text);
    let sorted = |places: &Vec<usize>| {
        let mut all: Vec<String> = places.iter().map(text).collect();
        all.sort_unstable();
        all
    };
    let mut out: Vec<_> = stories(articles)
        .iter()
        .map(|story| {
            assert_eq!(sorted(&story.origins.concat()), sorted(&story.articles));
            assert!(story.articles.contains(&story.central));
            let mut origins: Vec<Vec<String>> = story.origins.iter().map(sorted).collect();
            origins.sort_unstable();
            (origins, text(&story.central), story.title.clone())
        })
        .collect();
    out.sort_unstable();
    out
}

fn groups(articles: &[Article<'_>]) -> Vec<Vec<usize>> {
    stories(articles).into_iter().map(|story| story.articles).collect()
}

#[test]
fn articles_on_one_event_are_a_story() {
    let found = stories(&ARTICLES.map(|a| article(&a)));
    let mut groups: Vec<Vec<usize>> = found.into_iter().map(|story| story.articles).collect();
    groups.sort_unstable();
    let expected: [&[usize]; 6] = [&[0, 1, 2], &[3, 4], &[5, 6], &[7], &[8], &[9]];
    assert_eq!(groups, expected);
}

#[test]
fn a_reprint_belongs_to_the_story_and_is_no_second_article() {
    let mut articles = ARTICLES.map(|a| article(&a)).to_vec();
    let reprint = format!("{} The Tarvo Gazette has more.", ARTICLES[0].1);
    articles.push(Article { text: &reprint, ..articles[0] });
    let found = stories(&articles);
    let quake = found.iter().find(|story| story.articles.contains(&0)).unwrap();
    assert_eq!(quake.articles, [0, 1, 2, 10]);
    assert_eq!(quake.origins, [vec![0, 10], vec![1], vec![2]]);
}

#[test]
fn what_is_like_it_years_later_is_another_story() {
    let on = |at: usize, day: Date| Article { published: Some(day), ..article(&ARTICLES[at]) };
    let near = [on(5, date(2026, 3, 2)), on(6, date(2026, 3, 9))];
    let far = [on(5, date(2026, 3, 2)), on(6, date(2032, 3, 9))];
    assert_eq!(groups(&near), [[0, 1]]);
    assert_eq!(groups(&far), [[0], [1]]);
}

#[test]
fn a_story_is_called_by_its_central_article() {
    let titled = |title| Article { title, ..article(&ARTICLES[7]) };
    assert_eq!(stories(&[titled(Some(" Plums\n galore "))])[0].title, "Plums galore");
    let first = "Growers in the Velm valley expect the best plum harvest in ten years, thanks to a mild spring.";
    assert_eq!(stories(&[titled(None)])[0].title, first);
    assert_eq!(stories(&[titled(Some(" "))])[0].title, first);
}

#[test]
fn nothing_is_no_story_and_empty_articles_are_one_each() {
    assert_eq!(stories(&[]), []);
    let empty = Article { published: None, text: " \n", title: None };
    assert_eq!(groups(&[empty, empty]), [[0], [1]]);
    assert_eq!(stories(&[empty])[0].title, "");
}

/// Articles as they come: some of those above, each with or without a day, some cut, some twice.
fn some() -> impl Strategy<Value = Vec<(Option<Date>, String)>> {
    let day = proptest::option::of((0..40i8).prop_map(|d| date(2026, 3 + d / 20, 1 + d % 20)));
    let one = (0..ARTICLES.len(), day, 0..3usize).prop_map(|(at, day, cut)| {
        let text = ARTICLES[at].1;
        let sentences: Vec<&str> = text.split_inclusive(". ").collect();
        (day, sentences[..sentences.len().saturating_sub(cut).max(1)].concat())
    });
    proptest::collection::vec(one, 0..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_changes_nothing((before, after) in some().prop_flat_map(|a| (Just(a.clone()), Just(a).prop_shuffle()))) {
        let shapes = [&before, &after].map(|all| {
            let all: Vec<_> = all.iter().map(|(published, text)| Article { published: *published, text, title: None }).collect();
            shape(&all)
        });
        prop_assert_eq!(&shapes[0], &shapes[1]);
    }

    #[test]
    fn an_unrelated_article_changes_nothing(before in some(), at in 0..14usize, dated in any::<bool>()) {
        let published = dated.then(|| date(2026, 3, 7));
        let other = "Stargazers counted ninety meteors an hour above Mount Quillon, an observatory there reported.";
        let mut articles: Vec<_> =
            before.iter().map(|(published, text)| Article { published: *published, text, title: None }).collect();
        let mut expected = shape(&articles);
        let other = Article { published, text: other, title: None };
        expected.extend(shape(&[other]));
        expected.sort_unstable();
        articles.insert(at.min(articles.len()), other);
        prop_assert_eq!(shape(&articles), expected);
    }
}
