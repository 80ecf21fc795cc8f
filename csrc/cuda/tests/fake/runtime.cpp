// The queues behind cuda_runtime_api.h. An operation answers whether it could go on; one that could not keeps its stream waiting.
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "cuda_runtime_api.h"
#include "launch.hpp"

struct Operation {
    std::uint64_t number;  // order over all streams
    std::function<bool()> attempt;
};

struct FakeStream {
    bool blocking = true;  // towards the legacy stream
    std::deque<Operation> queue;
    std::vector<std::function<bool()>>* capture = nullptr;
};

struct FakeEvent {
    double at_us = 0;
    int pending = 0;
};

struct FakeGraph {
    std::vector<std::function<bool()>> operations;
};

namespace {

double now_us = 0;
std::uint64_t numbers = 0;
std::size_t used = 0;
std::map<void*, std::size_t> sizes;
FakeStream legacy;
std::vector<FakeStream*> streams{&legacy};
cudaError_t last = cudaSuccess;
constexpr std::size_t kMemory = std::size_t{1} << 34;

FakeStream& named(cudaStream_t stream) { return stream == nullptr ? legacy : *stream; }

// The legacy stream and the blocking ones keep the order in which their work was handed in.
bool in_order(const FakeStream& stream) {
    if (!stream.blocking) return true;
    for (const FakeStream* other : streams)
        if (other != &stream && other->blocking && (&stream == &legacy || other == &legacy) && !other->queue.empty() &&
            other->queue.front().number < stream.queue.front().number)
            return false;
    return true;
}

bool step() {
    for (FakeStream* stream : streams) {
        bool moved = false;
        while (!stream->queue.empty() && in_order(*stream) && stream->queue.front().attempt()) {
            stream->queue.pop_front();
            moved = true;
        }
        if (moved) return true;
    }
    return false;
}

void put(cudaStream_t to, std::function<bool()> attempt) {
    FakeStream& stream = named(to);
    if (stream.capture != nullptr) {
        stream.capture->push_back(std::move(attempt));
        return;
    }
    stream.queue.push_back({numbers++, std::move(attempt)});
    while (step()) {
    }
}

void drain(const FakeStream* only) {
    const auto busy = [only] {
        for (const FakeStream* stream : streams)
            if ((only == nullptr || stream == only) && !stream->queue.empty()) return true;
        return false;
    };
    while (busy())
        if (!step()) now_us += 1;
}

}  // namespace

void fake::enqueue(cudaStream_t stream, double cost_us, std::function<void()> work) {
    put(stream, [cost_us, work = std::move(work)] {
        work();
        now_us += cost_us;
        return true;
    });
}

double eft::cuda::launch::host_us() { return now_us += 0.5; }

cudaError_t eft::cuda::launch::hold(GateState* state, std::uint64_t limit_ns, cudaStream_t stream) {
    put(stream, [state, limit_ns, start = std::make_shared<double>(-1)] {
        if (*start < 0) *start = now_us;
        state->started = 1;
        const double held_us = now_us - *start;
        const bool late = held_us * 1e3 >= static_cast<double>(limit_ns);
        if (state->open == 0 && !late) return false;
        state->timed_out = state->open == 0;
        state->elapsed_ns = static_cast<std::uint64_t>(held_us * 1e3);
        state->cycles = static_cast<std::int64_t>(held_us * fake::clock_mhz);
        return true;
    });
    return cudaSuccess;
}

cudaError_t eft::cuda::launch::multiply_adds(float*, int, double* flops, cudaStream_t stream) {
    *flops = 1e6;
    fake::enqueue(stream, 1, [] {});
    return cudaSuccess;
}

cudaError_t cudaInitDevice(int, unsigned, unsigned) { return cudaSuccess; }
cudaError_t cudaSetDevice(int) { return cudaSuccess; }
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int) {
    *properties = {"no device", 8, 0, 1, 1 << 16};
    return cudaSuccess;
}
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr, int) {
    *value = 1'000'000;
    return cudaSuccess;
}
cudaError_t cudaDriverGetVersion(int* version) {
    *version = 0;
    return cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* version) {
    *version = 0;
    return cudaSuccess;
}

