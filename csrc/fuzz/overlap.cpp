// libFuzzer: step functions of any doubles. Every path must give the same bits, and the deciding lag must give the claimed bound.
#include "eft/overlap.hpp"

#include <cstdlib>

#include "fuzz/input.hpp"

namespace {

void demand(bool condition) {
    if (!condition) std::abort();
}

eft::overlap::Result bound(eft::Simd level, const std::vector<double>& h, eft::overlap::Workspace& w) {
    eft::simd_in_use() = level;
    return eft::overlap::bound(h, w);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    eft::fuzz::Input input(data, size);
    const std::size_t n = 1 + input.take<std::uint16_t>() % 300;
    const auto h = input.numbers(n);
    static eft::overlap::Workspace w;
    const auto slow = bound(eft::Simd::portable, h, w);
    for (const eft::Simd level : eft::available_simd()) {
        const auto fast = bound(level, h, w);
        demand(fast.valid == slow.valid && fast.maximum == slow.maximum && fast.lag == slow.lag);
    }
    if (!slow.valid) return 0;
    eft::i128 at_lag = 0, sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t a = w.heights[i], j = static_cast<std::int64_t>(i) + slow.lag;
        demand(a >= 0 && a <= eft::overlap::kOne);
        sum += a;
        if (j >= 0 && j < static_cast<std::int64_t>(n))
            at_lag += static_cast<eft::i128>(a) * (eft::overlap::kOne - w.heights[static_cast<std::size_t>(j)]);
    }
    demand(sum == static_cast<eft::i128>(n) * (eft::overlap::kOne / 2));
    demand(static_cast<eft::u128>(at_lag) == slow.maximum);
    return 0;
}
