// One call as the harness saw it, and what follows. Pure, host only: every rule can be tested without a device.
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

namespace eft::cuda {

struct Observation {
    bool failed = false;         // a CUDA error, or the entry gave a number other than 0
    bool waited = false;         // the entry did not return while its stream was held back
    double event_us = NAN;       // start event to stop event, on the stream of the call
    double host_gap_us = NAN;    // host clock round the device's synchronisation, less the same stretch in events
    double joined_gap_us = NAN;  // from the end of the call's stream to the end of all streams that block on the legacy one
    double clock_mhz = NAN;      // of the SM that held the stream back, just before
    std::uint64_t wrong_outputs = 0, changed_inputs = 0, broken_guards = 0;
    double worst_share = NAN;  // largest error in units of its bound
    std::int64_t allocated_bytes = 0;
    int new_threads = 0;
};

struct Limits {
    double floor_us = 0;          // nothing honest is faster
    double gap_us = 0;            // several times what launching alone costs
    double lowest_clock_mhz = 0;  // 75 % of nominal
};

// accepted; then why the candidate is rejected; then why this one call is dropped, which says nothing about the candidate until it is
// often.
enum class Reason {
    accepted,
    failed,
    waited,
    wrong_output,
    input_changed,
    guard_broken,
    allocated,
    thread_started,
    too_fast,
    late_work,
    slow_clock
};

inline constexpr std::string_view name_of(Reason reason) {
    constexpr std::string_view names[] = {"accepted",  "failed",         "waited",   "wrong_output", "input_changed", "guard_broken",
                                          "allocated", "thread_started", "too_fast", "late_work",    "slow_clock"};
    return names[static_cast<int>(reason)];
}

inline constexpr bool is_drop(Reason reason) { return reason >= Reason::late_work; }

// Accepted only if every condition holds; a NaN fails the condition it stands in.
inline Reason judge(const Observation& seen, const Limits& limits) {
    if (seen.failed) return Reason::failed;
    if (seen.waited) return Reason::waited;
    if (seen.changed_inputs != 0) return Reason::input_changed;
    if (seen.broken_guards != 0) return Reason::guard_broken;
    if (!(seen.wrong_outputs == 0 && seen.worst_share <= 1)) return Reason::wrong_output;
    if (seen.new_threads > 0) return Reason::thread_started;
    if (seen.allocated_bytes > 0) return Reason::allocated;
    if (!(seen.event_us > 0 && seen.event_us >= limits.floor_us)) return Reason::too_fast;
    if (!(seen.host_gap_us <= limits.gap_us && seen.joined_gap_us <= limits.gap_us)) return Reason::late_work;
    if (!(seen.clock_mhz >= limits.lowest_clock_mhz)) return Reason::slow_clock;
    return Reason::accepted;
}

}  // namespace eft::cuda
