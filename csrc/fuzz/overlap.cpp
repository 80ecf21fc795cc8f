// libFuzzer: step functions of any doubles and means. Every path must give the same verdict, and the deciding lag the claimed bound.
#include "eft/overlap.hpp"

#include <cstdlib>

#include "fuzz/input.hpp"

namespace {

void demand(bool condition) {
    if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    eft::fuzz::Input input(data, size);
    const std::size_t n = 1 + input.take<std::uint16_t>() % 300;
    eft::overlap::Problem problem;
    problem.q = 1 + input.take<std::uint8_t>() % 9;
    problem.p = input.take<std::uint8_t>() % (problem.q + 1);
    const auto h = input.numbers(n);
    static eft::overlap::Workspace w;
    eft::simd_in_use() = eft::Simd::portable;
    const eft::Verdict slow = eft::overlap::bound(h, problem, w);
    for (const eft::Simd level : eft::available_simd()) {
        eft::simd_in_use() = level;
        const eft::Verdict fast = eft::overlap::bound(h, problem, w);
        demand(fast.fault == slow.fault && fast.note == slow.note && fast.at == slow.at && fast.repair == slow.repair);
        demand(fast.exact.numerator == slow.exact.numerator && fast.exact.denominator == slow.exact.denominator);
    }
    if (slow.fault) return 0;
    const std::int64_t one = problem.one(), lag = slow.at[0];
    eft::i128 overlap = 0, sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t a = w.heights[i], j = static_cast<std::int64_t>(i) + lag;
        demand(a >= 0 && a <= one);
        sum += a;
        if (j >= 0 && j < static_cast<std::int64_t>(n))
            overlap += static_cast<eft::i128>(a) * (one - w.heights[static_cast<std::size_t>(j)]);
    }
    demand(sum == problem.total(n));
    demand(slow.exact.numerator == eft::Wide(static_cast<eft::u128>(overlap)).times(static_cast<std::uint64_t>(problem.length_top)));
    return 0;
}
