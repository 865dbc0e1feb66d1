//! Expressions of time in any text, on any day: no panic, in order, and each a piece of the text.
#![no_main]

use jiff::civil::Date;
use libfuzzer_sys::fuzz_target;
use onrecord_core::times::times;

fuzz_target!(|input: (i16, i8, i8, String)| {
    let (year, month, day, text) = input;
    let mut last = 0;
    for time in times(&text, Date::new(year, month, day).ok()) {
        assert!(last <= time.span.start && text.get(time.span.start..time.span.end).is_some());
        assert!(time.days.is_none_or(|days| days.start <= days.end));
        last = time.span.end;
    }
});
