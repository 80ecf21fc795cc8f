// Medians of paired ratios, host only.
//
// Interval: with n independent ratios the number below the true median is binomial(n, 1/2), so [x_(k), x_(n+1-k)] covers it with
// probability 1 - 2 P(B <= k - 1), whatever the distribution (Conover, Practical Nonparametric Statistics, 3.2).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace eft::cuda {

struct Interval {
    double low, high;
    double coverage;  // exact, at least the level asked for
};

enum class Verdict { fast, slow, same, ambiguous };

inline constexpr std::string_view name_of(Verdict verdict) {
    constexpr std::string_view names[] = {"FAST", "SLOW", "SAME", "AMBIGUOUS"};
    return names[static_cast<int>(verdict)];
}

// NaN for no numbers.
inline double median(std::vector<double> values) {
    if (values.empty()) return NAN;
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// None below 6 values (at 95 %): no pair of them covers the median often enough. Long double keeps 2^-n for n up to 16,000.
inline std::optional<Interval> median_interval(std::vector<double> values, double level = 0.95) {
    const std::size_t n = values.size();
    long double term = std::pow(0.5L, static_cast<long double>(n)), tail = 0, taken = 0;
    std::size_t rank = 0;
    while (rank < n / 2 && tail + term <= (1 - level) / 2) {
        taken = tail += term;
        ++rank;
        term *= static_cast<long double>(n + 1 - rank) / static_cast<long double>(rank);
    }
    if (rank == 0) return std::nullopt;
    std::sort(values.begin(), values.end());
    return Interval{values[rank - 1], values[n - rank], static_cast<double>(1 - 2 * taken)};
}

// A B, B A, A B ...: a drift that is linear over four runs cancels.
inline constexpr bool candidate_first(std::size_t pair) { return pair % 2 == 1; }

// Of ratio = reference time / candidate time. SAME is a claim of its own (the whole interval within the margin of 1), not the lack of one.
inline Verdict verdict_of(const Interval& ratio, double margin) {
    if (ratio.low >= 1 / (1 + margin) && ratio.high <= 1 + margin) return Verdict::same;
    if (ratio.low > 1) return Verdict::fast;
    if (ratio.high < 1) return Verdict::slow;
    return Verdict::ambiguous;
}

// No single shape may decide a mean: a time of nearly zero counts as a factor of 100.
inline double clipped_log(double ratio) { return std::clamp(std::log(ratio), -std::log(100.0), std::log(100.0)); }

inline double geometric_mean(const std::vector<double>& ratios) {
    if (ratios.empty()) return NAN;
    double sum = 0;
    for (const double ratio : ratios) sum += clipped_log(ratio);
    return std::exp(sum / static_cast<double>(ratios.size()));
}

}  // namespace eft::cuda
