-- Who may come in, who did, and what they did. Secrets are kept as their SHA-256 only.
-- organization_id 0 stands for "the organisation of the store, once there is one": who sits at the machine may come before the first import.
CREATE TABLE one_time_link (
    organization_id BIGINT NOT NULL,
    link_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (organization_id, link_hash)
);

CREATE TABLE session (
    organization_id BIGINT NOT NULL,
    session_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    issuer TEXT NOT NULL,
    sid TEXT NOT NULL,
    subject TEXT NOT NULL,
    ticket BLOB NOT NULL,
    PRIMARY KEY (organization_id, session_hash)
);

-- Said by an identity provider, which knows people and not organisations of ours: every session of theirs that began before is over.
CREATE TABLE session_end (
    issuer TEXT NOT NULL,
    sid TEXT NOT NULL,
    subject TEXT NOT NULL,
    ended_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, sid, subject)
);

CREATE TABLE api_token (
    organization_id BIGINT NOT NULL,
    token_id BIGINT NOT NULL,
    token_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    reach TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    used_at BIGINT,
    PRIMARY KEY (organization_id, token_id)
);

CREATE TABLE shared_link (
    organization_id BIGINT NOT NULL,
    link_id BIGINT NOT NULL,
    link_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    reading TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    password_hash TEXT,
    -- The page as it was, packed; NULL for a link that leads to the page as it is.
    page BLOB,
    PRIMARY KEY (organization_id, link_id)
);

CREATE TABLE shared_link_opening (
    organization_id BIGINT NOT NULL,
    link_id BIGINT NOT NULL,
    opening_id BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    opened_by TEXT NOT NULL,
    PRIMARY KEY (organization_id, link_id, opening_id)
);

-- Only ever added to.
CREATE TABLE audit (
    organization_id BIGINT NOT NULL,
    audit_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    person TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (organization_id, audit_id)
);

-- What cookies and forms are sealed with; the same for every process of the store.
CREATE TABLE protection_key (
    name TEXT PRIMARY KEY,
    xml TEXT NOT NULL
);
