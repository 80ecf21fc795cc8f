// What every exact scorer says of one candidate: accepted with an exact value, or refused with the first rule it breaks.
//
// A scorer header lists its sentences in `constexpr const char* kReasons[]` (entry 0 is ""); each `{}` in one is filled from `at` in order.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include "eft/wide.hpp"

namespace eft {

struct Verdict {
    int fault = 0;  // 0: accepted; otherwise the rule that is broken, an index into the scorer's kReasons
    int note = 0;   // of an accepted candidate: what was repaired or what decides its value, an index as well (0: nothing to say)
    std::array<std::int64_t, 4> at{};  // fills the sentence of the fault or the note
    std::int64_t repair = 0;           // how much was repaired, in units of the scorer's grid
    bool negative = false;             // sign of the exact value, whose magnitude is `exact`
    Ratio exact;
    double value = std::numeric_limits<double>::quiet_NaN();  // `exact`, rounded to the side that never flatters
};

inline Verdict refuse(int fault, std::array<std::int64_t, 4> at = {}) {
    Verdict out;
    out.fault = fault;
    out.at = at;
    return out;
}

// side: down for values that are maximised, up for those that are minimised.
inline Verdict accept(const Ratio& magnitude, Round side, bool negative = false) {
    Verdict out;
    out.exact = magnitude;
    out.negative = negative && magnitude.numerator.bit_length() > 0;
    const Round away = out.negative ? (side == Round::down ? Round::up : Round::down) : side;
    const double rounded_value = rounded(magnitude, away);
    out.value = out.negative ? -rounded_value : rounded_value;
    return out;
}

inline Verdict accept(i128 whole, Round side) {
    const bool negative = whole < 0;
    return accept(Ratio{Wide(negative ? -static_cast<u128>(whole) : static_cast<u128>(whole)), Wide(1)}, side, negative);
}

inline Verdict noted(Verdict verdict, int note, std::array<std::int64_t, 4> at, std::int64_t repair = 0) {
    verdict.note = note;
    verdict.at = at;
    verdict.repair = repair;
    return verdict;
}

// The shape of an argument is the caller's business, never the candidate's: a wrong one is an exception (ValueError in Python).
inline void require(bool condition, const char* message) {
    if (!condition) throw std::invalid_argument(message);
}

inline std::string sentence(const char* pattern, const std::array<std::int64_t, 4>& at) {
    std::string out;
    std::size_t next = 0;
    for (const char* c = pattern; *c; ++c) {
        if (c[0] == '{' && c[1] == '}') {
            out += std::to_string(at.at(next++));
            ++c;
        } else {
            out += *c;
        }
    }
    return out;
}

}  // namespace eft
