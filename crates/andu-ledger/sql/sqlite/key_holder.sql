select matter from matter_key where organ = ?1 and procedure = ?2 and value = ?3
