// Pairs of calls, rules, statistics. timer.hpp has the contract.
#include "timer.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

#include "bench.hpp"
#include "peaks.hpp"

namespace eft::cuda {
namespace {

constexpr int kWarmUps = 3;
constexpr double kLowestClock = 0.75;  // of nominal

int null_kernel(const void* const*, void* const*, void*, std::size_t, const std::int64_t*, cudaStream_t) { return 0; }

// Four times what launching nothing costs, and 20 us for the host. Medians: a call that the host's scheduler disturbed must not widen it.
double launch_gap_us(Bench& bench) {
    std::vector<double> host_us, joined_us;
    for (int i = 0; i < kWarmUps; ++i) bench.call(null_kernel, Held::no);
    for (int i = 0; i < 32; ++i) {
        const Observation seen = bench.call(null_kernel, Held::yes);
        host_us.push_back(seen.host_gap_us);
        joined_us.push_back(seen.joined_gap_us);
    }
    return 4 * std::max(median(host_us), median(joined_us)) + 20;
}

// Only correctness and conduct are asked here; memory may be taken, for code and work space.
Reason first_calls(Bench& bench, Kernel kernel, Outcome& outcome) {
    for (int i = 0; i < kWarmUps; ++i) {
        Observation seen = bench.call(kernel, Held::no);
        outcome.setup_bytes += std::max<std::int64_t>(0, seen.allocated_bytes);
        seen.allocated_bytes = 0;
        const Reason reason = judge(seen, {.floor_us = 0, .gap_us = 0, .lowest_clock_mhz = 0});
        if (!is_drop(reason)) return reason;
    }
    return Reason::accepted;
}

struct Samples {
    std::vector<double> ratios, reference_us, candidate_us, cycles;
    std::map<Reason, std::size_t> dropped;
};

struct Rejection {
    Reason reason;
    bool by_reference;
};

// One pair in ABBA order; a rejection ends the run.
std::optional<Rejection> run_pair(Bench& bench, std::size_t pair, Kernel reference, Kernel candidate, const Limits& limits,
                                  Samples& samples, Outcome& outcome) {
    Observation seen[2];
    Reason drop = Reason::accepted;
    for (int turn = 0; turn < 2; ++turn) {
        const int which = candidate_first(pair) ? 1 - turn : turn;
        seen[which] = bench.call(which == 0 ? reference : candidate, Held::yes);
        const Reason reason = judge(seen[which], limits);
        if (reason != Reason::accepted && !is_drop(reason)) return Rejection{reason, which == 0};
        if (reason != Reason::accepted) drop = reason;
    }
    outcome.worst_share = std::max(outcome.worst_share, seen[1].worst_share);
    if (drop != Reason::accepted) {
        ++samples.dropped[drop];
        return std::nullopt;
    }
    samples.ratios.push_back(seen[0].event_us / seen[1].event_us);
    samples.reference_us.push_back(seen[0].event_us);
    samples.candidate_us.push_back(seen[1].event_us);
    samples.cycles.push_back(seen[1].event_us * seen[1].clock_mhz);
    return std::nullopt;
}

// Too many drops are a result of their own: noise, or a kernel that always leaves work behind.
void summarise(const Samples& samples, const Settings& settings, Outcome& outcome) {
    std::size_t most = 0;
    Reason usual = Reason::accepted;
    for (const auto& [reason, count] : samples.dropped) {
        outcome.dropped += count;
        if (count > most) {
            most = count;
            usual = reason;
        }
    }
    outcome.reference_us = median(samples.reference_us);
    outcome.candidate_us = median(samples.candidate_us);
    outcome.candidate_cycles = median(samples.cycles);
    const double share = static_cast<double>(outcome.dropped) / static_cast<double>(outcome.pairs);
    if (!(share <= settings.most_dropped) || samples.ratios.size() < settings.fewest_pairs) {
        outcome.reason = usual;
        outcome.detail = std::to_string(samples.ratios.size()) + " pairs left";
        return;
    }
    outcome.ratio = median(samples.ratios);
    outcome.interval = median_interval(samples.ratios);
    if (outcome.interval) outcome.verdict = verdict_of(*outcome.interval, settings.same_within);
}

double graph_ratio(Bench& bench, Kernel reference, Kernel candidate, std::size_t pairs) {
    std::vector<double> ratios;
    for (std::size_t pair = 0; pair < pairs; ++pair) {
        const bool swapped = candidate_first(pair);
        const double first = bench.replay(swapped ? candidate : reference);
        const double second = bench.replay(swapped ? reference : candidate);
        const double ratio = swapped ? second / first : first / second;
        if (!(ratio > 0)) return NAN;
        ratios.push_back(ratio);
    }
    return median(ratios);
}

// True when the kernel may be timed. Everybody is asked about the awkward shape first.
bool admit(Bench& trial, Bench& bench, Kernel kernel, bool is_reference, Outcome& outcome) {
    outcome.setup_bytes = 0;
    outcome.by_reference = is_reference;
    for (Bench* each : {&trial, &bench}) {
        outcome.reason = first_calls(*each, kernel, outcome);
        outcome.detail = each->error();
        if (outcome.reason != Reason::accepted) return false;
    }
    outcome.by_reference = false;
    return true;
}

void run_pairs(Bench& bench, Kernel reference, Kernel candidate, const Limits& limits, const Settings& settings, Outcome& outcome) {
    Samples samples;
    while (outcome.pairs < settings.pairs) {
        const auto rejection = run_pair(bench, outcome.pairs++, reference, candidate, limits, samples, outcome);
        if (!rejection) continue;
        outcome.reason = rejection->reason;
        outcome.by_reference = rejection->by_reference;
        outcome.detail = bench.error();
        return;
    }
    summarise(samples, settings, outcome);
    if (outcome.verdict && outcome.candidate_us < settings.graph_below_us)
        outcome.graph_ratio = graph_ratio(bench, reference, candidate, settings.graph_pairs);
}

}  // namespace

Device open_device() {
    require(cudaInitDevice(0, cudaDeviceScheduleSpin, cudaInitDeviceFlagsAreValid), "open the device");
    require(cudaSetDevice(0), "choose the device");
    cudaDeviceProp properties;
    require(cudaGetDeviceProperties(&properties, 0), "ask for the device");
    Device device;
    device.name = properties.name;
    device.major = properties.major;
    device.minor = properties.minor;
    device.processors = properties.multiProcessorCount;
    int khz = 0;
    require(cudaDeviceGetAttribute(&khz, cudaDevAttrClockRate, 0), "ask for the clock");
    require(cudaDriverGetVersion(&device.driver), "ask for the driver");
    require(cudaRuntimeGetVersion(&device.runtime), "ask for the runtime");
    device.nominal_mhz = khz / 1e3;
    const Stream stream;
    device.peaks = measure_peaks(properties, device.nominal_mhz, stream);
    return device;
}

// The reference is admitted before the candidate's library is even loaded: a thread that the library starts by being loaded is counted.
Outcome compare(const Device& device, const Problem& timed, const Problem& awkward, const std::string& reference,
                const std::string& candidate, const Settings& settings) {
    Bench trial(awkward, 0), bench(timed, device.peaks.l2_bytes);
    Outcome outcome;
    outcome.floor_us = floor_us(timed, device.peaks);
    outcome.gap_us = launch_gap_us(bench);
    const Library first(reference);
    if (!admit(trial, bench, first.kernel(), true, outcome)) return outcome;
    trial.watch_threads();
    bench.watch_threads();
    const Library second(candidate);
    if (!admit(trial, bench, second.kernel(), false, outcome)) return outcome;
    const Limits limits{outcome.floor_us, outcome.gap_us, kLowestClock * device.nominal_mhz};
    run_pairs(bench, first.kernel(), second.kernel(), limits, settings, outcome);
    return outcome;
}

}  // namespace eft::cuda
