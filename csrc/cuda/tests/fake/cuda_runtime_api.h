// A stand-in for a device, so that the harness runs where there is none: the part of the CUDA runtime that it calls, in one thread, with a
// clock that only moves when something happens. Streams are queues; a kernel walks over its grid in a loop. What it cannot show: timing,
// concurrency inside a device, memory models. Where two streams could go on at once the older one goes first.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>

#define __global__ inline
#define __device__

enum cudaError_t {
    cudaSuccess,
    cudaErrorInvalidValue,
    cudaErrorMemoryAllocation,
    cudaErrorStreamCaptureInvalidated,
    cudaErrorLaunchFailure
};
enum cudaMemcpyKind { cudaMemcpyHostToHost, cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost, cudaMemcpyDeviceToDevice };
enum cudaLimit { cudaLimitPersistingL2CacheSize };
enum cudaDeviceAttr { cudaDevAttrClockRate };
enum cudaStreamCaptureMode { cudaStreamCaptureModeThreadLocal };
inline constexpr unsigned cudaHostAllocMapped = 2, cudaStreamNonBlocking = 1, cudaDeviceScheduleSpin = 1, cudaInitDeviceFlagsAreValid = 1;

struct FakeStream;
struct FakeEvent;
struct FakeGraph;
using cudaStream_t = FakeStream*;
using cudaEvent_t = FakeEvent*;
using cudaGraph_t = FakeGraph*;
using cudaGraphExec_t = FakeGraph*;
#define cudaStreamLegacy (static_cast<cudaStream_t>(nullptr))

struct cudaDeviceProp {
    char name[256];
    int major, minor, multiProcessorCount, l2CacheSize;
};

cudaError_t cudaInitDevice(int device, unsigned device_flags, unsigned flags);
cudaError_t cudaSetDevice(int device);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device);
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device);
cudaError_t cudaDriverGetVersion(int* version);
cudaError_t cudaRuntimeGetVersion(int* version);
cudaError_t cudaMalloc(void** data, std::size_t bytes);
cudaError_t cudaFree(void* data);
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total);
cudaError_t cudaHostAlloc(void** data, std::size_t bytes, unsigned flags);
cudaError_t cudaHostGetDevicePointer(void** device, void* host, unsigned flags);
cudaError_t cudaFreeHost(void* data);
cudaError_t cudaMemset(void* data, int value, std::size_t bytes);
cudaError_t cudaMemsetAsync(void* data, int value, std::size_t bytes, cudaStream_t stream);
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream);
cudaError_t cudaStreamCreate(cudaStream_t* stream);
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags);
cudaError_t cudaStreamDestroy(cudaStream_t stream);
cudaError_t cudaStreamSynchronize(cudaStream_t stream);
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned flags);
cudaError_t cudaDeviceSynchronize();
cudaError_t cudaEventCreate(cudaEvent_t* event);
cudaError_t cudaEventDestroy(cudaEvent_t event);
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream);
cudaError_t cudaEventElapsedTime(float* ms, cudaEvent_t start, cudaEvent_t stop);
cudaError_t cudaDeviceSetLimit(cudaLimit limit, std::size_t value);
cudaError_t cudaCtxResetPersistingL2Cache();
cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode mode);
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph);
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* ready, cudaGraph_t graph, unsigned long long flags);
cudaError_t cudaGraphUpload(cudaGraphExec_t ready, cudaStream_t stream);
cudaError_t cudaGraphLaunch(cudaGraphExec_t ready, cudaStream_t stream);
cudaError_t cudaGraphDestroy(cudaGraph_t graph);
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t ready);
cudaError_t cudaGetLastError();
const char* cudaGetErrorString(cudaError_t status);

namespace fake {

struct Index {
    unsigned x;
};
inline Index blockIdx{}, threadIdx{}, blockDim{}, gridDim{};

// Puts work that takes `cost_us` of the device's time into a stream.
void enqueue(cudaStream_t stream, double cost_us, std::function<void()> work);

// The SM clock that the next held stream will find, MHz; what a kernel of the harness costs, us.
inline double clock_mhz = 1000;
inline constexpr double kKernelUs = 1;

template <class Kernel>
void walk(unsigned blocks, unsigned threads, Kernel kernel) {
    gridDim = {blocks};
    blockDim = {threads};
    for (blockIdx.x = 0; blockIdx.x < blocks; ++blockIdx.x)
        for (threadIdx.x = 0; threadIdx.x < threads; ++threadIdx.x) kernel();
}

}  // namespace fake

using fake::blockDim, fake::blockIdx, fake::gridDim, fake::threadIdx;

// Arguments are copied when the kernel is enqueued, as they are on a device.
#define EFT_LAUNCH(kernel, blocks, threads, stream, ...)                                                                            \
    [](cudaStream_t fake_stream, unsigned fake_blocks, unsigned fake_threads, auto... arguments) {                                  \
        fake::enqueue(fake_stream, fake::kKernelUs, [=] { fake::walk(fake_blocks, fake_threads, [=] { kernel(arguments...); }); }); \
    }(stream, static_cast<unsigned>(blocks), static_cast<unsigned>(threads), __VA_ARGS__)

struct float4 {
    float x, y, z, w;
};

inline void atomicAdd(unsigned long long* to, unsigned long long value) { *to += value; }
inline void atomicMax(unsigned long long* to, unsigned long long value) { *to = *to < value ? value : *to; }
inline long long __double_as_longlong(double value) {
    long long out;
    __builtin_memcpy(&out, &value, sizeof out);
    return out;
}
