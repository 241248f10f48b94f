select last from series where organ = ?1 and series = ?2
