// Times a candidate kernel against a reference on this device and says what can be claimed. How, and what is not covered.
//
// The contract. A candidate is a shared library with one C entry (kernel.h). This program owns memory, stream, events and clock; no Python
// runs in the timed process. One call:
//   1. The next of K >= 8 sets (inputs, outputs, scratch; together more than twice the L2 cache): other pointers than last time. Outputs
//      and scratch are filled with signalling NaNs, guard zones are drawn round every buffer, and the inputs are drawn on the device from
//      Philox under a seed fresh from the kernel's entropy, all but the canaries (inputs.hpp).
//   2. The persisting share of L2 is set to none, the cache is swept, the stream is held by a spinning kernel that also measures the clock.
//   3. Enqueued behind it: canaries put right, start event, the candidate, stop event, a copy of the outputs to private memory, an event
//      on the legacy stream. Then the gate opens and the host's clock runs until the device is idle.
//   4. Every output of the private copy is compared with an fp64 reference under a bound that grows with the operation (bounds.hpp); every
//      input is drawn again and must be untouched; guards whole; no memory allocated, no thread started; not faster than 0.9 of the
//      roofline; host time, legacy-stream event and stop event agree within what launching costs (work left on other streams is late);
//      SM clock at least 75 % of nominal. judge.hpp holds these rules.
// Pairs run in the order A B, B A; the result is the median of reference time / candidate time with its 95 % order-statistic interval.
// Calls of under 20 us are also replayed from a CUDA graph, whose ratio is a second number and never the verdict.
//
// Not covered. The candidate shares this process and this CUDA context: it may read the harness's memory, host and device (so also a seed,
// or a fp64 reference of an earlier call), and could patch the runtime that the clock uses or write to the record itself. The rules stop
// what kernels found in the wild do, not a program written against this file. Trust a number only for candidates whose source was read
// or that run as trusted code; the next step is the split of the CPU timer, candidate and clock in two processes with a doorbell (CUDA IPC
// memory, events of the clock's own process). Reads outside a buffer are not seen. Other users of the device show as dropped pairs or, by
// their allocations, as a false `allocated`. The reference is one of this project's operations; other shapes need their own.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "judge.hpp"
#include "operations.hpp"
#include "statistics.hpp"

namespace eft::cuda {

struct Settings {
    std::size_t pairs = 100;
    std::size_t fewest_pairs = 30;  // accepted ones that a verdict needs
    double most_dropped = 0.2;      // share of pairs; above, the run counts as noise and is to be repeated
    double same_within = 0.01;      // SAME: the interval lies within a factor of 1.01
    double graph_below_us = 20;     // calls that take less are also replayed from a graph,
    std::size_t graph_pairs = 20;   // in so many pairs
};

struct Device {
    std::string name;
    int major = 0, minor = 0, processors = 0, driver = 0, runtime = 0;
    double nominal_mhz = 0;
    Peaks peaks;
};

struct Outcome {
    Reason reason = Reason::accepted;
    bool by_reference = false;  // the reason lies with the reference, not with the candidate
    std::string detail;
    std::size_t pairs = 0, dropped = 0;  // run, and of those dropped
    double ratio = NAN;                  // reference time / candidate time
    std::optional<Interval> interval;
    std::optional<Verdict> verdict;
    double reference_us = NAN, candidate_us = NAN, candidate_cycles = NAN;  // medians
    double floor_us = 0, gap_us = 0;
    double worst_share = 0;        // largest error of the candidate in units of its bound
    std::int64_t setup_bytes = 0;  // device memory that the candidate took in its first calls
    double graph_ratio = NAN;      // NaN where it does not apply or the entry cannot be captured
};

// Chooses device 0 and measures its peaks. Throws DeviceError.
Device open_device();

// `awkward` is a shape of the same operation that is checked and never timed.
// Throws std::runtime_error if a library cannot be loaded, DeviceError if the device fails outside a candidate's call.
Outcome compare(const Device& device, const Problem& timed, const Problem& awkward, const std::string& reference,
                const std::string& candidate, const Settings& settings);

}  // namespace eft::cuda
