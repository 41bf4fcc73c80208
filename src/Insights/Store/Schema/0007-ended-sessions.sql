-- A session that an identity provider vouches for lasts as long as its row here: the provider knows people and not organisations of ours,
-- so that all share it. Whoever was signed in by a provider before this step signs in again.
CREATE TABLE provider_session (
    session_hash TEXT NOT NULL PRIMARY KEY,
    issuer TEXT NOT NULL,
    sid TEXT NOT NULL,
    subject TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX provider_session_by_sid ON provider_session (issuer, sid);

CREATE INDEX provider_session_by_subject ON provider_session (issuer, subject);

-- Logout tokens that were used, until they would not be believed any more: none counts twice.
CREATE TABLE logout_token (
    issuer TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, token_hash)
);

DROP TABLE session_end;
