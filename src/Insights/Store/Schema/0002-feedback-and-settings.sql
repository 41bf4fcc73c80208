-- What people say of the page, and what they decided for it. Keys begin with organization_id, as everywhere.

CREATE TABLE feedback (
    organization_id BIGINT NOT NULL,
    feedback_id     BIGINT NOT NULL,
    given_at        BIGINT NOT NULL,
    sender          TEXT NOT NULL,
    given_on        TEXT NOT NULL,
    widget          TEXT,
    thumb           SMALLINT,
    reasons         TEXT NOT NULL,
    details         TEXT NOT NULL,
    status          SMALLINT NOT NULL,
    answer          TEXT,
    answered_at     BIGINT,
    answer_read_at  BIGINT,
    PRIMARY KEY (organization_id, feedback_id)
);

-- The picture stands apart, so that the list is read without it. BYTEA is PostgreSQL's type for bytes; SQLite takes any name for
-- a type, and this one gives the column numeric affinity, which turns text into numbers where it can and leaves bytes as they are.
CREATE TABLE feedback_picture (
    organization_id BIGINT NOT NULL,
    feedback_id     BIGINT NOT NULL,
    picture         BYTEA NOT NULL,
    PRIMARY KEY (organization_id, feedback_id)
);

-- Who changed which setting, when, from what to what. Append-only.
CREATE TABLE setting_change (
    organization_id BIGINT NOT NULL,
    change_id       BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL,
    changed_by      TEXT NOT NULL,
    name            TEXT NOT NULL,
    value_before    TEXT,
    value_after     TEXT,
    PRIMARY KEY (organization_id, change_id)
);
