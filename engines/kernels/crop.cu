// Takes what a network wants to see out of a frame, straight from the planes where they lie.
//
// Does what engines/cropping/cpu_crop.py does with OpenCV, to the bit up to the last multiplication: all of it is whole
// numbers, so that every compiler and every GPU gives the same. nvcc makes the kernel of it, and a C++ compiler a plain
// loop, which the tests hold against OpenCV. Python fills Crop (engines/cropping/gpu_crop.py, whose fields must stay the
// same).

#ifdef __CUDACC_RTC__  // NVIDIA's run-time compiler has no headers
typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long long int64_t;
typedef unsigned long long uint64_t;
#else
#include <stdint.h>
#include <string.h>
#endif

#ifdef __CUDACC__
#define ANYWHERE static __device__ __forceinline__
#else
#define ANYWHERE static inline
#endif

// One channel of a picture: the sample (x, y) is the byte at + y * pitch + x * step.
struct Plane {
    uint64_t at;
    int32_t pitch, step, width, height;
    int32_t outside;  // what is beyond its edge
    int32_t unused;   // a multiple of eight, whatever the compiler
};

// From a crop's pixel to a plane's: x' = m[0] x + m[1] y + m[2], y' = m[3] x + m[4] y + m[5].
// In 1/1024 of a pixel, times 2^FRACTION.
struct Affine {
    int64_t m[6];
};

struct Crop {
    Plane planes[3];   // luma, U, V; or red, green, blue
    Affine luma;       // also red's, green's and blue's
    Affine chroma;     // from the crop's own chroma, of half its size
    uint64_t out;      // the network's input
    int32_t width, height;  // its size, both even
    int32_t is_rgb;
    int32_t full_range;  // luma 0..255 and not 16..235
    int32_t edge;        // beyond the picture is its edge, and not Plane.outside
    int32_t type;        // of the input's values: FLOAT32 and so on
    int32_t is_nhwc;     // pixel by pixel, and not channel by channel
    int32_t is_bgr;      // blue first, and not red
    float scale[3], low[3];  // 0..255 becomes scale * byte + low; red, green, blue
};

enum { FLOAT32 = 0, FLOAT16 = 1, INT32 = 2, UINT8 = 3 };

enum { FRACTION = 36, COORDINATE_BITS = 10, WEIGHT_BITS = 5 };

// To whole numbers; a half goes to the even one, as OpenCV rounds.
ANYWHERE int32_t rounded(int64_t value) {
    const int64_t half = (int64_t)1 << (FRACTION - 1);
    int64_t whole = (value + half) >> FRACTION;
    if (((value + half) & (((int64_t)1 << FRACTION) - 1)) == 0) whole &= ~(int64_t)1;
    return (int32_t)whole;
}

// A coordinate in 1/32 of a pixel. Column and row are rounded apart, as OpenCV does.
ANYWHERE int32_t coordinate(const int64_t *m, int32_t x, int32_t y) {
    const int32_t nearest = 1 << (COORDINATE_BITS - WEIGHT_BITS - 1);
    return (rounded(m[0] * x) + rounded(m[1] * y + m[2]) + nearest) >> (COORDINATE_BITS - WEIGHT_BITS);
}

ANYWHERE int32_t within(int32_t value, int32_t count) { return value < 0 ? 0 : value < count ? value : count - 1; }

ANYWHERE int32_t byte_at(const Plane &plane, int32_t x, int32_t y, int32_t edge) {
    const int32_t inner_x = within(x, plane.width), inner_y = within(y, plane.height);
    if (!edge && (inner_x != x || inner_y != y)) return plane.outside;
    return ((const uint8_t *)plane.at)[(int64_t)inner_y * plane.pitch + (int64_t)inner_x * plane.step];
}

// Bilinear between four samples, at a place given in 1/32 of a pixel.
ANYWHERE int32_t sample(const Plane &plane, int32_t x, int32_t y, int32_t edge) {
    const int32_t one = 1 << WEIGHT_BITS;
    const int32_t right = x & (one - 1), down = y & (one - 1);
    x >>= WEIGHT_BITS;
    y >>= WEIGHT_BITS;
    const int32_t top = byte_at(plane, x, y, edge) * (one - right) + byte_at(plane, x + 1, y, edge) * right;
    const int32_t bottom = byte_at(plane, x, y + 1, edge) * (one - right) + byte_at(plane, x + 1, y + 1, edge) * right;
    return (top * (one - down) + bottom * down + one * one / 2) >> (2 * WEIGHT_BITS);
}

ANYWHERE int32_t clipped(int32_t value) { return value < 0 ? 0 : value > 255 ? 255 : value; }

// 0..255 to the narrow range, rounded; the luma's black is 16, a colour's middle stays 128.
ANYWHERE int32_t narrow_luma(int32_t full) { return 16 + (full * 2 * 219 + 255) / (2 * 255); }
ANYWHERE int32_t narrow_chroma(int32_t full) { return (full * 2 * 224 + 128 * 2 * 31 + 255) / (2 * 255); }

// IEEE 754 single to half, to the nearest and even; for what a network's input holds, no NaN and nothing beyond 65504.
ANYWHERE uint16_t half_of(float value) {
#ifdef __CUDACC__
    const uint32_t bits = __float_as_uint(value);
#else
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
#endif
    const uint32_t sign = bits >> 16 & 0x8000;
    const int32_t exponent = (int32_t)(bits >> 23 & 0xff) - 127 + 15;
    uint32_t mantissa = bits & 0x7fffff;
    int32_t dropped = 13;
    if (exponent <= 0) {  // it becomes subnormal, or nothing
        if (exponent < -10) return (uint16_t)sign;
        mantissa |= 0x800000;
        dropped += 1 - exponent;
    }
    uint32_t kept = mantissa >> dropped;
    const uint32_t rest = mantissa & ((1u << dropped) - 1), tie = 1u << (dropped - 1);
    if (rest > tie || (rest == tie && (kept & 1))) kept += 1;  // may carry into the exponent, which is right
    return (uint16_t)(sign | ((exponent > 0 ? (uint32_t)exponent << 10 : 0) + kept));
}

