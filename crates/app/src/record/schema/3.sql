-- What is asked for article by article is found without walking through a table; no row changes.
CREATE INDEX narration_document ON narration (document);
CREATE INDEX names_document ON names (document);
-- One version of an article is the latest.
CREATE UNIQUE INDEX documents_current ON documents (address) WHERE current = 1;
