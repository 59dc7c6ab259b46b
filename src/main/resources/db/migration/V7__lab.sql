-- The race lab: what the wrong forms sell, and what became of races. Nothing here belongs to the books.

-- Stock without a constraint, because that is what the bugs are about. A shop per race and form.
create table lab_stock (
  shop text collate "C" not null,
  sku text collate "C" not null,
  stock bigint not null,
  version bigint not null default 0,
  primary key (shop, sku)
);

-- What buyers of the wrong forms were promised, a row per line of a cart.
create table lab_order (
  shop text collate "C" not null,
  id uuid not null,
  sku text collate "C" not null,
  quantity bigint not null,
  primary key (shop, sku, id)
);

create table lab_race (
  shop text collate "C" not null,
  id uuid not null,
  status text not null check (status in ('QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED')),
  -- Rises with every change, so that whoever follows the race knows what is new.
  revision bigint not null,
  -- The race as the API tells it.
  document text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Whether its shops have been looked for once more after its end, and removed.
  swept boolean not null default false,
  primary key (shop, id)
);

create index lab_race_newest on lab_race (created_at, id);