ANYWHERE float value_of(const Crop &crop, int32_t colour, int32_t byte) {
#ifdef __CUDACC__
    return __fadd_rn(__fmul_rn((float)byte, crop.scale[colour]), crop.low[colour]);
#else
    const float scaled = (float)byte * crop.scale[colour];  // built without contraction: two roundings, as NumPy's
    return scaled + crop.low[colour];
#endif
}

// Whole numbers are the bytes as they are.
ANYWHERE void put(const Crop &crop, int32_t index, int32_t colour, int32_t byte) {
    if (crop.type == FLOAT32) {
        ((float *)crop.out)[index] = value_of(crop, colour, byte);
    } else if (crop.type == FLOAT16) {
        ((uint16_t *)crop.out)[index] = half_of(value_of(crop, colour, byte));
    } else if (crop.type == INT32) {
        ((int32_t *)crop.out)[index] = byte;
    } else {
        ((uint8_t *)crop.out)[index] = (uint8_t)byte;
    }
}

// One colour of two pixels side by side, the first with an even x. One store holds both and a warp's stores lie side by
// side: in memory that is shared with the processor, stores with gaps between them take many times as long.
ANYWHERE void put_pair(const Crop &crop, int32_t x, int32_t y, int32_t colour, int32_t left, int32_t right) {
    const int32_t channel = crop.is_bgr ? 2 - colour : colour, pixel = y * crop.width + x;
    if (crop.is_nhwc) {
        put(crop, pixel * 3 + channel, colour, left);
        put(crop, pixel * 3 + 3 + channel, colour, right);
        return;
    }
    const int32_t index = channel * crop.width * crop.height + pixel;
#ifdef __CUDACC__
    if (crop.type == FLOAT32) {
        ((float2 *)crop.out)[index / 2] = make_float2(value_of(crop, colour, left), value_of(crop, colour, right));
        return;
    }
    if (crop.type == FLOAT16) {
        const uint32_t first = half_of(value_of(crop, colour, left)), second = half_of(value_of(crop, colour, right));
        ((uint32_t *)crop.out)[index / 2] = first | second << 16;
        return;
    }
#endif
    put(crop, index, colour, left);
    put(crop, index + 1, colour, right);
}

struct Rgb {
    int32_t of[3];
};

// BT.601, narrow range, in 2^-20, as OpenCV has them.
ANYWHERE Rgb rgb_of(int32_t luma, int32_t u, int32_t v) {
    const int32_t base = (luma > 16 ? luma - 16 : 0) * 1220542 + (1 << 19);
    Rgb rgb;
    rgb.of[0] = clipped((base + 1673527 * v) >> 20);
    rgb.of[1] = clipped((base - 852492 * v - 409993 * u) >> 20);
    rgb.of[2] = clipped((base + 2116026 * u) >> 20);
    return rgb;
}

ANYWHERE int32_t taken(const Crop &crop, int32_t plane, const Affine &affine, int32_t x, int32_t y) {
    return sample(crop.planes[plane], coordinate(affine.m, x, y), coordinate(affine.m + 3, x, y), crop.edge);
}

ANYWHERE Rgb pixel_at(const Crop &crop, int32_t x, int32_t y, int32_t u, int32_t v) {
    const int32_t first = taken(crop, 0, crop.luma, x, y);
    if (!crop.is_rgb) return rgb_of(crop.full_range ? narrow_luma(first) : first, u, v);
    Rgb rgb;
    rgb.of[0] = first;
    rgb.of[1] = taken(crop, 1, crop.luma, x, y);
    rgb.of[2] = taken(crop, 2, crop.luma, x, y);
    return rgb;
}

// Two by two pixels, which share one sample of chroma: those at (2 x, 2 y).
ANYWHERE void fill(const Crop &crop, int32_t x, int32_t y) {
    int32_t u = 0, v = 0;
    if (!crop.is_rgb) {
        u = taken(crop, 1, crop.chroma, x, y);
        v = taken(crop, 2, crop.chroma, x, y);
        u = (crop.full_range ? narrow_chroma(u) : u) - 128;
        v = (crop.full_range ? narrow_chroma(v) : v) - 128;
    }
    for (int32_t row = 2 * y; row < 2 * y + 2; ++row) {
        const Rgb left = pixel_at(crop, 2 * x, row, u, v), right = pixel_at(crop, 2 * x + 1, row, u, v);
        for (int32_t colour = 0; colour < 3; ++colour) {
            put_pair(crop, 2 * x, row, colour, left.of[colour], right.of[colour]);
        }
    }
}

#ifdef __CUDACC__

extern "C" __global__ void __launch_bounds__(128) crop(const Crop crop) {
    const int32_t x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
    if (x < crop.width / 2 && y < crop.height / 2) fill(crop, x, y);
}

#else

extern "C" int32_t crop_bytes() { return (int32_t)sizeof(Crop); }

extern "C" void crop(const Crop *crop) {
    for (int32_t y = 0; y < crop->height / 2; ++y)
        for (int32_t x = 0; x < crop->width / 2; ++x) fill(*crop, x, y);
}

#endif
