// Package config reads the one settings struct: defaults, then a YAML file,
// then ZHIJIAN_… environment variables. Every problem is reported at once, an
// unknown key stops the start, and secrets are masked when it is logged.
package config
