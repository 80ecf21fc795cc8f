// How well an expression given as data predicts fresh points, in and out of the range it was fitted on.
//
// NMSE = mean (prediction - y)^2 / variance of y, in double precision: a statistic, not an exact value, though the same bits on every
// instruction set (fixed order of summation; elementary.hpp). A prediction that is not finite, or beyond 1e150 where its square would not
// be, is replaced by the mean of the training targets. Score (minimised): 1/2 (log10 NMSE_in + log10 NMSE_out), each NMSE at least 1e-13.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "eft/expression.hpp"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=off")
#endif

namespace eft::regression {

inline constexpr double kFloor = 1e-13, kMostPrediction = 1e150, kMostTarget = 1e100;
inline constexpr double kPerLn10 = 0.4342944819032518;  // 1 / ln 10

struct Points {
    View<double, 2> x;  // variables x points
    std::span<const double> y;
};

struct Share {
    double nmse = std::numeric_limits<double>::quiet_NaN();
    std::int64_t replaced = 0;  // predictions that the training mean stands for
};

struct Fit {
    Verdict verdict;  // its fault and what fills the sentence; its exact value is not used
    Share in_range, out_of_range;
    double value = std::numeric_limits<double>::quiet_NaN();
};

// Eight running sums, added up in a fixed order: long chains of additions would wait for each other.
template <class Term>
double sum_of(std::size_t n, Term term) {
    std::array<double, 8> partial{};
    for (std::size_t i = 0; i < n; ++i) partial[i % 8] += term(i);
    return ((partial[0] + partial[4]) + (partial[2] + partial[6])) + ((partial[1] + partial[5]) + (partial[3] + partial[7]));
}

inline double variance_of(std::span<const double> y) {
    const auto n = static_cast<double>(y.size());
    const double mean = sum_of(y.size(), [&](std::size_t i) { return y[i]; }) / n;
    return sum_of(y.size(), [&](std::size_t i) { return (y[i] - mean) * (y[i] - mean); }) / n;
}

inline void require_points(const Points& points, std::size_t variables) {
    require(points.x.shape[0] == variables && points.x.shape[1] == points.y.size(), "x, y: expected shapes (variables, n) and (n,)");
    require(points.y.size() >= 2 && points.y.size() <= static_cast<std::size_t>(kMostItems), "y: expected 2 to 2^20 points");
    bool good = true;
    for (const double v : points.x.span()) good &= std::isfinite(v);
    for (const double v : points.y) good &= std::fabs(v) <= kMostTarget;
    require(good, "x, y: expected finite numbers, targets of at most 1e100 in magnitude");
    require(variance_of(points.y) > 0, "y: expected targets that differ");
}

inline Share share_of(const expression::Program& program, const Points& points, double mean) {
    std::vector<double> prediction(points.y.size());
    expression::evaluate_all(program, points.x, prediction);
    Share out;
    for (double& p : prediction)
        if (!(std::fabs(p) <= kMostPrediction)) p = mean, ++out.replaced;
    const double squares = sum_of(prediction.size(), [&](std::size_t i) {
        const double error = prediction[i] - points.y[i];
        return error * error;
    });
    out.nmse = squares / static_cast<double>(points.y.size()) / variance_of(points.y);
    return out;
}

// mean: of the training targets.
inline Fit law_fit(expression::Program program, const Points& in_range, const Points& out_of_range, double mean,
                   const expression::Limits& limits) {
    const std::size_t variables = in_range.x.shape[0];
    require_points(in_range, variables);
    require_points(out_of_range, variables);
    require(std::fabs(mean) <= kMostTarget, "mean: expected at most 1e100 in magnitude");
    Fit out;
    out.verdict = expression::check(program, static_cast<std::int64_t>(variables), limits);
    if (out.verdict.fault) return out;
    out.in_range = share_of(program, in_range, mean);
    out.out_of_range = share_of(program, out_of_range, mean);
    const auto digits = [](double nmse) { return elementary::log_of(std::max(nmse, kFloor)) * kPerLn10; };
    out.value = 0.5 * (digits(out.in_range.nmse) + digits(out.out_of_range.nmse));
    return out;
}

}  // namespace eft::regression

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif
