// One library for all candidates of the test: a copy called NAME.so behaves as NAME says. They run on the stand-in for a device.
#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "inputs.hpp"
#include "kernel.h"

namespace {

using eft::cuda::float_of_bf16;

std::string name() {
    Dl_info info;
    dladdr(reinterpret_cast<void*>(&name), &info);
    const std::string path = info.dli_fname;
    const std::size_t slash = path.rfind('/') + 1;
    return path.substr(slash, path.rfind('.') - slash);
}

float tree_sum(float (&lanes)[32]) {
    for (int half = 16; half > 0; half /= 2)
        for (int i = 0; i < half; ++i) lanes[i] += lanes[i + half];
    return lanes[0];
}

void row_sums(const float* data, float* out, std::int64_t rows, std::int64_t columns) {
    for (std::int64_t row = 0; row < rows; ++row) {
        float lanes[32] = {};
        for (std::int64_t i = 0; i < columns; ++i) lanes[i % 32] += data[row * columns + i];
        out[row] = tree_sum(lanes);
    }
}

void prefix_sums(const float* data, float* out, std::int64_t n) {
    float before = 0, sum = 0;
    for (std::int64_t i = 0; i < n; ++i) {
        if (i % 256 == 0) before += std::exchange(sum, 0.0f);
        sum += data[i];
        out[i] = before + sum;
    }
}

void softmax(const float* data, float* out, std::int64_t rows, std::int64_t columns) {
    for (std::int64_t row = 0; row < rows; ++row, data += columns, out += columns) {
        float largest = data[0], lanes[32] = {};
        for (std::int64_t i = 0; i < columns; ++i) largest = std::fmax(largest, data[i]);
        for (std::int64_t i = 0; i < columns; ++i) lanes[i % 32] += out[i] = std::exp(data[i] - largest);
        const float sum = tree_sum(lanes);
        for (std::int64_t i = 0; i < columns; ++i) out[i] /= sum;
    }
}

template <class Element, class Widen>
void gemm(const Element* a, const Element* b, float* c, const std::vector<std::int64_t>& size, Widen widen) {
    for (std::int64_t row = 0; row < size[0]; ++row)
        for (std::int64_t column = 0; column < size[1]; ++column) {
            float sum = 0;
            for (std::int64_t i = 0; i < size[2]; ++i) sum = std::fma(widen(a[row * size[2] + i]), widen(b[i * size[1] + column]), sum);
            c[row * size[1] + column] = sum;
        }
}

float rounded(float value) { return float_of_bf16(eft::cuda::bf16_of(value)); }

// The sizes do not tell the operation; the file's name does: OPERATION-BEHAVIOUR.so.
void compute(const std::string& operation, const void* const* inputs, float* out, const std::vector<std::int64_t>& size, bool downgrade) {
    const float* data = static_cast<const float*>(inputs[0]);
    if (operation == "reduction") row_sums(data, out, size[0], size[1]);
    if (operation == "softmax") softmax(data, out, size[0], size[1]);
    if (operation == "scan") prefix_sums(data, out, size[0]);
    if (operation == "gemm_f32")
        gemm(data, static_cast<const float*>(inputs[1]), out, size, [downgrade](float x) { return downgrade ? rounded(x) : x; });
    if (operation == "gemm_bf16")
        gemm(static_cast<const std::uint16_t*>(inputs[0]), static_cast<const std::uint16_t*>(inputs[1]), out, size, float_of_bf16);
}

std::int64_t outputs_of(const std::string& operation, const std::vector<std::int64_t>& size) {
    return operation == "reduction" || operation == "scan" ? size[0] : size[0] * size[1];
}

void* linger(void*) {
    while (true) pause();
}

}  // namespace

EFT_KERNEL {
    static const std::string operation = name().substr(0, name().find('-')), behaviour = name().substr(name().find('-') + 1);
    static std::vector<float> kept;
    static int calls = 0;
    ++calls;
    const std::vector<std::int64_t> size(sizes, sizes + (operation == "scan" ? 1 : operation[0] == 'g' ? 3 : 2));
    const std::int64_t count = outputs_of(operation, size);
    const std::vector<const void*> from(inputs, inputs + (operation[0] == 'g' ? 2 : 1));
    float* out = static_cast<float*>(outputs[0]);
    const auto is = [](const char* text) { return behaviour == text; };

    if (is("noop")) return 0;
    if (is("gives_up")) return 7;
    if (is("thread") && calls == 1) {
        pthread_t thread;
        if (pthread_create(&thread, nullptr, linger, nullptr) != 0) return 1;
    }
    if (is("allocate")) {
        void* hoard = nullptr;
        if (cudaMalloc(&hoard, 4096) != cudaSuccess) return 1;
    }
    cudaStream_t where = stream;
    static cudaStream_t side = nullptr;
    if (is("side_stream") || is("early_stream") || is("joined_stream") || is("blocking_stream")) {
        if (side == nullptr && cudaStreamCreateWithFlags(&side, is("blocking_stream") ? 0 : cudaStreamNonBlocking) != cudaSuccess) return 1;
        where = side;
        cudaEvent_t ready = nullptr;
        if (!is("early_stream") && (cudaEventCreate(&ready) != cudaSuccess || cudaEventRecord(ready, stream) != cudaSuccess ||
                                    cudaStreamWaitEvent(side, ready, 0) != cudaSuccess))
            return 1;
    }
    const double cost_us = is("quick") ? 5 : is("slower") ? 20 : 10;
    fake::enqueue(where, cost_us, [=] {
        if (is("constant")) {
            for (std::int64_t i = 0; i < count; ++i) out[i] = 1 / static_cast<float>(size.back());
            return;
        }
        if (is("stale") && static_cast<std::int64_t>(kept.size()) == count) {
            std::memcpy(out, kept.data(), kept.size() * sizeof(float));
            return;
        }
        compute(operation, from.data(), out, size, is("downgrade"));
        if (is("stale")) kept.assign(out, out + count);
        if (is("nan")) out[count / 2] = NAN;
        if (is("one_short")) std::memset(out + count - 1, 0xFF, sizeof(float));
        if (is("overrun")) out[count] = 0;
        if (is("underrun")) out[-1] = 0;
        if (is("scratch_overrun")) static_cast<char*>(scratch)[scratch_bytes] = 0;
        if (is("in_place")) *static_cast<float*>(const_cast<void*>(from[0])) += 1;
        if (is("flips_sign_of_input")) static_cast<unsigned char*>(const_cast<void*>(from.back()))[3] ^= 0x80;
    });
    if (is("late_tail")) {  // the right answer in time, and 200 us of work that nobody waits for
        if (side == nullptr && cudaStreamCreateWithFlags(&side, cudaStreamNonBlocking) != cudaSuccess) return 1;
        static cudaEvent_t done = nullptr;
        if (done == nullptr && cudaEventCreate(&done) != cudaSuccess) return 1;
        if (cudaEventRecord(done, stream) != cudaSuccess || cudaStreamWaitEvent(side, done, 0) != cudaSuccess) return 1;
        fake::enqueue(side, 200, [] {});
    }
    if (is("joined_stream")) {
        cudaEvent_t done = nullptr;
        if (cudaEventCreate(&done) != cudaSuccess || cudaEventRecord(done, side) != cudaSuccess) return 1;
        if (cudaStreamWaitEvent(stream, done, 0) != cudaSuccess) return 1;
    }
    if (is("wait")) return static_cast<int>(cudaStreamSynchronize(stream));
    return 0;
}
