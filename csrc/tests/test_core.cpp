// The headers without Python: against plain 128-bit loops, on every path of this machine. Built with sanitizers by tests/csrc.
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "eft/autocorrelation.hpp"
#include "eft/overlap.hpp"
#include "eft/packing.hpp"

using eft::i128;
using eft::u128;

static int failures = 0;

static void check(bool ok, const char* what, int line) {
    if (ok) return;
    ++failures;
    std::printf("line %d, %s: %s\n", line, std::string(eft::name_of(eft::simd())).c_str(), what);
}
#define CHECK(x) check((x), #x, __LINE__)

static void test_wide() {
    const u128 top = ~u128{0};
    const eft::Wide square = eft::product(top, top);  // (2^128 - 1)^2 = 2^256 - 2^129 + 1
    CHECK(square.limb[0] == 1 && square.limb[1] == 0 && square.limb[2] == ~std::uint64_t{1} && square.limb[3] == ~std::uint64_t{0});
    CHECK(eft::Wide(u128{5}).shifted(130).limb[2] == 20 && eft::Wide(u128{1}).shifted(64).limb[1] == 1);
    CHECK(eft::Wide(top).times(~std::uint64_t{0}).bit_length() == 192);

    const eft::Ratio third{u128{1}, u128{3}}, half{u128{1}, u128{2}};
    const double below = eft::rounded(third, eft::Round::down), above = eft::rounded(third, eft::Round::up);
    CHECK(below == 1.0 / 3.0 && above == std::nextafter(below, 1.0));
    CHECK(eft::rounded(half, eft::Round::down) == 0.5 && eft::rounded(half, eft::Round::up) == 0.5);
    const eft::Ratio large{eft::Wide(u128{1}).shifted(120), u128{3}};
    CHECK(eft::rounded(large, eft::Round::up) == std::nextafter(eft::rounded(large, eft::Round::down), 1e300));
    CHECK(eft::rounded({u128{0}, u128{7}}, eft::Round::up) == 0.0);
}

static void test_root() {
    for (const std::uint64_t s : {0ull, 1ull, 2ull, 3ull, (1ull << 26) + 1, (1ull << 47) - 1, 1ull << 47, 1ull << 48}) {
        const u128 square = static_cast<u128>(s) * s;
        CHECK(eft::disks::floor_sqrt(square) == s);
        CHECK(eft::disks::floor_sqrt(square + 2 * s) == s);
        if (s > 0) CHECK(eft::disks::floor_sqrt(square - 1) == s - 1);
    }
}

static bool holds(const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& r, std::int64_t v) {
    const auto grid = [](double a) { return static_cast<std::int64_t>(std::llrint(a * 0x1p46)); };
    const std::int64_t one = std::int64_t{1} << 46;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::int64_t xi = grid(x[i]), yi = grid(y[i]), ri = std::max<std::int64_t>(0, grid(r[i]) - v);
        if (ri > xi || ri > one - xi || ri > yi || ri > one - yi) return false;
        for (std::size_t j = 0; j < i; ++j) {
            const i128 dx = xi - grid(x[j]), dy = yi - grid(y[j]), t = ri + std::max<std::int64_t>(0, grid(r[j]) - v);
            if (dx * dx + dy * dy < t * t) return false;
        }
    }
    return true;
}

