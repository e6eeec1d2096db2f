-- Besides: that somebody reads mail at the address that they want instead of their present one.
ALTER TABLE proofs DROP CONSTRAINT proofs_purpose_check;
ALTER TABLE proofs ADD CONSTRAINT proofs_purpose_check CHECK (purpose IN ('confirm', 'reset', 'move'));
