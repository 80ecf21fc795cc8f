// One problem on the device: the pool of sets, one observed call, and the replay of a graph.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "device.hpp"
#include "gate.hpp"
#include "judge.hpp"
#include "launch.hpp"
#include "operations.hpp"
#include "process.hpp"

namespace eft::cuda {

inline constexpr std::size_t kLine = 128;  // bytes of a cache line

struct Set {
    std::vector<Guarded> inputs;
    Guarded output, scratch;
    explicit Set(const Problem& problem) : output(problem.outputs() * sizeof(float)), scratch(problem.scratch_bytes) {
        for (const Tensor& input : problem.inputs()) inputs.emplace_back(input.bytes());
    }
};

// A first call may load code, which can wait for the device; so it is checked like any other but its stream is not held back.
enum class Held { no, yes };

class Bench {
  public:
    Bench(const Problem& problem, double l2_bytes)
        : problem_(problem),
          outputs_(problem.outputs()),
          snapshot_(outputs_ * sizeof(float)),
          value_(outputs_ * sizeof(double)),
          bound_(outputs_ * sizeof(double)),
          work_(work_doubles(problem) * sizeof(double)),
          counters_(sizeof(Counters)),
          flush_(static_cast<std::size_t>(2 * l2_bytes) / kLine * kLine + kLine) {
        std::size_t bytes = 0;
        for (const Tensor& input : problem.inputs()) bytes += input.bytes();
        const std::size_t sets = std::max<std::size_t>(8, static_cast<std::size_t>(2 * l2_bytes) / bytes + 1);
        for (std::size_t i = 0; i < std::min<std::size_t>(sets, 64); ++i) sets_.emplace_back(problem);
        require(cudaMemset(flush_.data(), 0, flush_.bytes()), "clear");
        threads_ = count_threads();
    }

    // From here on any thread more than now counts as the candidate's.
    void watch_threads() { threads_ = count_threads(); }

    const std::string& error() const { return error_; }
    Observation call(Kernel kernel, Held held);

    // us of one call when one graph holds a call on every set; NaN if the entry cannot be captured or an output is wrong.
    double replay(Kernel kernel);

  private:
    static std::size_t work_doubles(const Problem& problem) {
        return problem.operation == Operation::scan ? 2 * static_cast<std::size_t>((problem.sizes[0] + kRun - 1) / kRun) : 1;
    }

    static std::int64_t free_bytes() {
        std::size_t free = 0, total = 0;
        require(cudaMemGetInfo(&free, &total), "ask for free memory");
        return static_cast<std::int64_t>(free);
    }

    std::vector<const void*> inputs_of(const Set& set) const {
        std::vector<const void*> out;
        for (const Guarded& input : set.inputs) out.push_back(input.data());
        return out;
    }

    int enter(Kernel kernel, const Set& set) const {
        const std::vector<const void*> inputs = inputs_of(set);
        void* const outputs[] = {set.output.data()};
        return kernel(inputs.data(), outputs, set.scratch.data(), set.scratch.bytes(), problem_.sizes.data(), stream_);
    }

    Drawn drawn(const Set& set, std::size_t input, std::uint64_t seed) const {
        const Tensor tensor = problem_.inputs()[input];
        return {set.inputs[input].data(), tensor.elements, tensor.element, seed, static_cast<std::uint32_t>(input)};
    }

    void prepare(const Set& set, std::uint64_t seed) const;
    void publish_canaries(const Set& set, std::uint64_t seed) const;
    void quiet_cache() const;
    void refer(const Set& set, const launch::Reference& out) const;
    void inspect(const Set& set, std::uint64_t seed, const Guarded& output, Observation& seen) const;
    cudaGraphExec_t capture(Kernel kernel) const;

