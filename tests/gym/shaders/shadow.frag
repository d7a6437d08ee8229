#version 330
in float border;

void main() {
    if (border < 0.0) discard;
}
