mod gold;
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fs;
use gold::Labelled;
use onrecord_core::linking::candidates::candidates;
use onrecord_core::linking::material::{Material, material};
use onrecord_core::linking::pair::Told;
use onrecord_core::people::{Authority, gather};
use onrecord_core::resolving::{Resolution, resolve};
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [links, statements, stories, directories @ ..] = arguments.as_slice() else { return Err("usage".into()) };
    let authority = Authority::default();
    let (mut materials, mut casts, mut at): (Vec<Material>, Vec<_>, HashMap<_, _>) = Default::default();
    for Labelled { doc, loaded, found, ids, .. } in gold::labelled(statements, stories, directories)? {
        let published = loaded.document.metadata.published;
        let Resolution { people, times, statements } = resolve(&loaded.view, found, published, &authority);
        let made = material(&loaded.view, &statements, &people, &times, published);
        at.extend(ids.into_iter().enumerate().map(|(k, e)| ((doc.clone(), e), (materials.len(), k))));
        materials.push(made);
        casts.push((doc, published, people));
    }
    let casts: Vec<_> = casts.iter().map(|(doc, day, people)| (doc.as_str(), *day, people.as_slice())).collect();
    let people = gather(&casts, &authority);
    let mut told = Vec::new();
    let mut place = HashMap::new();
    for (article, m) in materials.iter().enumerate() {
        for (number, saying) in m.sayings.iter().enumerate() {
            place.insert((article, number), told.len());
            told.push(Told { article, number, saying, speaker: saying.speaker.map(|k| people.of[article][k]) });
        }
    }
    let t = std::time::Instant::now();
    let found = candidates(&told, |t| t.saying.said.map(|d| d.start).or(materials[t.article].published));
    eprintln!("{} statements, {} candidates in {:?}", told.len(), found.len(), t.elapsed());
    let set: HashSet<(usize, usize)> = found.into_iter().collect();
    let mut c: HashMap<String, (usize, usize)> = HashMap::new();
    for line in fs::read_to_string(links)?.lines() {
        let v: serde_json::Value = serde_json::from_str(line)?;
        let get = |x: &str| at.get(&(v[x]["doc"].as_str().unwrap().to_owned(), v[x]["e"].as_str().unwrap().to_owned()));
        let (Some(a), Some(b)) = (get("a"), get("b")) else { continue };
        let (a, b) = (place[a], place[b]);
        let e = c.entry(v["relation"].as_str().unwrap().to_owned()).or_default();
        e.1 += 1;
        if set.contains(&(a.min(b), a.max(b))) { e.0 += 1; } else if std::env::var("SHOW").is_ok() { eprintln!("MISS {} | {} :: {} | {} :: {}", v["relation"], told[a].saying.name, told[a].saying.text, told[b].saying.name, told[b].saying.text); }
    }
    eprintln!("{c:?}");
    Ok(())
}
