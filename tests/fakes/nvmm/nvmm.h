/* What Spotter needs of NVIDIA's nvbufsurface.h and cudaEGL.h, declared here on its own: ctypes is held against it.
 *
 * L4T is 36 (36.x and before) or 39: the later has more behind eglImage, which Spotter must not mind.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PLANES = 4, EGL_PLANES = 3 };
enum { PITCH_LINEAR = 0, BLOCK_LINEAR = 1 };
enum { SURFACE_ARRAY = 4 };
enum { FRAME_ARRAY = 0, FRAME_PITCH = 1 };

typedef struct {
    uint32_t num_planes;
    uint32_t width[PLANES];
    uint32_t height[PLANES];
    uint32_t pitch[PLANES];
    uint32_t offset[PLANES];
    uint32_t psize[PLANES];
    uint32_t bytesPerPix[PLANES];
    void *reserved[4 * PLANES];
} PlaneParams;

typedef struct {
    void *addr[PLANES];
    void *eglImage;
#if L4T >= 39
    void *nvmmPtr;
    void *cudaPtr;
#endif
    void *reserved[4];
} MappedAddr;

typedef struct {
    uint32_t width;
    uint32_t height;
    uint32_t pitch;
    int colorFormat;
    int layout;
    uint64_t bufferDesc;
    uint32_t dataSize;
    void *dataPtr;
    PlaneParams planeParams;
    MappedAddr mappedAddr;
    void *paramex;
#if L4T >= 39
    void *cudaBuffer;
#endif
    void *reserved[3];
} SurfaceParams;

typedef struct {
    uint32_t gpuId;
    uint32_t batchSize;
    uint32_t numFilled;
    bool isContiguous;
    int memType;
    SurfaceParams *surfaceList;
#if L4T >= 39
    bool isImportedBuf;
#endif
    void *reserved[4];
} Surface;

typedef struct {
    union {
        void *pArray[EGL_PLANES];
        void *pPitch[EGL_PLANES];
    } frame;
    unsigned int width, height, depth, pitch, planeCount, numChannels;
    int frameType, eglColorFormat, cuFormat;
} EglFrame;
