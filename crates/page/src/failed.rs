//! What went wrong, as an answer.

use axum::http::StatusCode;
use onrecord_app::record::{CorrectionError, RecordError};

/// What went wrong.
#[derive(Debug)]
pub(crate) struct Failed {
    /// The status of the answer.
    pub(crate) status: StatusCode,
    /// What is wrong, and what to do.
    pub(crate) message: String,
}

impl Failed {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Failed {
        Failed { status, message: message.into() }
    }

    /// The status in a few words, as a headline.
    pub(crate) fn heading(&self) -> &'static str {
        match self.status {
            StatusCode::NOT_FOUND => "Not on record",
            StatusCode::FORBIDDEN => "Not allowed",
            StatusCode::SERVICE_UNAVAILABLE => "Busy",
            StatusCode::BAD_REQUEST => "That cannot be done",
            _ => "Something is wrong",
        }
    }
}

impl From<RecordError> for Failed {
    fn from(error: RecordError) -> Failed {
        let status = match &error {
            RecordError::Unknown(_) => StatusCode::NOT_FOUND,
            RecordError::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Failed::new(status, error.to_string())
    }
}

impl From<CorrectionError> for Failed {
    fn from(error: CorrectionError) -> Failed {
        match error {
            CorrectionError::Record(error) => error.into(),
            CorrectionError::Wrong(what) => Failed::new(StatusCode::BAD_REQUEST, what),
        }
    }
}
