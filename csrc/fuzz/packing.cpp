// libFuzzer: circle packings of any doubles. Rows, cells and lanes on every path must give the same verdict, and what is accepted must be
// feasible by 128-bit integers.
#include "eft/packing.hpp"

#include <cstdlib>

#include "fuzz/input.hpp"

namespace {

using eft::packing::Result;

void demand(bool condition) {
    if (!condition) std::abort();
}

struct Disks {
    std::vector<double> x, y, r;
};

void check_feasible(const Disks& d, std::int64_t shrink) {
    using eft::i128;
    const auto grid = [](double v) { return static_cast<std::int64_t>(std::nearbyint(v * 0x1p46)); };
    const std::int64_t one = std::int64_t{1} << 46;
    std::vector<std::int64_t> left(d.r.size());
    for (std::size_t i = 0; i < left.size(); ++i)
        left[i] = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::min(0x1p46, std::nearbyint(d.r[i] * 0x1p46))) - shrink);
    for (std::size_t i = 0; i < left.size(); ++i) {
        const std::int64_t X = grid(d.x[i]), Y = grid(d.y[i]), R = left[i];
        demand(R <= X && R <= one - X && R <= Y && R <= one - Y);
        for (std::size_t j = 0; j < i; ++j) {
            const i128 dx = X - grid(d.x[j]), dy = Y - grid(d.y[j]), touch = R + left[j];
            demand(dx * dx + dy * dy >= touch * touch);
        }
    }
}

bool same(const Result& a, const Result& b) {
    return a.fault == b.fault && a.note == b.note && a.at == b.at && a.sum == b.sum && a.violation == b.violation;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    eft::fuzz::Input input(data, size);
    const std::size_t n = 1 + input.take<std::uint8_t>() % 40, copies = 9;
    const Disks d{input.numbers(n), input.numbers(n), input.numbers(n)};
    Disks batch;
    for (std::size_t k = 0; k < copies; ++k) {
        batch.x.insert(batch.x.end(), d.x.begin(), d.x.end());
        batch.y.insert(batch.y.end(), d.y.begin(), d.y.end());
        batch.r.insert(batch.r.end(), d.r.begin(), d.r.end());
    }
    static eft::packing::Workspace workspace;
    const eft::packing::Rectangle walls{eft::packing::square()};
    eft::simd_in_use() = eft::Simd::portable;
    const Result slow = eft::packing::score(walls, d.x, d.y, d.r, workspace, n + 1);
    for (const eft::Simd level : eft::available_simd()) {
        eft::simd_in_use() = level;
        demand(same(slow, eft::packing::score(walls, d.x, d.y, d.r, workspace, n + 1)));
        demand(same(slow, eft::packing::score(walls, d.x, d.y, d.r, workspace, 0)));
        std::vector<eft::disks::Outcome> many(copies);
        const auto box = [](std::size_t, eft::disks::Box& out) {
            out = eft::packing::square();
            return true;
        };
        eft::packing::score_batch(copies, n, box, batch.x.data(), batch.y.data(), batch.r.data(), workspace, many.data());
        for (const auto& one : many) {
            demand(one.valid == (slow.fault == eft::packing::none));
            if (one.valid) demand(one.sum == slow.sum && one.violation == slow.violation);
        }
    }
    if (slow.fault == eft::packing::none) check_feasible(d, slow.violation);
    return 0;
}