static void test_packing(std::mt19937_64& rng) {
    std::uniform_real_distribution<double> uniform(0, 1);
    const eft::packing::Rectangle walls{eft::packing::square()};
    eft::packing::Workspace workspace;
    for (int round = 0; round < 400; ++round) {
        const std::size_t n = 1 + rng() % 40, count = 1 + rng() % 9;
        std::vector<double> x(n * count), y(n * count), r(n * count), repaired(n);
        const bool lattice = round % 2;  // many pairs within one unit of touching
        for (std::size_t k = 0; k < n * count; ++k) {
            const std::size_t i = k % n;
            x[k] = lattice ? (static_cast<double>(i % 6) + 0.5) / 6 : uniform(rng);
            y[k] = lattice ? (static_cast<double>(i / 6) + 0.5) / 7 : uniform(rng);
            r[k] = lattice ? 1.0 / 14 + static_cast<double>(rng() % 5) * 0x1p-46 : 0.1 * uniform(rng) * uniform(rng);
        }
        std::vector<eft::disks::Outcome> batch(count);
        const auto box = [](std::size_t, eft::disks::Box& out) {
            out = eft::packing::square();
            return true;
        };
        eft::packing::score_batch(count, n, box, x.data(), y.data(), r.data(), workspace, batch.data());
        for (std::size_t b = 0; b < count; ++b) {
            const std::vector<double> X(&x[b * n], &x[b * n] + n), Y(&y[b * n], &y[b * n] + n), R(&r[b * n], &r[b * n] + n);
            const auto got = eft::packing::score(walls, X, Y, R, workspace);
            CHECK(got.fault == eft::packing::none);
            CHECK(holds(X, Y, R, got.violation));
            CHECK(got.violation == 0 || !holds(X, Y, R, got.violation - 1));
            CHECK((got.note == eft::packing::none) == (got.violation == 0));
            CHECK(batch[b].valid && batch[b].sum == got.sum && batch[b].violation == got.violation);
            const auto cells = eft::packing::score(walls, X, Y, R, workspace, 0);
            CHECK(cells.sum == got.sum && cells.violation == got.violation && cells.note == got.note && cells.at == got.at);
            for (std::size_t i = 0; i < n; ++i)
                repaired[i] = std::max(0.0, workspace.disks.radius[i] - static_cast<double>(got.violation)) * 0x1p-46;
            CHECK(holds(X, Y, repaired, 0));
        }
    }
    std::vector<double> nan{std::numeric_limits<double>::quiet_NaN()}, half{0.5};
    CHECK(eft::packing::score(walls, half, nan, half, workspace).fault == eft::packing::not_finite);
}

using eft::transform::Product;

// sum_i x_i y_{p-i}, or sum_i x_i y_{i+p-(nx-1)}, from the definition.
static i128 plain_sum(std::span<const std::int64_t> x, std::span<const std::int64_t> y, Product kind, std::size_t p) {
    i128 sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::size_t j = kind == Product::convolution ? p - i : i + p - (x.size() - 1);  // wraps beyond any size where it is negative
        if (j < y.size()) sum += static_cast<i128>(x[i]) * y[j];
    }
    return sum;
}

// Sequences that strain a transform: level, alternating, one spike, a wave, noise, and a huge range.
static std::vector<std::int64_t> sequence(std::size_t shape, std::size_t n, int bits, std::mt19937_64& rng) {
    std::vector<std::int64_t> out(n);
    const double top = std::ldexp(1.0, bits);
    for (std::size_t i = 0; i < n; ++i) {
        const double wave = std::cos(2.4 * static_cast<double>(i));
        const auto noise = static_cast<std::int64_t>(rng() >> (63 - bits)) - (std::int64_t{1} << bits);
        out[i] = shape == 0   ? std::int64_t{1} << bits
                 : shape == 1 ? (i % 2 ? -1 : 1) * (std::int64_t{1} << bits)
                 : shape == 2 ? (i == n / 3 ? std::int64_t{1} << bits : 0)
                 : shape == 3 ? static_cast<std::int64_t>(top * wave)
                 : shape == 4 ? noise
                              : noise >> (rng() % static_cast<unsigned>(bits));
    }
    return out;
}

// The proved bound holds for every entry at sizes with every radix; returns the largest share of it that was used.
static double test_transform(std::mt19937_64& rng) {
    eft::transform::Multiplier multiplier;
    std::vector<double> out;
    double share = 0;
    for (const std::size_t n : {1ul, 2ul, 5ul, 64ul, 65ul, 100ul, 192ul, 320ul, 512ul, 576ul, 900ul})
        for (std::size_t shape = 0; shape < 6; ++shape)
            for (const Product kind : {Product::convolution, Product::correlation}) {
                const auto x = sequence(shape, n, 20, rng), y = sequence(5 - shape, n / 2 + 1, 20, rng);
                const std::vector<double> wide_x(x.begin(), x.end()), wide_y(y.begin(), y.end());
                const double error =
                    kind == Product::convolution ? multiplier.convolve(wide_x, wide_y, out) : multiplier.correlate(wide_x, wide_y, out);
                CHECK(out.size() == x.size() + y.size() - 1);
                for (std::size_t p = 0; p < out.size(); ++p) {
                    const double off = std::fabs(out[p] - static_cast<double>(plain_sum(x, y, kind, p)));  // exact below 2^53
                    CHECK(off <= error);
                    if (error > 0) share = std::max(share, off / error);
                }
            }
    CHECK(share < 1);
    return share;
}

