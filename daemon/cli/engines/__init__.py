"""What ``spotter engine`` does with engines that people bring: tries, takes up, removes and compares them."""
