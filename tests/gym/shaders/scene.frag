#version 330
// Two far lights with soft shadows over a sky-and-floor ambient; textures are made here, from the place alone.
uniform int stuff;
uniform vec3 eye;
uniform vec4 trim;  // colour, and metres from the border
uniform vec3 key_way, key_colour;
uniform vec3 top_way, top_colour;
uniform mat4 key_matrix, top_matrix;
uniform sampler2DShadow key_map, top_map;
uniform float key_blur, top_blur;  // in shadow map units
in vec3 at;
in vec3 facing;
in vec3 paint;
in vec3 cloth;
in float border;
out vec4 pixel;

const int PLAIN = 0, SKIN = 1, CLOTH = 2, HAIR = 3, FLOOR = 4, WALL = 5, MAT = 6, GLOW = 7;
const vec2 TAPS[16] = vec2[](
    vec2(-0.94, -0.34), vec2(0.95, -0.23), vec2(-0.09, -0.93), vec2(0.34, 0.93),
    vec2(-0.91, 0.38), vec2(0.55, -0.78), vec2(-0.44, 0.82), vec2(0.86, 0.47),
    vec2(-0.38, -0.55), vec2(0.41, -0.26), vec2(-0.28, 0.32), vec2(0.32, 0.38),
    vec2(-0.60, -0.02), vec2(0.03, -0.33), vec2(0.02, 0.66), vec2(0.66, 0.08));

float hash(vec2 p) { return fract(sin(dot(p, vec2(127.1, 311.7))) * 43758.5453); }

float noise(vec2 p) {
    vec2 i = floor(p), f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    return mix(mix(hash(i), hash(i + vec2(1, 0)), f.x), mix(hash(i + vec2(0, 1)), hash(i + vec2(1, 1)), f.x), f.y);
}

float lit(sampler2DShadow map, mat4 matrix, float blur, float bias) {
    vec3 p = (matrix * vec4(at, 1.0)).xyz * 0.5 + 0.5;
    if (any(lessThan(p.xy, vec2(0.0))) || any(greaterThan(p.xy, vec2(1.0)))) return 1.0;
    float sum = 0.0;
    for (int i = 0; i < 4; i++) sum += texture(map, vec3(p.xy + TAPS[i] * blur, p.z - bias));
    if (sum < 0.01 || sum > 3.99) return sum / 4.0;  // far from a shadow's edge
    for (int i = 4; i < 16; i++) sum += texture(map, vec3(p.xy + TAPS[i] * blur, p.z - bias));
    return sum / 16.0;
}

vec3 floor_paint(vec3 base) {
    float plank = floor(at.y / 0.13);
    float along = at.x / 1.4 + hash(vec2(plank, 3.0));
    float tone = 0.86 + 0.20 * hash(vec2(plank, floor(along)));
    float grain = noise(vec2(at.x * 5.0, at.y * 90.0)) * 0.6 + noise(vec2(at.x * 17.0, at.y * 40.0)) * 0.4;
    float gap = smoothstep(0.0, 0.03, abs(fract(at.y / 0.13) - 0.5) * -1.0 + 0.5);
    float butt = smoothstep(0.0, 0.004, 0.5 - abs(fract(along) - 0.5));
    return base * tone * (0.90 + 0.16 * grain) * mix(0.62, 1.0, gap * butt);
}

vec3 textured(vec3 base) {
    if (stuff == FLOOR) return floor_paint(base);
    if (stuff == WALL) return base * (0.975 + 0.05 * noise(at.xz * 9.0)) * (0.97 + 0.05 * noise(at.xz * 1.3));
    if (stuff == MAT) return base * (0.90 + 0.20 * noise(at.xy * 60.0));
    if (stuff == CLOTH) return base * (0.95 + 0.08 * noise(cloth.xz * 55.0 + cloth.y * 31.0));
    if (stuff == HAIR) return base * (0.65 + 0.8 * noise(vec2(cloth.x * 160.0, cloth.y * 40.0 + cloth.z * 60.0)));
    if (stuff == SKIN) return base * (0.97 + 0.06 * noise(cloth.xz * 38.0 + cloth.y * 23.0));
    return base;
}

vec3 bumped(vec3 n) {
    if (stuff != CLOTH) return n;
    vec2 p = vec2(atan(cloth.y, cloth.x) * 3.0 + cloth.z * 5.0, cloth.z * 11.0);
    float dx = noise(p + vec2(0.2, 0.0)) - noise(p - vec2(0.2, 0.0));
    float dz = noise(p + vec2(0.0, 0.2)) - noise(p - vec2(0.0, 0.2));
    return normalize(n + 0.55 * vec3(dx, -dx * 0.5, dz));
}

void main() {
    if (border < 0.0) discard;
    vec3 n = normalize(gl_FrontFacing ? facing : -facing);
    n = bumped(n);
    vec3 base = textured(pow(border < trim.w ? trim.rgb : paint, vec3(2.2)));
    vec3 to_eye = normalize(eye - at);
    float key = lit(key_map, key_matrix, key_blur, 0.0012);
    float top = lit(top_map, top_matrix, top_blur, 0.0025);
    float wrap = stuff == SKIN ? 0.22 : (stuff == CLOTH || stuff == HAIR ? 0.10 : 0.0);
    float front = max((dot(n, key_way) + wrap) / (1.0 + wrap), 0.0);
    vec3 light = key_colour * front * key + top_colour * max(dot(n, top_way), 0.0) * top;
    vec3 sky = vec3(0.40, 0.43, 0.48), ground = vec3(0.30, 0.24, 0.19);
    float open = 0.55 + 0.45 * top;
    light += mix(ground, sky, n.z * 0.5 + 0.5) * open;
    light += vec3(0.16, 0.15, 0.14) * max(dot(n, to_eye), 0.0);
    float gloss = stuff == FLOOR ? 0.10 : stuff == SKIN ? 0.09 : stuff == PLAIN ? 0.12 : stuff == HAIR ? 0.10 : 0.0;
    vec3 halfway = normalize(key_way + to_eye);
    light *= stuff == WALL ? 0.80 + 0.25 * exp(-0.25 * dot(at.xz - vec2(-0.6, 1.6), at.xz - vec2(-0.6, 1.6))) : 1.0;
    vec3 out_light = base * light + key_colour * key * gloss * pow(max(dot(n, halfway), 0.0), 28.0);
    if (stuff == GLOW) out_light = base * 2.0;
    vec3 c = out_light * 0.62;
    c = (c * (2.51 * c + 0.03)) / (c * (2.43 * c + 0.59) + 0.14);  // Narkowicz's fit of the ACES curve
    pixel = vec4(pow(clamp(c, 0.0, 1.0), vec3(1.0 / 2.2)), 1.0);
}
