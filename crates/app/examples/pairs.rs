//! Pairs of labelled statements with all that the program knows of them, for training the judge and the decisions:
//!
//!     cargo run --example pairs -- LINKS.jsonl STATEMENTS.jsonl STORIES.json TEXT_DIR... > pairs.jsonl
//!
//! `LINKS.jsonl` holds `{"relation", "a": {"doc", "e"}, "b": {"doc", "e"}}`. Each becomes a row with its label, story, the
//! fields that the judge reads of each side (0 known, 1 said, 2 around) and the traits. Pairs that nobody labelled, but
//! that the program would compare, follow with the label `random` (one in EVERY), and those of them that share the most
//! with the label `unlisted`.

mod gold;

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fs;
use std::io::{self, Write};

use gold::Labelled;
use onrecord_app::link::Linker;
use onrecord_core::linking::candidates::candidates;
use onrecord_core::linking::judge::known;
use onrecord_core::linking::link::{day, told as list};
use onrecord_core::linking::material::{Material, Saying, material};
use onrecord_core::linking::pair::Pair;
use onrecord_core::people::{Authority, gather};
use onrecord_core::resolving::{Resolution, resolve};
use serde::Deserialize;

#[derive(Deserialize)]
struct Link {
    relation: String,
    a: End,
    b: End,
}

#[derive(Deserialize)]
struct End {
    doc: String,
    e: String,
}

/// One in so many of all pairs that the program would compare is printed.
const EVERY: usize = 29;
/// Unlisted pairs of each statement.
const UNLISTED: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [links, statements, stories, directories @ ..] = arguments.as_slice() else {
        return Err("usage: pairs LINKS.jsonl STATEMENTS.jsonl STORIES.json TEXT_DIR...".into());
    };
    let authority = Authority::default();
    let (mut materials, mut casts, mut at, mut story_of): (Vec<Material>, Vec<_>, HashMap<_, _>, Vec<usize>) =
        Default::default();
    for Labelled { doc, loaded, found, ids, story } in gold::labelled(statements, stories, directories)? {
        let published = loaded.document.metadata.published;
        let Resolution { people, times, statements } = resolve(&loaded.view, found, published, &authority);
        let made = material(&loaded.view, &statements, &people, &times, published);
        at.extend(ids.into_iter().enumerate().map(|(k, e)| ((doc.clone(), e), (materials.len(), k))));
        materials.push(made);
        story_of.push(story);
        casts.push((doc, published, people));
    }
    let casts: Vec<_> = casts.iter().map(|(doc, day, people)| (doc.as_str(), *day, people.as_slice())).collect();
    let people = gather(&casts, &authority);
    let linker = Linker::new(Some(1))?;
    let all: Vec<&Material> = materials.iter().collect();
    let prepared = linker.prepare(&all);
    let list = list(&all, &people, &prepared);
    let places: HashMap<(usize, usize), usize> =
        list.iter().enumerate().map(|(k, t)| ((t.article, t.number), k)).collect();
    let told = |place: (usize, usize)| list[places[&place]];
    let names: HashMap<_, _> = at.iter().map(|(id, place)| (*place, id)).collect();
    let mut out = io::stdout().lock();
    let mut print = |label: &str, pair: &Pair<'_>| -> io::Result<()> {
        let ends = [&pair.a, &pair.b].map(|t| names.get(&(t.article, t.number)));
        let row = serde_json::json!({
            "label": label, "story": story_of[pair.a.article], "a": fields(pair.a.saying), "b": fields(pair.b.saying),
            "speakers": format!("{:?}", pair.speakers), "traits": pair.traits(), "ends": ends,
            "names": [&pair.a.saying.name, &pair.b.saying.name],
        });
        writeln!(out, "{row}")
    };
    let mut listed = HashSet::new();
    for line in fs::read_to_string(links)?.lines() {
        let link: Link = serde_json::from_str(line)?;
        let (Some(&a), Some(&b)) = (at.get(&(link.a.doc, link.a.e)), at.get(&(link.b.doc, link.b.e))) else { continue };
        listed.insert((a.min(b), a.max(b)));
        print(&link.relation, &Pair::new(&people, told(a), told(b)))?;
    }
    for (k, (a, b)) in candidates(&list, day).into_iter().enumerate() {
        let [x, y] = [a, b].map(|k| (list[k].article, list[k].number));
        if k % EVERY == 0 && !listed.contains(&(x.min(y), x.max(y))) {
            print("random", &Pair::new(&people, list[a], list[b]))?;
        }
    }
    let all: Vec<(usize, usize)> =
        materials.iter().enumerate().flat_map(|(d, m)| (0..m.sayings.len()).map(move |k| (d, k))).collect();
    let mut unlisted = HashSet::new();
    for &a in &all {
        let others = all.iter().filter(|b| story_of[b.0] == story_of[a.0] && **b != a);
        let mut near: Vec<_> =
            others.map(|&b| (Pair::new(&people, told(a.min(b)), told(a.max(b))), (a.min(b), a.max(b)))).collect();
        near.sort_by(|(x, p), (y, q)| y.words.shared_weight.total_cmp(&x.words.shared_weight).then(p.cmp(q)));
        for (pair, place) in near.into_iter().take(UNLISTED) {
            if !listed.contains(&place) && unlisted.insert(place) {
                print("unlisted", &pair)?;
            }
        }
    }
    Ok(())
}

fn fields(saying: &Saying) -> Vec<(u8, String)> {
    vec![(0, known(saying)), (1, saying.text.clone()), (2, saying.around.clone())]
}
