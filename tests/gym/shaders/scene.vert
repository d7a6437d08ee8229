#version 330
// Every surface, and (with a light's matrix as `camera`) the shadow maps.
uniform mat4 camera;
in vec3 position;
in vec3 normal;
in vec3 colour;
in vec3 rest;
in float edge;
out vec3 at;
out vec3 facing;
out vec3 paint;
out vec3 cloth;
out float border;

void main() {
    at = position;
    facing = normal;
    paint = colour;
    cloth = rest;
    border = edge;
    gl_Position = camera * vec4(position, 1.0);
}
