-- What comes by itself. What a source is and how it stands is one text, written by whoever holds its lease or by who presses a button;
-- what is asked of many sources at once stands beside it.
CREATE TABLE source (
    organization_id BIGINT NOT NULL,
    source_id       BIGINT NOT NULL,
    due_at          BIGINT,
    lease_owner     TEXT,
    lease_until     BIGINT,
    state           TEXT NOT NULL,
    digest          BIGINT NOT NULL,
    PRIMARY KEY (organization_id, source_id)
);

CREATE INDEX source_due ON source (organization_id, due_at) WHERE due_at IS NOT NULL;

-- What lets us in at a source, encrypted by a key that is not in the store.
CREATE TABLE source_secret (
    organization_id BIGINT NOT NULL,
    source_id       BIGINT NOT NULL,
    name            TEXT NOT NULL,
    secret          BYTEA NOT NULL,
    PRIMARY KEY (organization_id, source_id, name)
);

-- Pages of a run that has not ended yet: it goes on here when its program is killed.
CREATE TABLE source_page (
    organization_id BIGINT NOT NULL,
    source_id       BIGINT NOT NULL,
    page            BIGINT NOT NULL,
    records         TEXT NOT NULL,
    PRIMARY KEY (organization_id, source_id, page)
);

-- What a source told last of each record, and in how many full runs on end it told nothing of it.
CREATE TABLE source_record (
    organization_id BIGINT NOT NULL,
    source_id       BIGINT NOT NULL,
    record_id       TEXT NOT NULL,
    digest          BIGINT NOT NULL,
    missed          BIGINT NOT NULL,
    PRIMARY KEY (organization_id, source_id, record_id)
);

-- The receipt of every run, and the import it made.
CREATE TABLE source_run (
    organization_id BIGINT NOT NULL,
    source_id       BIGINT NOT NULL,
    run_id          BIGINT NOT NULL,
    ended_at        BIGINT NOT NULL,
    import_id       BIGINT,
    receipt         TEXT NOT NULL,
    PRIMARY KEY (organization_id, source_id, run_id)
);
