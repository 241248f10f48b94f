insert into rule_file (digest, path, layer, bytes) values (?1, ?2, ?3, ?4) on conflict (digest) do nothing
