delete from matter_key where organ = ?1 and matter = ?2