// The same code with 2, 4 and 8 lanes, whatever this machine has: the sum of a level sequence over lag k is n - k.
template <int W>
static void test_lanes() {
    for (const std::size_t n : {64ul, 128ul, 192ul, 320ul, 576ul, 960ul, 1024ul, 4096ul}) {
        const eft::transform::Plan plan(n, W);
        std::vector<double> re(plan.weight_re), im(plan.weight_im), lags(n);
        const eft::transform::detail::Complex x{re.data(), im.data()};
        eft::transform::detail::multiply_body<W>(x, x, n, plan.stages, Product::correlation);
        eft::transform::detail::real_part(re.data(), im.data(), n, plan.weight_re.data(), plan.weight_im.data(), plan.scale, lags.data());
        for (std::size_t k = 0; k < n; ++k) CHECK(std::fabs(lags[k] - static_cast<double>(n - k)) <= plan.bound * static_cast<double>(n));
    }
}

static void test_products(std::mt19937_64& rng) {
    eft::products::Products sums;
    for (const std::size_t n : {1ul, 2ul, 31ul, 32ul, 100ul, 321ul, 700ul})
        for (std::size_t shape = 0; shape < 6; ++shape)
            for (const Product kind : {Product::convolution, Product::correlation}) {
                const auto x = sequence(shape, n, 40, rng), y = sequence((shape + 1) % 6, n / 3 + 1, 40, rng);
                sums.all(x, y, kind);
                CHECK(sums.places.size() == x.size() + y.size() - 1);
                for (const auto p : sums.places) CHECK(sums.exact[p] == plain_sum(x, y, kind, p) && sums.exact[p] == sums.one(p));
                sums.all(x, x, kind);
                const std::size_t zero_lag = kind == Product::correlation ? n - 1 : 0;
                for (const auto p : sums.places)
                    CHECK(sums.exact[p] == plain_sum(x, x, kind, p + zero_lag) && sums.exact[p] == sums.one(p));
            }
    // the most that a scorer may pass, at the top of the grid: a triangle
    const std::vector<std::int64_t> top(std::size_t{1} << 16, (std::int64_t{1} << 40));
    sums.all(top, top, Product::correlation);
    for (std::size_t k = 0; k < top.size(); k += 997) CHECK(sums.exact[k] == static_cast<i128>(top.size() - k) * top[0] * top[0]);
}

static void test_bounds(std::mt19937_64& rng) {
    std::uniform_real_distribution<double> uniform(0, 1);
    eft::products::Workspace w;
    for (const std::size_t n : {1ul, 5ul, 16ul, 33ul, 100ul, 257ul, 400ul}) {
        std::vector<double> h(n);
        for (auto& value : h) value = uniform(rng);
        const auto got = eft::overlap::bound(h, {}, w);
        const std::int64_t one = std::int64_t{1} << 40;
        i128 sum = 0, best = 0;
        std::vector<std::int64_t> rest;
        for (const auto a : w.heights) sum += a, rest.push_back(one - a);
        CHECK(got.fault == 0 && sum == one / 2 * static_cast<i128>(n));
        for (std::size_t p = 0; p < 2 * n - 1; ++p) best = std::max(best, plain_sum(w.heights, rest, Product::correlation, p));
        CHECK(got.exact.numerator == eft::Wide(static_cast<u128>(best)).times(2));

        const auto first = eft::autocorrelation::bound<eft::autocorrelation::Kind::first>(h, w);
        i128 largest = 0;
        for (std::size_t p = 0; p < 2 * n - 1; ++p) largest = std::max(largest, plain_sum(w.heights, w.heights, Product::convolution, p));
        CHECK(first.exact.numerator == eft::Wide(static_cast<u128>(largest)).times(2 * n));
    }
}

int main() {
    test_wide();
    test_root();
    test_lanes<2>();
    test_lanes<4>();
    test_lanes<8>();
    for (const auto level : eft::available_simd()) {
        eft::set_simd(eft::name_of(level));
        std::mt19937_64 rng(1);
        test_packing(rng);
        test_products(rng);
        test_bounds(rng);
        const double share = test_transform(rng);
        std::printf("%s: at most %.2g of the proved error\n", std::string(eft::name_of(level)).c_str(), share);
    }
    std::printf("%d failures\n", failures);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
