select clock from clock where organ = ?1 and matter = ?2
