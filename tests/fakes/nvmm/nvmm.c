/* libnvbufsurface and the EGL part of libcuda over ordinary memory, for tests.
 *
 * A surface has two memories: the camera's and the GPU's, and the processor's, which is poisoned and shows the other's
 * pixels only after NvBufSurfaceSyncForCpu. All that the real libraries would answer with a crash or a leak is counted
 * as an abuse. Any function can be told to fail.
 */
#include "nvmm.h"
#include <stdlib.h>
#include <string.h>

enum { FAILED = -1, CUDA_UNKNOWN = 999, POISON = 0xA5, CHROMA_MORE = 64 };

typedef struct {
    SurfaceParams params; /* first: a surface's list points here */
    uint8_t *gpu, *cpu;
    size_t bytes;
    int egl, registered, mapped;
} Fake;

typedef struct {
    Fake *fake;
} Resource;

static struct { char name[48]; long calls; } counted[16];
static char failing[48];
static long abuses, contexts, depth, alive;
static int context_token;

static long *counter(const char *name) {
    int i = 0;
    while (i < 15 && counted[i].name[0] && strcmp(counted[i].name, name)) i++;
    strncpy(counted[i].name, name, sizeof counted[i].name - 1);
    return &counted[i].calls;
}

static int refused(const char *name) {
    if (!strcmp(name, failing)) return 1;
    ++*counter(name);
    return 0;
}

static void demand(int good) { abuses += !good; }
static Fake *of(Surface *surface) { return (Fake *)surface->surfaceList; }

/* The test's side. */

void fake_reset(void) {
    memset(counted, 0, sizeof counted);
    failing[0] = 0;
    abuses = contexts = depth = alive = 0;
}
void fake_fail(const char *name) { strncpy(failing, name, sizeof failing - 1); }
long fake_calls(const char *name) { return *counter(name); }
long fake_abuses(void) { return abuses; }
long fake_contexts(void) { return contexts; }
long fake_alive(void) { return alive; } /* EGLImages, registrations and mappings */

size_t fake_surface_bytes(void) { return sizeof(Surface); }

/* Makes NV12 of a size and a pitch and describes it in `surface`. Chroma's rows are longer than luma's. */
void fake_make(Surface *surface, uint32_t width, uint32_t height, uint32_t pitch, uint64_t buffer) {
    Fake *fake = calloc(1, sizeof *fake);
    SurfaceParams *params = &fake->params;
    fake->bytes = (size_t)pitch * height + (size_t)(pitch + CHROMA_MORE) * height / 2;
    fake->gpu = calloc(1, fake->bytes);
    fake->cpu = malloc(fake->bytes);
    memset(fake->cpu, POISON, fake->bytes);
    params->width = width;
    params->height = height;
    params->pitch = pitch;
    params->colorFormat = 6;
    params->bufferDesc = buffer;
    params->dataSize = (uint32_t)fake->bytes;
    params->planeParams.num_planes = 2;
    for (int i = 0; i < 2; i++) {
        params->planeParams.width[i] = width >> i;
        params->planeParams.height[i] = height >> i;
        params->planeParams.pitch[i] = pitch + i * CHROMA_MORE;
        params->planeParams.offset[i] = i * pitch * height;
        params->planeParams.psize[i] = (params->planeParams.pitch[i] * height) >> i;
        params->planeParams.bytesPerPix[i] = 1 + i;
    }
    memset(surface, 0, sizeof *surface);
    surface->batchSize = surface->numFilled = 1;
    surface->memType = SURFACE_ARRAY;
    surface->surfaceList = params;
}
uint8_t *fake_memory(Surface *surface) { return of(surface)->gpu; }
void fake_free(Surface *surface) {
    Fake *fake = of(surface);
    if (fake->egl || fake->mapped || fake->registered) {
        abuses++; /* and left behind, for whoever still uses it */
        return;
    }
    free(fake->gpu);
    free(fake->cpu);
    free(fake);
}

#define AT(type, field) {#type "." #field, offsetof(type, field)}
const struct { const char *name; size_t at; } fake_layout[] = {
    AT(PlaneParams, num_planes), AT(PlaneParams, width), AT(PlaneParams, height), AT(PlaneParams, pitch),
    AT(PlaneParams, offset), AT(PlaneParams, psize), AT(PlaneParams, bytesPerPix), AT(MappedAddr, addr),
    AT(MappedAddr, eglImage), AT(SurfaceParams, width), AT(SurfaceParams, height), AT(SurfaceParams, pitch),
    AT(SurfaceParams, colorFormat), AT(SurfaceParams, layout), AT(SurfaceParams, bufferDesc),
    AT(SurfaceParams, dataSize), AT(SurfaceParams, dataPtr), AT(SurfaceParams, planeParams),
    AT(SurfaceParams, mappedAddr), AT(Surface, gpuId), AT(Surface, batchSize), AT(Surface, numFilled),
    AT(Surface, isContiguous), AT(Surface, memType), AT(Surface, surfaceList), AT(EglFrame, width),
    AT(EglFrame, height), AT(EglFrame, depth), AT(EglFrame, pitch), AT(EglFrame, planeCount),
    AT(EglFrame, numChannels), AT(EglFrame, frameType), AT(EglFrame, eglColorFormat), AT(EglFrame, cuFormat),
    {"sizeof EglFrame", sizeof(EglFrame)}, {"sizeof PlaneParams", sizeof(PlaneParams)}, {NULL, 0},
};

