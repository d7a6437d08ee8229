/* A CUDA driver over host memory, for tests: streams, graphs and host functions, with the driver's own names.
 *
 * Work that a stream is asked for waits until somebody waits for the stream, as on a GPU: who reads too early reads old
 * values. While a stream is captured its work goes into a graph and is not done at all.
 */
#include <stdlib.h>
#include <string.h>

enum { SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, CAPTURE_UNSUPPORTED = 900, CAPTURE_INVALIDATED = 901 };

typedef void (*host_fn)(void *);
struct work { host_fn fn; void *data; size_t owned; }; /* owned: bytes of data that are the work's own; 0: none */
struct list { struct work *items; size_t count, room; };
struct stream { struct list queue, captured; int capturing; };

static long live;     /* streams and graphs that nobody has destroyed */
static int refusing;  /* what cuStreamEndCapture answers, where not 0 */
static long launches; /* cuGraphLaunch calls */

static int push(struct list *list, struct work item) {
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 4;
        struct work *items = realloc(list->items, room * sizeof *items);
        if (!items) return OUT_OF_MEMORY;
        list->items = items;
        list->room = room;
    }
    if (item.owned) {
        void *own = malloc(item.owned);
        if (!own) return OUT_OF_MEMORY;
        item.data = memcpy(own, item.data, item.owned);
    }
    list->items[list->count++] = item;
    return SUCCESS;
}

static void clear(struct list *list) {
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].owned) free(list->items[i].data);
    list->count = 0;
}

static int copy(struct list **to, const struct list *from) {
    *to = calloc(1, sizeof **to);
    if (!*to) return OUT_OF_MEMORY;
    for (size_t i = 0; i < from->count; i++) push(*to, from->items[i]);
    live++;
    return SUCCESS;
}

static int destroy(struct list *list) {
    if (!list) return INVALID_VALUE;
    clear(list);
    free(list->items);
    free(list);
    live--;
    return SUCCESS;
}

int cuStreamCreate(struct stream **stream, unsigned flags) {
    (void)flags;
    *stream = calloc(1, sizeof **stream);
    live++;
    return *stream ? SUCCESS : OUT_OF_MEMORY;
}

int cuStreamDestroy_v2(struct stream *stream) {
    clear(&stream->queue);
    clear(&stream->captured);
    free(stream->queue.items);
    free(stream->captured.items);
    free(stream);
    live--;
    return SUCCESS;
}

static int enqueue(struct stream *stream, struct work item) {
    return push(stream->capturing ? &stream->captured : &stream->queue, item);
}

int cuLaunchHostFunc(struct stream *stream, host_fn fn, void *data) {
    return enqueue(stream, (struct work){fn, data, 0});
}

int cuStreamSynchronize(struct stream *stream) {
    if (stream->capturing) return CAPTURE_UNSUPPORTED;
    for (size_t i = 0; i < stream->queue.count; i++) stream->queue.items[i].fn(stream->queue.items[i].data);
    clear(&stream->queue);
    return SUCCESS;
}

int cuStreamBeginCapture_v2(struct stream *stream, int mode) {
    if (stream->capturing || mode < 0 || mode > 2) return INVALID_VALUE;
    stream->capturing = 1;
    clear(&stream->captured);
    return SUCCESS;
}

int cuStreamEndCapture(struct stream *stream, struct list **graph) {
    if (!stream->capturing) return INVALID_VALUE;
    stream->capturing = 0;
    *graph = NULL;
    return refusing ? refusing : copy(graph, &stream->captured);
}

int cuGraphInstantiateWithFlags(struct list **exec, struct list *graph, unsigned long long flags) {
    return graph && !flags ? copy(exec, graph) : INVALID_VALUE;
}

int cuGraphLaunch(struct list *exec, struct stream *stream) {
    if (!exec) return INVALID_VALUE;
    launches++;
    for (size_t i = 0; i < exec->count; i++) push(&stream->queue, exec->items[i]);
    return SUCCESS;
}

int cuGraphDestroy(struct list *graph) { return destroy(graph); }
int cuGraphExecDestroy(struct list *exec) { return destroy(exec); }

/* For the tests alone. A kernel's parameters are taken at its launch, as by cuLaunchKernel. */
int fakeLaunchKernel(struct stream *stream, host_fn fn, void *parameters, size_t size) {
    return enqueue(stream, (struct work){fn, parameters, size});
}
long fakeLive(void) { return live; }
long fakeLaunches(void) { return launches; }
void fakeRefuseCapture(int error) { refusing = error; }