cudaError_t cudaMalloc(void** data, std::size_t bytes) {
    *data = std::calloc(bytes, 1);
    if (*data == nullptr) return cudaErrorMemoryAllocation;
    sizes[*data] = bytes;
    used += bytes;
    return cudaSuccess;
}
cudaError_t cudaFree(void* data) {
    if (data == nullptr) return cudaSuccess;
    used -= sizes.at(data);
    sizes.erase(data);
    std::free(data);
    return cudaSuccess;
}
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
    *free = kMemory - used;
    *total = kMemory;
    return cudaSuccess;
}
cudaError_t cudaHostAlloc(void** data, std::size_t bytes, unsigned) {
    *data = std::calloc(bytes, 1);
    return *data == nullptr ? cudaErrorMemoryAllocation : cudaSuccess;
}
cudaError_t cudaHostGetDevicePointer(void** device, void* host, unsigned) {
    *device = host;
    return cudaSuccess;
}
cudaError_t cudaFreeHost(void* data) {
    std::free(data);
    return cudaSuccess;
}
cudaError_t cudaMemset(void* data, int value, std::size_t bytes) {
    std::memset(data, value, bytes);
    return cudaSuccess;
}
cudaError_t cudaMemsetAsync(void* data, int value, std::size_t bytes, cudaStream_t stream) {
    fake::enqueue(stream, fake::kKernelUs, [=] { std::memset(data, value, bytes); });
    return cudaSuccess;
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind, cudaStream_t stream) {
    fake::enqueue(stream, fake::kKernelUs, [=] { std::memcpy(to, from, bytes); });
    return cudaSuccess;
}

cudaError_t cudaStreamCreate(cudaStream_t* stream) { return cudaStreamCreateWithFlags(stream, 0); }
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
    *stream = new FakeStream;
    (*stream)->blocking = flags != cudaStreamNonBlocking;
    streams.push_back(*stream);
    return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
    std::erase(streams, stream);
    delete stream;
    return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
    drain(&named(stream));
    return cudaSuccess;
}
cudaError_t cudaDeviceSynchronize() {
    drain(nullptr);
    return cudaSuccess;
}
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
    put(stream, [event] { return event->pending == 0; });
    return cudaSuccess;
}

cudaError_t cudaEventCreate(cudaEvent_t* event) {
    *event = new FakeEvent;
    return cudaSuccess;
}
cudaError_t cudaEventDestroy(cudaEvent_t event) {
    delete event;
    return cudaSuccess;
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
    ++event->pending;
    put(stream, [event] {
        event->at_us = now_us += 0.25;
        --event->pending;
        return true;
    });
    return cudaSuccess;
}
cudaError_t cudaEventElapsedTime(float* ms, cudaEvent_t start, cudaEvent_t stop) {
    *ms = static_cast<float>((stop->at_us - start->at_us) / 1e3);
    return cudaSuccess;
}

cudaError_t cudaDeviceSetLimit(cudaLimit, std::size_t) { return cudaSuccess; }
cudaError_t cudaCtxResetPersistingL2Cache() { return cudaSuccess; }

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
    stream->capture = new std::vector<std::function<bool()>>;
    return cudaSuccess;
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
    *graph = new FakeGraph{std::move(*stream->capture)};
    delete stream->capture;
    stream->capture = nullptr;
    return cudaSuccess;
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* ready, cudaGraph_t graph, unsigned long long) {
    *ready = new FakeGraph(*graph);
    return cudaSuccess;
}
cudaError_t cudaGraphUpload(cudaGraphExec_t, cudaStream_t) { return cudaSuccess; }
cudaError_t cudaGraphLaunch(cudaGraphExec_t ready, cudaStream_t stream) {
    for (const auto& operation : ready->operations) put(stream, operation);
    return cudaSuccess;
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
    delete graph;
    return cudaSuccess;
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t ready) {
    delete ready;
    return cudaSuccess;
}

cudaError_t cudaGetLastError() {
    const cudaError_t status = last;
    last = cudaSuccess;
    return status;
}
const char* cudaGetErrorString(cudaError_t status) { return status == cudaSuccess ? "no error" : "an error of the stand-in"; }
