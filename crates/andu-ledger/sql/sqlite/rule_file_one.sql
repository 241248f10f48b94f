select digest, path, layer, bytes from rule_file where digest = ?1
