insert into projection (name, digest) values (?1, ?2) on conflict (name) do update set digest = excluded.digest
