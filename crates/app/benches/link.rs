//! How fast statements are linked: `just bench-link [--threads N] [--statements N,N,...] [--unjudged] [FILE...]`, by default
//! 10,000 and 100,000 statements made from the example articles, on all cores. `--unjudged` leaves out the judge, which
//! takes most of the time.
//!
//! The articles are read once and told over and over, each time of other people, places, numbers, matters and days: every
//! word that tells something gives way to one that is about as rare, as in news of something else. Prints seconds, pairs
//! compared and judged and the peak of memory, and by what the time grows from one number of statements to the next.
#![allow(clippy::print_stdout, missing_docs)]

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Instant;

use jiff::civil::Date;
use onrecord_app::ingest::{Inputs, read_inputs};
use onrecord_app::link::Linker;
use onrecord_app::read::{Engine, Reading};
use onrecord_core::linking::candidates::{Index, filed};
use onrecord_core::linking::link::{day, sifted, told};
use onrecord_core::linking::material::{Material, Saying, material};
use onrecord_core::linking::terms::{Terms, rarity, stem};
use onrecord_core::people::{Authority, People, Person, gather};
use onrecord_core::span::Span;
use onrecord_core::text::words::words;
use onrecord_core::times::Days;

/// Words of less rarity than this stay: they are in articles on anything.
const TELLING: f32 = 2.0;
/// Days of publication are spread over so many.
const DAYS: usize = 3650;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    let (mut paths, mut threads, mut sizes, mut unjudged) = (Vec::new(), None, vec![10_000, 100_000], false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--threads" => threads = arguments.next().and_then(|n| n.parse().ok()),
            "--statements" => {
                let given = arguments.next().unwrap_or_default();
                sizes = given.split(',').map(|n| n.parse().expect("--statements is numbers, with commas")).collect();
            }
            "--unjudged" => unjudged = true,
            _ => paths.push(argument),
        }
    }
    if paths.is_empty() {
        paths.push(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ister-sluice").to_owned());
    }
    let loaded = read_inputs(Inputs { paths, ..Inputs::default() }).documents;
    let engine = Engine::new(threads, Authority::default()).expect("threads start");
    let readings = engine.read(loaded);
    let statements: usize = readings.iter().map(|reading| reading.statements.len()).sum();
    println!("{} articles with {statements} statements; {} threads", readings.len(), engine.threads());
    assert!(statements > 0, "no statement in these articles");
    let linker = Linker::new(threads).expect("threads start");
    let words = Words::new();
    let mut last: Option<(usize, f64)> = None;
    for size in sizes {
        let articles = articles(&readings, size, &words);
        let begun = Instant::now();
        let casts: Vec<_> = articles.iter().map(|a| (a.name.as_str(), a.material.published, &*a.people)).collect();
        let people = gather(&casts, &Authority::default());
        let materials: Vec<&Material> = articles.iter().map(|article| &article.material).collect();
        println!("{} statements; people gathered in {:.2} s", stated(&materials), begun.elapsed().as_secs_f64());
        let mut seconds = compared(&linker, &materials, &people);
        if !unjudged {
            let begun = Instant::now();
            let (links, work) = linker.counted(&materials, &people);
            seconds = begun.elapsed().as_secs_f64();
            let each = work.judged as f64 / stated(&materials) as f64;
            println!("  all on {} threads: {seconds:.1} s", engine.threads());
            println!("  {} pairs judged ({each:.2} a statement), {} links", work.judged, links.len());
        }
        if let Some(bytes) = peak_memory() {
            println!("  peak memory: {:.0} MiB", bytes as f64 / f64::from(1 << 20));
        }
        if let Some((before, took)) = last {
            let more = stated(&materials) as f64 / before as f64;
            println!("  {more:.1} times as many statements, {:.1} times the time", seconds / took);
        }
        last = Some((stated(&materials), seconds));
    }
}

fn stated(materials: &[&Material]) -> usize {
    materials.iter().map(|material| material.sayings.len()).sum()
}

/// Everything but the judge; all but the first step on one thread. Prints and returns the seconds.
fn compared(linker: &Linker, materials: &[&Material], people: &People) -> f64 {
    let begun = Instant::now();
    let prepared = linker.prepare(materials);
    let prepared_in = begun.elapsed().as_secs_f64();
    let told = told(materials, people, &prepared);
    let index = Index::new(&filed(&told, day));
    let filed_in = begun.elapsed().as_secs_f64() - prepared_in;
    let (mut pairs, mut kept) = (0, 0);
    for rank in 0..index.len() {
        let near = index.pairs(rank);
        pairs += near.len();
        kept += sifted(&told, people, &near).len();
    }
    let all = begun.elapsed().as_secs_f64();
    let (each, sifted_in) = (pairs as f64 / told.len() as f64, all - filed_in - prepared_in);
    println!("  prepared in {prepared_in:.1} s, filed in {filed_in:.2} s, compared on one thread in {sifted_in:.1} s");
    println!("  {pairs} pairs compared ({each:.1} a statement), {kept} worth judging");
    all
}

