-- How the pages look for somebody; without a row as the system has it. What may stand here is said in the heart.
CREATE TABLE appearances (
    account_id bigint PRIMARY KEY REFERENCES accounts,
    theme text NOT NULL,
    contrast text NOT NULL,
    text_size text NOT NULL,
    density text NOT NULL,
    motion text NOT NULL
);
