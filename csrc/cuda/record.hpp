// One JSON record of a run. Host only.
#pragma once

#include <cmath>
#include <cstdio>
#include <ostream>
#include <string>
#include <string_view>

#include "timer.hpp"

namespace eft::cuda {

inline std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += {'\\', c};
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += ' ';
        } else {
            out += c;
        }
    }
    return out + '"';
}

// What is not a number is null.
inline std::string number(double value) {
    if (!std::isfinite(value)) return "null";
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

inline void write_device(std::ostream& out, const Device& device) {
    out << "{\"name\": " << quoted(device.name) << ", \"capability\": \"" << device.major << '.' << device.minor
        << "\", \"processors\": " << device.processors << ", \"driver\": " << device.driver << ", \"runtime\": " << device.runtime
        << ", \"nominal_mhz\": " << number(device.nominal_mhz) << ", \"l2_bytes\": " << number(device.peaks.l2_bytes)
        << ", \"memory_gb_per_s\": " << number(device.peaks.bytes_per_us / 1e3)
        << ", \"fp32_tflop_per_s\": " << number(device.peaks.fma_flops_per_us / 1e6)
        << ", \"bf16_ceiling_tflop_per_s\": " << number(device.peaks.tensor_flops_per_us / 1e6) << '}';
}

// `reference` and `candidate` are names, not paths.
inline void write_outcome(std::ostream& out, const Problem& problem, std::string_view reference, std::string_view candidate,
                          const Outcome& outcome) {
    out << "{\"operation\": " << quoted(name_of(problem.operation)) << ", \"sizes\": [";
    for (std::size_t i = 0; i < problem.sizes.size(); ++i) out << (i ? ", " : "") << problem.sizes[i];
    out << "], \"reference\": " << quoted(reference) << ", \"candidate\": " << quoted(candidate)
        << ", \"reason\": " << quoted(name_of(outcome.reason)) << ", \"by_reference\": " << (outcome.by_reference ? "true" : "false")
        << ", \"detail\": " << quoted(outcome.detail) << ", \"verdict\": " << (outcome.verdict ? quoted(name_of(*outcome.verdict)) : "null")
        << ", \"ratio\": " << number(outcome.ratio) << ", \"low\": " << number(outcome.interval ? outcome.interval->low : NAN)
        << ", \"high\": " << number(outcome.interval ? outcome.interval->high : NAN)
        << ", \"coverage\": " << number(outcome.interval ? outcome.interval->coverage : NAN) << ", \"pairs\": " << outcome.pairs
        << ", \"dropped\": " << outcome.dropped << ", \"reference_us\": " << number(outcome.reference_us)
        << ", \"candidate_us\": " << number(outcome.candidate_us) << ", \"candidate_cycles\": " << number(outcome.candidate_cycles)
        << ", \"floor_us\": " << number(outcome.floor_us) << ", \"gap_us\": " << number(outcome.gap_us)
        << ", \"worst_share_of_bound\": " << number(outcome.worst_share) << ", \"setup_bytes\": " << outcome.setup_bytes
        << ", \"graph_ratio\": " << number(outcome.graph_ratio) << '}';
}

}  // namespace eft::cuda
