-- Facts are append-only: an observation is written once, with the import that brought it, and never changed.
-- Every key begins with organization_id, every statement names it: the same text runs on SQLite, PostgreSQL and Citus.
-- digest and *_key are the first 64 bits of a SHA-256: of a row's content, of the name of the thing it tells of, of an engagement.
-- Moments are ticks of 100 ns since 1970-01-01 UTC; days are days since 0001-01-01; amounts are ten-thousandths of a unit.

CREATE TABLE organization (
    organization_id   BIGINT NOT NULL PRIMARY KEY,
    partner_center_id TEXT,
    name              TEXT NOT NULL,
    is_sample         SMALLINT NOT NULL DEFAULT 0,
    change_number     BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE import (
    organization_id BIGINT NOT NULL,
    import_id       BIGINT NOT NULL,
    recorded_at     BIGINT NOT NULL,
    undone_at       BIGINT,
    PRIMARY KEY (organization_id, import_id)
);

CREATE TABLE import_file (
    organization_id BIGINT NOT NULL,
    import_id       BIGINT NOT NULL,
    position        INTEGER NOT NULL,
    file            TEXT NOT NULL,
    format          TEXT NOT NULL,
    rows_read       BIGINT NOT NULL,
    rows_new        BIGINT NOT NULL,
    rows_changed    BIGINT NOT NULL,
    rows_unchanged  BIGINT NOT NULL,
    rows_refused    BIGINT NOT NULL,
    PRIMARY KEY (organization_id, import_id, position)
);

-- A row of a later import that told nothing new: what keeps a fact alive when the import that first brought it is undone.
CREATE TABLE sighting (
    organization_id BIGINT NOT NULL,
    import_id       BIGINT NOT NULL,
    version_id      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, import_id, version_id)
);

CREATE TABLE referral_version (
    organization_id       BIGINT NOT NULL,
    version_id            BIGINT NOT NULL,
    import_id             BIGINT NOT NULL,
    digest                BIGINT NOT NULL,
    version_key           BIGINT NOT NULL,
    referral_id           TEXT NOT NULL,
    side                  SMALLINT NOT NULL,
    engagement_id         TEXT,
    engagement_key        BIGINT,
    owner_organization_id TEXT,
    referral_type         SMALLINT,
    lead_kind             SMALLINT,
    api_type              TEXT,
    qualification         TEXT,
    direction             TEXT,
    invited_by            TEXT,
    shared_with_microsoft SMALLINT,
    state                 SMALLINT,
    unknown_state         TEXT,
    created_at            BIGINT,
    accepted_at           BIGINT,
    closed_at             BIGINT,
    updated_at            BIGINT,
    expires_at            BIGINT,
    microsoft_state       SMALLINT,
    microsoft_msx_id      TEXT,
    country               TEXT,
    city                  TEXT,
    customer_name         TEXT,
    deal_name             TEXT,
    program               TEXT,
    deal_value            BIGINT,
    currency              TEXT,
    deal_value_usd        BIGINT,
    status_reason         TEXT,
    solutions             TEXT,
    team                  TEXT,
    details               TEXT,
    PRIMARY KEY (organization_id, version_id)
);

CREATE INDEX referral_version_by_key ON referral_version (organization_id, version_key);

CREATE TABLE registration_version (
    organization_id    BIGINT NOT NULL,
    version_id         BIGINT NOT NULL,
    import_id          BIGINT NOT NULL,
    digest             BIGINT NOT NULL,
    version_key        BIGINT NOT NULL,
    referral_id        TEXT NOT NULL,
    registration_id    TEXT,
    registration_type  TEXT,
    registered_at      BIGINT,
    status             TEXT,
    approved_at        BIGINT,
    passed_at          BIGINT,
    failed_at          BIGINT,
    contract_value     BIGINT,
    currency           TEXT,
    contract_value_usd BIGINT,
    details            TEXT,
    PRIMARY KEY (organization_id, version_id)
);

CREATE TABLE solution_version (
    organization_id BIGINT NOT NULL,
    version_id      BIGINT NOT NULL,
    import_id       BIGINT NOT NULL,
    digest          BIGINT NOT NULL,
    version_key     BIGINT NOT NULL,
    solution_id     TEXT NOT NULL,
    name            TEXT,
    solution_class  SMALLINT NOT NULL,
    status          TEXT,
    PRIMARY KEY (organization_id, version_id)
);

CREATE TABLE page_view_version (
    organization_id BIGINT NOT NULL,
    version_id      BIGINT NOT NULL,
    import_id       BIGINT NOT NULL,
    digest          BIGINT NOT NULL,
    version_key     BIGINT NOT NULL,
    day             INTEGER NOT NULL,
    source          TEXT NOT NULL,
    country         TEXT NOT NULL,
    listing         TEXT NOT NULL,
    page_views      BIGINT NOT NULL,
    cta_clicks      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, version_id)
);

CREATE TABLE rate_version (
    organization_id BIGINT NOT NULL,
    version_id      BIGINT NOT NULL,
    import_id       BIGINT NOT NULL,
    digest          BIGINT NOT NULL,
    version_key     BIGINT NOT NULL,
    currency        TEXT NOT NULL,
    month           INTEGER NOT NULL,
    usd_per_unit    TEXT NOT NULL,
    PRIMARY KEY (organization_id, version_id)
);

-- Settings of an organisation: reporting time zone, reporting currency, deal types that count as outbound …
CREATE TABLE setting (
    organization_id BIGINT NOT NULL,
    name            TEXT NOT NULL,
    setting_value   TEXT NOT NULL,
    PRIMARY KEY (organization_id, name)
);
