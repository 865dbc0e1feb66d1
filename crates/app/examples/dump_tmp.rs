use onrecord_app::ingest::{Inputs, documents};
use onrecord_app::link::Linker;
use onrecord_app::read::Engine;
use onrecord_core::document::Metadata;
use onrecord_core::linking::candidates::candidates;
use onrecord_core::linking::decide::Judged;
use onrecord_core::linking::judge::Room;
use onrecord_core::linking::link::{day, told};
use onrecord_core::linking::material::material;
use onrecord_core::linking::pair::{Pair, judged};
use onrecord_core::people::{Authority, gather};
fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let meta = vec![args.remove(0)].into_iter().filter(|m| m != "-").collect();
    let engine = Engine::new(Some(1), Authority::default()).unwrap();
    let loaded: Vec<_> = documents(Inputs { paths: args, meta, known: Metadata::default() }).flatten().collect();
    let readings = engine.read(loaded);
    let mats: Vec<_> = readings
        .iter()
        .map(|r| {
            let kept: Vec<_> = r.statements.iter().filter(|s| s.confidence >= 0.4).cloned().collect();
            material(&r.view, &kept, &r.people, &r.times, r.document.metadata.published)
        })
        .collect();
    if std::env::var("NARR").is_ok() {
        for m in &mats {
            for n in &m.narration {
                eprintln!("{} | {}", n.sentence, n.text);
            }
            for o in onrecord_core::linking::narration::odds(m) {
                eprintln!("ODD {o:?}");
            }
        }
    }
    let casts: Vec<_> = readings
        .iter()
        .map(|r| (r.document.name.as_str(), r.document.metadata.published, r.people.as_slice()))
        .collect();
    let people = gather(&casts, &Authority::default());
    let linker = Linker::new(Some(1)).unwrap();
    let all: Vec<_> = mats.iter().collect();
    let prepared = linker.prepare(&all);
    let list = told(&all, &people, &prepared);
    let mut room = Room::default();
    for (a, b) in candidates(&list, day) {
        let pair = Pair::new(&people, list[a], list[b]);
        if pair.likeness < 0.2 && pair.words.shared_weight < 4.0 {
            continue;
        }
        let j = linker.judge();
        let s = [
            j.saying(list[a].saying),
            j.saying(list[b].saying),
            j.statement("", list[a].saying),
            j.statement("", list[b].saying),
        ];
        let v = j.judge(&[(&s[0], &s[1]), (&s[1], &s[0]), (&s[2], &s[3]), (&s[3], &s[2])], &mut room);
        let jd = Judged { forth: v[0], back: v[1], bare_forth: v[2], bare_back: v[3] };
        let mut t = pair.traits();
        t.extend(judged("judge", &jd.forth, &jd.back));
        t.extend(judged("words", &jd.bare_forth, &jd.bare_back));
        let side = |k: usize| {
            let d = &readings[list[k].article];
            let s = list[k].saying;
            serde_json::json!({"doc": d.document.name, "span": [s.spans.first().map(|x| x.start), s.spans.last().map(|x| x.end)], "name": s.name, "cue": s.cue, "stance": s.stance.as_str(), "text": s.text})
        };
        println!(
            "{}",
            serde_json::json!({"a": side(a), "b": side(b), "speakers": format!("{:?}", pair.speakers), "likeness": pair.likeness, "raw": [v[0].ties, v[1].ties, v[2].ties, v[3].ties], "nli": [v[2].inference, v[3].inference], "shared": pair.words.shared_weight, "traits": t})
        );
    }
}
