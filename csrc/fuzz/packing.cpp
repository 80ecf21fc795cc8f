// libFuzzer: circle packings of any doubles. Every path must give the same bits, and what is accepted must be feasible by 128-bit integers.
#include "eft/packing.hpp"

#include <cstdlib>

#include "fuzz/input.hpp"

namespace {

struct Answer {
    eft::packing::Result result;
    std::vector<double> radii;
};

Answer score(eft::Simd level, const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& r) {
    static eft::packing::Workspace workspace;
    eft::simd_in_use() = level;
    Answer out{{}, std::vector<double>(x.size())};
    out.result = eft::packing::in_square(x, y, r, out.radii, workspace);
    return out;
}

void demand(bool condition) {
    if (!condition) std::abort();
}

void check_feasible(const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& r) {
    using eft::i128;
    const auto grid = [](double v) { return static_cast<std::int64_t>(std::nearbyint(v * eft::packing::kGrid)); };
    const std::int64_t one = grid(1.0);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::int64_t X = grid(x[i]), Y = grid(y[i]), R = grid(r[i]);
        demand(R >= 0 && R <= X && R <= one - X && R <= Y && R <= one - Y);
        for (std::size_t j = 0; j < i; ++j) {
            const i128 dx = X - grid(x[j]), dy = Y - grid(y[j]), touch = R + grid(r[j]);
            demand(dx * dx + dy * dy >= touch * touch);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    eft::fuzz::Input input(data, size);
    const std::size_t n = 1 + input.take<std::uint8_t>() % 40;
    const auto x = input.numbers(n), y = input.numbers(n), r = input.numbers(n);
    const Answer slow = score(eft::Simd::portable, x, y, r);
    for (const eft::Simd level : eft::available_simd()) {
        const Answer fast = score(level, x, y, r);
        demand(fast.result.fault == slow.result.fault && fast.result.sum == slow.result.sum &&
               fast.result.violation == slow.result.violation);
        demand(fast.result.worst == slow.result.worst && fast.result.first == slow.result.first &&
               fast.result.second == slow.result.second);
        if (slow.result.fault == eft::packing::Fault::none) demand(fast.radii == slow.radii);
    }
    if (slow.result.fault == eft::packing::Fault::none) check_feasible(x, y, slow.radii);
    return 0;
}
