select
  (select count(*) from event where organ = ?1 and matter_version = 1),
  (select count(*) from matter where organ = ?1)
