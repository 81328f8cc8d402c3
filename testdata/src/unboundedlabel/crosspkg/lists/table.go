package lists

var tenants = map[string]bool{"blue": true, "green": true}
