"""What ``spotter doctor`` looks at: a module for each kind of part, a function for each part."""