/* libnvbufsurface */

int NvBufSurfaceMapEglImage(Surface *surface, int index) {
    if (refused("NvBufSurfaceMapEglImage")) return FAILED;
    Fake *fake = of(surface);
    demand(index == 0 && !fake->egl++);
    fake->params.mappedAddr.eglImage = fake;
    alive++;
    return 0;
}

int NvBufSurfaceUnMapEglImage(Surface *surface, int index) {
    if (refused("NvBufSurfaceUnMapEglImage")) return FAILED;
    Fake *fake = of(surface);
    demand(index == 0 && fake->egl == 1 && !fake->registered);
    fake->egl = 0;
    fake->params.mappedAddr.eglImage = NULL;
    alive--;
    return 0;
}

int NvBufSurfaceMap(Surface *surface, int index, int plane, int flags) {
    if (refused("NvBufSurfaceMap")) return FAILED;
    Fake *fake = of(surface);
    demand(index == 0 && plane == -1 && flags == 0 && !fake->mapped++);
    for (int i = 0; i < 2; i++) fake->params.mappedAddr.addr[i] = fake->cpu + fake->params.planeParams.offset[i];
    alive++;
    return 0;
}

int NvBufSurfaceUnMap(Surface *surface, int index, int plane) {
    if (refused("NvBufSurfaceUnMap")) return FAILED;
    Fake *fake = of(surface);
    demand(index == 0 && plane == -1 && fake->mapped == 1);
    fake->mapped = 0;
    memset(fake->params.mappedAddr.addr, 0, sizeof fake->params.mappedAddr.addr);
    memset(fake->cpu, POISON, fake->bytes);
    alive--;
    return 0;
}

int NvBufSurfaceSyncForCpu(Surface *surface, int index, int plane) {
    if (refused("NvBufSurfaceSyncForCpu")) return FAILED;
    Fake *fake = of(surface);
    demand(index == 0 && plane == -1 && fake->mapped);
    memcpy(fake->cpu, fake->gpu, fake->bytes);
    return 0;
}

/* libcuda */

int cuInit(unsigned flags) { return refused("cuInit") ? CUDA_UNKNOWN : (int)flags; }

int cuDeviceGet(int *device, int ordinal) {
    if (refused("cuDeviceGet")) return CUDA_UNKNOWN;
    *device = ordinal;
    return 0;
}

int cuDevicePrimaryCtxRetain(void **context, int device) {
    if (refused("cuDevicePrimaryCtxRetain")) return CUDA_UNKNOWN;
    demand(device == 0);
    *context = &context_token;
    contexts++;
    return 0;
}

int cuDevicePrimaryCtxRelease_v2(int device) {
    if (refused("cuDevicePrimaryCtxRelease_v2")) return CUDA_UNKNOWN;
    demand(device == 0 && contexts > 0);
    contexts--;
    return 0;
}

int cuCtxPushCurrent_v2(void *context) {
    if (refused("cuCtxPushCurrent_v2")) return CUDA_UNKNOWN;
    demand(context == &context_token && contexts > 0);
    depth++;
    return 0;
}

int cuCtxPopCurrent_v2(void **context) {
    if (refused("cuCtxPopCurrent_v2")) return CUDA_UNKNOWN;
    demand(depth > 0);
    depth--;
    *context = &context_token;
    return 0;
}

int cuGraphicsEGLRegisterImage(void **resource, void *image, unsigned flags) {
    if (refused("cuGraphicsEGLRegisterImage")) return CUDA_UNKNOWN;
    Resource *made = malloc(sizeof *made);
    made->fake = image;
    demand(depth == 1 && flags == 0 && made->fake->egl && !made->fake->registered++);
    *resource = made;
    alive++;
    return 0;
}

int cuGraphicsResourceGetMappedEglFrame(EglFrame *frame, void *resource, unsigned index, unsigned level) {
    if (refused("cuGraphicsResourceGetMappedEglFrame")) return CUDA_UNKNOWN;
    Fake *fake = ((Resource *)resource)->fake;
    const PlaneParams *planes = &fake->params.planeParams;
    demand(depth == 1 && index == 0 && level == 0);
    memset(frame, 0, sizeof *frame);
    frame->frameType = fake->params.layout == PITCH_LINEAR && fake->params.dataPtr == NULL ? FRAME_PITCH : FRAME_ARRAY;
    frame->width = fake->params.width;
    frame->height = fake->params.height;
    frame->pitch = planes->pitch[0];
    frame->planeCount = planes->num_planes;
    for (int i = 0; i < 2; i++) frame->frame.pPitch[i] = fake->gpu + planes->offset[i];
    return 0;
}

int cuGraphicsUnregisterResource(void *resource) {
    if (refused("cuGraphicsUnregisterResource")) return CUDA_UNKNOWN;
    Resource *known = resource;
    demand(depth == 1 && known->fake->registered == 1);
    known->fake->registered = 0;
    free(known);
    alive--;
    return 0;
}

int cuGetErrorName(int code, const char **name) {
    *name = code == CUDA_UNKNOWN ? "CUDA_ERROR_UNKNOWN" : NULL;
    return *name == NULL;
}