/// An article told anew.
struct Article {
    name: String,
    material: Material,
    people: Vec<Person>,
}

/// The articles over and over, until they have so many statements.
fn articles(readings: &[Reading], statements: usize, words: &Words) -> Vec<Article> {
    let (mut out, mut made) = (Vec::new(), 0);
    for (copy, reading) in (0..).flat_map(|copy| readings.iter().map(move |reading| (copy, reading))) {
        if made >= statements {
            break;
        }
        let published = reading.document.metadata.published.map(|day| later(day, copy));
        let mut made_of = material(
            &reading.view,
            &reading.statements,
            &reading.people,
            &reading.times,
            reading.document.metadata.published,
        );
        made_of.published = published;
        made_of.narration.clear();
        made_of.sayings.truncate(statements - made);
        made_of.sayings.iter_mut().for_each(|saying| retell(saying, copy, words));
        made += made_of.sayings.len();
        let mut people = reading.people.clone();
        for person in &mut people {
            person.name = words.retold(&person.name, copy);
            person.aliases.iter_mut().for_each(|alias| *alias = words.retold(alias, copy));
            person.roles.iter_mut().for_each(|role| role.text = words.retold(&role.text, copy));
        }
        out.push(Article { name: format!("{}-{copy}", reading.document.name), material: made_of, people });
    }
    out
}

fn retell(saying: &mut Saying, copy: usize, words: &Words) {
    let shifted = |days: Days| Days::new(later(days.start, copy), later(days.end, copy)).unwrap_or(days);
    let days = saying.terms.days.iter().copied().map(shifted).collect();
    saying.text = words.retold(&saying.text, copy);
    saying.around = words.retold(&saying.around, copy);
    saying.name = words.retold(&saying.name, copy);
    saying.terms = Terms { days, ..Terms::of(&saying.text, []) };
    saying.setting.iter_mut().for_each(|stem| *stem = words.other(stem, copy));
    saying.said = saying.said.map(shifted);
}

fn later(day: Date, copy: usize) -> Date {
    day.saturating_add(jiff::Span::new().days(i64::try_from(copy % DAYS).unwrap_or(0)))
}

/// The words that linking knows, the rarest last.
struct Words {
    all: Vec<&'static str>,
    places: HashMap<&'static str, usize>,
}

impl Words {
    fn new() -> Words {
        let table = include_str!("../../core/src/linking/rarity.tsv");
        let rows = table.lines().filter_map(|row| row.split_once('\t')).map(|(word, _)| word);
        let mut all: Vec<&str> =
            rows.filter(|word| word.chars().all(char::is_alphabetic) && rarity(word) >= TELLING).collect();
        all.sort_by(|x, y| rarity(x).total_cmp(&rarity(y)).then(x.cmp(y)));
        Words { places: all.iter().enumerate().map(|(at, word)| (*word, at)).collect(), all }
    }

    /// A text of other people and matters; the first copy is as it was.
    fn retold(&self, text: &str, copy: usize) -> String {
        let (mut out, mut at) = (String::new(), 0);
        for word in words(text, Span::new(0, text.len())) {
            out.push_str(&text[at..word.start]);
            at = word.end;
            let (old, lower) = (word.of(text), word.of(text).to_lowercase());
            let digits = lower.parse::<usize>().ok().filter(|n| !(1900..2100).contains(n));
            match digits {
                Some(n) => out.push_str(&(n + copy % 89).to_string()),
                None if rarity(&stem(&lower)) < TELLING => out.push_str(old),
                None => {
                    let new = self.other(&stem(&lower), copy);
                    let (first, rest) = new.split_at(new.chars().next().map_or(0, char::len_utf8));
                    let capital = old.starts_with(char::is_uppercase);
                    out.push_str(&if capital { first.to_uppercase() } else { first.to_owned() });
                    out.push_str(rest);
                }
            }
        }
        out.push_str(&text[at..]);
        out
    }

    /// A word about as rare: one that linking knows, or made up as those are that it does not know.
    fn other(&self, stem: &str, copy: usize) -> String {
        let mut hasher = DefaultHasher::new();
        (stem, copy).hash(&mut hasher);
        let mut chosen = hasher.finish() as usize;
        if copy == 0 || rarity(stem) < TELLING {
            return stem.to_owned();
        }
        if let Some(&at) = self.places.get(stem) {
            let (from, to) = (at * 3 / 4, (at * 5 / 4 + 8).min(self.all.len()));
            return self.all[from + chosen % (to - from)].to_owned();
        }
        let mut name = String::new();
        for _ in 0..3 {
            name.push(char::from(b"bdfgklmnprstvz"[chosen % 14]));
            name.push(char::from(b"aeiou"[chosen / 14 % 5]));
            chosen /= 70;
        }
        name.push('x');
        name
    }
}

/// The most memory that this process has held, in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}