    Problem problem_;
    std::uint64_t outputs_;
    Guarded snapshot_, value_, bound_, work_, counters_, flush_;
    std::vector<Set> sets_;
    std::size_t next_ = 0;
    int threads_ = 0;
    std::string error_;
    Stream stream_;
    Event opened_, start_, stop_, end_, joined_;
    Gate gate_;
};

inline void Bench::prepare(const Set& set, std::uint64_t seed) const {
    for (std::size_t i = 0; i < set.inputs.size(); ++i) {
        require(launch::set_guards(set.inputs[i].front(), set.inputs[i].back(), stream_), "draw guards");
        require(launch::fill_early(drawn(set, i, seed), stream_), "draw an input");
    }
    for (const Guarded* buffer : {&set.output, &set.scratch}) {
        require(launch::set_guards(buffer->front(), buffer->back(), stream_), "draw guards");
        require(launch::poison(buffer->data(), buffer->bytes() / 4, stream_), "poison");
    }
    require(launch::poison(snapshot_.data(), outputs_, stream_), "poison");
}

inline void Bench::publish_canaries(const Set& set, std::uint64_t seed) const {
    for (std::size_t i = 0; i < set.inputs.size(); ++i) require(launch::publish(drawn(set, i, seed), stream_), "publish");
}

inline void Bench::quiet_cache() const {
    // Devices without persisting lines refuse both; then there is nothing to take back.
    if (cudaDeviceSetLimit(cudaLimitPersistingL2CacheSize, 0) != cudaSuccess) cudaGetLastError();
    if (cudaCtxResetPersistingL2Cache() != cudaSuccess) cudaGetLastError();
    require(launch::sweep(flush_.data(), flush_.bytes(), reinterpret_cast<float*>(counters_.data()), stream_), "sweep the cache");
    require(cudaStreamSynchronize(stream_), "sweep the cache");
}

inline void Bench::refer(const Set& set, const launch::Reference& out) const {
    const void* first = set.inputs[0].data();
    const std::int64_t* sizes = problem_.sizes.data();
    cudaError_t status = cudaErrorInvalidValue;
    if (problem_.is_gemm()) status = launch::gemm(first, set.inputs[1].data(), problem_.inputs()[0].element, sizes, out, stream_);
    if (problem_.operation == Operation::reduction) status = launch::reduction(first, sizes, out, stream_);
    if (problem_.operation == Operation::softmax) status = launch::softmax(first, sizes, out, stream_);
    if (problem_.operation == Operation::scan) status = launch::scan(first, sizes, out, stream_);
    require(status, "launch the reference");
}

inline void Bench::inspect(const Set& set, std::uint64_t seed, const Guarded& output, Observation& seen) const {
    Counters* counters = reinterpret_cast<Counters*>(counters_.data());
    const launch::Reference reference{reinterpret_cast<double*>(value_.data()), reinterpret_cast<double*>(bound_.data()),
                                      reinterpret_cast<double*>(work_.data())};
    require(cudaMemsetAsync(counters, 0, sizeof(Counters), stream_), "clear");
    for (std::size_t i = 0; i < set.inputs.size(); ++i) {
        require(launch::check_inputs(drawn(set, i, seed), counters, stream_), "check inputs");
        require(launch::check_guards(set.inputs[i].front(), set.inputs[i].back(), counters, stream_), "check guards");
    }
    for (const Guarded* buffer : {&set.output, &set.scratch})
        require(launch::check_guards(buffer->front(), buffer->back(), counters, stream_), "check guards");
    refer(set, reference);
    require(launch::check_outputs(output.data(), reference.value, reference.bound, outputs_, counters, stream_), "check outputs");
    Counters found;
    require(cudaMemcpyAsync(&found, counters, sizeof found, cudaMemcpyDeviceToHost, stream_), "read the counters");
    require(cudaStreamSynchronize(stream_), "inspect a set");
    seen.wrong_outputs = found.wrong_outputs;
    seen.changed_inputs = found.changed_inputs;
    seen.broken_guards = found.broken_guards;
    seen.worst_share = std::bit_cast<double>(found.worst_share);
}

inline Observation Bench::call(Kernel kernel, Held held) {
    const Set& set = sets_[next_++ % sets_.size()];
    const std::uint64_t seed = secret_seed();
    Observation seen;
    const std::int64_t free_before = free_bytes();
    prepare(set, seed);
    quiet_cache();
    if (held == Held::yes) gate_.close(stream_);
    opened_.record(stream_);
    publish_canaries(set, seed);
    start_.record(stream_);
    const int status = enter(kernel, set);
    const cudaError_t launched = cudaGetLastError();
    stop_.record(stream_);
    require(launch::copy(snapshot_.data(), set.output.data(), outputs_, stream_), "take a snapshot");
    end_.record(stream_);
    joined_.record(cudaStreamLegacy);
    const double opened_us = held == Held::yes ? gate_.open() : launch::host_us();
    const cudaError_t ran = cudaDeviceSynchronize();
    const double host_us = launch::host_us() - opened_us;
    if (status != 0 || launched != cudaSuccess || ran != cudaSuccess) {
        error_ =
            status != 0 ? "the entry returned " + std::to_string(status) : cudaGetErrorString(launched != cudaSuccess ? launched : ran);
        seen.failed = true;
        return seen;
    }
    seen.event_us = stop_.us_since(start_);
    seen.joined_gap_us = joined_.us_since(end_);
    if (held == Held::yes) {
        seen.waited = gate_.timed_out();
        seen.host_gap_us = host_us - end_.us_since(opened_);
        seen.clock_mhz = gate_.clock_mhz();
    }
    seen.allocated_bytes = free_before - free_bytes();
    seen.new_threads = count_threads() - threads_;
    inspect(set, seed, snapshot_, seen);
    return seen;
}

inline cudaGraphExec_t Bench::capture(Kernel kernel) const {
    cudaGraph_t graph = nullptr;
    cudaGraphExec_t ready = nullptr;
    require(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), "begin a capture");
    bool good = true;
    for (const Set& set : sets_) good = good && enter(kernel, set) == 0;
    good = cudaStreamEndCapture(stream_, &graph) == cudaSuccess && good && cudaGraphInstantiate(&ready, graph, 0) == cudaSuccess;
    cudaGetLastError();  // a capture that failed leaves its error behind
    if (graph != nullptr) cudaGraphDestroy(graph);
    return good ? ready : nullptr;
}

// Inputs are drawn after the capture, so that whatever ran during it used others.
inline double Bench::replay(Kernel kernel) {
    const cudaGraphExec_t graph = capture(kernel);
    if (graph == nullptr) return NAN;
    std::vector<std::uint64_t> seeds;
    for (const Set& set : sets_) {
        seeds.push_back(secret_seed());
        prepare(set, seeds.back());
        publish_canaries(set, seeds.back());
    }
    quiet_cache();
    require(cudaGraphUpload(graph, stream_), "upload a graph");
    gate_.close(stream_);
    start_.record(stream_);
    require(cudaGraphLaunch(graph, stream_), "launch a graph");
    stop_.record(stream_);
    gate_.open();
    require(cudaDeviceSynchronize(), "run a graph");
    bool good = !gate_.timed_out();
    for (std::size_t i = 0; i < sets_.size(); ++i) {
        Observation seen;
        inspect(sets_[i], seeds[i], sets_[i].output, seen);
        good = good && seen.wrong_outputs + seen.changed_inputs + seen.broken_guards == 0 && seen.worst_share <= 1;
    }
    cudaGraphExecDestroy(graph);
    return good ? stop_.us_since(start_) / static_cast<double>(sets_.size()) : NAN;
}

}  // namespace eft::cuda
