//! When each statement was spoken: which of the article's dates is its own, or none.
//!
//! Every date of the article that may be a statement's is a candidate with traits (`dates`), and so is "unknown"; learnt
//! weights choose among them. The words given as grounds are those of the mention that is nearest to the cue.

use jiff::civil::Date;
use std::sync::LazyLock;

use super::article::Article;
use super::dates::{Candidate, candidates};
use super::weights::{Weights, best};
use crate::reading::passage;
use crate::statement::Said;
use crate::text::View;
use crate::times::Time;

/// How probable a date must be to be given; chosen on the labelled stories, those of development too.
const SURE: f32 = 0.45;

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::read(include_str!("said.tsv")));

/// When each of the attributions was said.
pub(super) fn said(view: &View, article: &Article<'_>, times: &[Time], published: Option<Date>) -> Vec<Option<Said>> {
    let choose = |(k, all): (usize, Vec<Candidate>)| {
        let judged = WEIGHTS.judge(all.iter().map(|c| &c.traits[..]));
        let chosen = &all[best(&judged, SURE)?];
        let time = &times[chosen.words];
        Some(Said {
            days: chosen.days,
            words: passage(view, &[time.span]),
            anchor: published.filter(|_| time.relative),
            inherited: !article.contexts[k].narrates(time.span),
        })
    };
    candidates(article, times, published).into_iter().enumerate().map(choose).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::resolving::testing::resolved;

    /// The first days on which the statements of an article are said to be spoken, `-` where unknown.
    fn check(marked: &str, published: Option<Date>, expected: &[&str]) {
        let made = resolved(marked, published);
        let days =
            |s: &crate::statement::Statement| s.said.as_ref().map_or("-".to_owned(), |s| s.days.start.to_string());
        let made: Vec<String> = made.statements.iter().map(days).collect();
        assert_eq!(made, expected, "{marked}");
    }

    const THURSDAY: Option<Date> = Some(date(2026, 6, 25));

    #[test]
    fn a_day_beside_the_cue_is_the_day() {
        check(
            "{Ada Wade} [said] on Tuesday that <the harbour of Ister would be dredged before winter>.",
            THURSDAY,
            &["2026-06-23"],
        );
        check(
            "“<The harbour of Ister will be dredged before winter>,” {Ada Wade} [said] Wednesday.",
            THURSDAY,
            &["2026-06-24"],
        );
    }

    #[test]
    fn a_weekday_in_an_article_of_that_weekday_is_the_day_itself() {
        check(
            "{Ada Wade} [said] on Tuesday that <the harbour of Ister would be dredged>.",
            Some(date(2026, 6, 23)),
            &["2026-06-23"],
        );
    }

    #[test]
    fn a_week_may_begin_in_another_year() {
        check(
            "{Ada Wade} [said] on Thursday that <the harbour of Ister would be dredged>.",
            Some(date(2027, 1, 1)),
            &["2026-12-31"],
        );
    }

    #[test]
    fn who_goes_on_speaking_does_so_on_the_same_day() {
        let article = "{Ada Wade} [told] reporters on Tuesday that <the harbour of Ister would be dredged>.
            “<We have waited for eleven years>,” {Wade} [said].";
        check(article, THURSDAY, &["2026-06-23", "2026-06-23"]);
        let first = &resolved(article, THURSDAY).statements[1].said;
        assert!(
            first
                .as_ref()
                .is_some_and(|said| said.inherited && said.words.plain == "Tuesday" && said.anchor == THURSDAY)
        );
    }

    #[test]
    fn two_speakers_have_two_days() {
        check(
            "{Ada Wade} [told] reporters on Monday that <the harbour of Ister would be dredged>.
            {Joren Pell} [told] reporters on Wednesday that <the harbour was deep enough>.
            “<We have waited for eleven years>,” {Wade} [said].
            “<Nobody has asked the fishermen of Ister>,” {Pell} [said].",
            THURSDAY,
            &["2026-06-22", "2026-06-24", "2026-06-22", "2026-06-24"],
        );
    }

    #[test]
    fn the_day_of_another_speaker_is_not_theirs() {
        let article = "{Ada Wade} [told] reporters on Monday that <the harbour of Ister would be dredged>.
            {Joren Pell} [said] that <the harbour was deep enough>.";
        check(article, THURSDAY, &["2026-06-22", "-"]);
    }

    #[test]
    fn a_day_that_is_spoken_of_is_not_the_day_of_speaking() {
        check("“<We closed the old bridge on Monday>,” {Ada Wade} [says].", THURSDAY, &["-"]);
        check("{Ada Wade} [believes] <the storm of 1999 changed Ister>.", THURSDAY, &["-"]);
    }

    #[test]
    fn habits_and_what_bounds_a_time_have_no_day() {
        check(
            "{Ada Wade}, who has led Ister since 2019, [has long argued] that <the harbour is too shallow>.",
            THURSDAY,
            &["-"],
        );
    }

    #[test]
    fn what_is_said_again_and_again_has_no_day_of_another_statement() {
        check(
            "{Ada Wade} [told] reporters on Tuesday that <the harbour of Ister would be dredged>.
            {Wade} [has repeatedly said] that <the harbour is too shallow>.",
            THURSDAY,
            &["2026-06-23", "-"],
        );
    }

    #[test]
    fn without_a_day_of_publication_no_day_is_made_up() {
        check("{Ada Wade} [said] on Tuesday that <the harbour of Ister would be dredged>.", None, &["-"]);
        check(
            "{Ada Wade} [said] on June 3, 2026, that <the harbour of Ister would be dredged>.",
            None,
            &["2026-06-03"],
        );
    }
}
