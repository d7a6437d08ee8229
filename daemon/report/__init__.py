"""Reports as one HTML file each: no script, nothing from elsewhere, readable on a phone and on paper."""
