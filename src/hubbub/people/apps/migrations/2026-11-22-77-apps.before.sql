-- An app that keeps no secret proves itself by PKCE; one of the operator's own may sign people in by their password.
ALTER TABLE oauth_apps
    ADD COLUMN confidential boolean NOT NULL DEFAULT true,
    ADD COLUMN first_party boolean NOT NULL DEFAULT false;
