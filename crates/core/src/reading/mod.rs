//! Finds attributions in a view.
