select name, type from pragma_table_info(?1)
