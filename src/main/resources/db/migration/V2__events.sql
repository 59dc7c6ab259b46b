-- Events get their numbers after the commit, batch by batch, from the sequencer; writers know nothing of it. A batch
-- is null until it is numbered; 0 says that it holds no event.
alter table batch add column number bigint;

-- What the sequencer has still to number: small, and all that a writing transaction pays for.
create index batch_unnumbered on batch (shop, tick, id) where number is null and not void;

-- The order of a shop's events. That no number is used twice is a promise, so the key keeps it.
create unique index batch_number on batch (shop, number) where number > 0;

-- For the removal of what has outlived its retention.
create index batch_age on batch using brin (tick);

-- One row per shop that has events. Whoever has it locked is the shop's sequencer.
create table event_sequence (
  shop text collate "C" not null,
  -- Numbers 1 to this one are given, without a gap.
  last_number bigint not null default 0,
  -- Batches up to this one are removed.
  removed_number bigint not null default 0,
  primary key (shop),
  check (removed_number between 0 and last_number)
);
