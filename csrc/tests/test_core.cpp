// The headers without Python: against plain 128-bit loops, on every path of this machine. Built with sanitizers by tests/csrc.
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
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

static void test_products(std::mt19937_64& rng) {
    for (const std::size_t n : {1ul, 31ul, 32ul, 600ul, 9001ul}) {  // beyond 4096 terms the accumulators are emptied in between
        std::vector<std::int64_t> v(n);
        for (auto& value : v) value = n == 9001 ? std::int64_t{1} << 41 : static_cast<std::int64_t>(rng() >> 23);
        eft::step::Heights heights;
        heights.assign(v);
        for (const std::size_t lag : {std::size_t{0}, n / 2, n - 1}) {
            eft::step::Lags got{};
            eft::step::add_products(heights, 0, static_cast<std::ptrdiff_t>(lag), 1, n - lag, got);
            for (const std::size_t lane : {0ul, 1ul, 17ul, 31ul}) {
                u128 want = 0;
                for (std::size_t i = 0; i + lag + lane < n; ++i) want += static_cast<u128>(v[i]) * static_cast<u128>(v[i + lag + lane]);
                CHECK(got[lane] == want);
            }
        }
    }
}

static void test_bounds(std::mt19937_64& rng) {
    std::uniform_real_distribution<double> uniform(0, 1);
    eft::overlap::Workspace overlap;
    eft::autocorrelation::Workspace workspace;
    for (const std::size_t n : {1ul, 5ul, 16ul, 33ul, 100ul, 257ul, 400ul}) {
        std::vector<double> h(n);
        for (auto& value : h) value = uniform(rng);
        const auto got = eft::overlap::bound(h, overlap);
        const i128 one = i128{1} << 40;
        const auto size = static_cast<std::ptrdiff_t>(n);
        i128 sum = 0, best = 0;
        for (const auto a : overlap.heights) sum += a;
        CHECK(got.valid && sum == one / 2 * size);
        for (std::ptrdiff_t k = 1 - size; k < size; ++k) {
            i128 c = 0;
            for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, -k); i < size && i + k < size; ++i)
                c += overlap.heights[static_cast<std::size_t>(i)] * (one - overlap.heights[static_cast<std::size_t>(i + k)]);
            best = std::max(best, c);
        }
        CHECK(got.maximum == static_cast<u128>(best));

        const auto second = eft::autocorrelation::bound<eft::autocorrelation::Kind::second>(h, workspace);  // leaves all knots
        CHECK(second.fault == eft::autocorrelation::Fault::none);
        u128 largest = 0;
        for (std::size_t m = 0; m < 2 * n - 1; ++m) {
            u128 knot = 0;
            for (std::size_t i = m + 1 > n ? m + 1 - n : 0; i <= m && i < n; ++i)
                knot += static_cast<u128>(workspace.heights[i]) * static_cast<u128>(workspace.heights[m - i]);
            CHECK(workspace.knots[m] == knot);
            largest = std::max(largest, knot);
        }
        const auto first = eft::autocorrelation::bound<eft::autocorrelation::Kind::first>(h, workspace);
        CHECK(first.bound.numerator == eft::Wide(largest).times(2 * n));
    }
}

static void test_filter(std::mt19937_64& rng) {
    std::uniform_real_distribution<double> uniform(-0.5, 1);
    eft::spectrum::Filter filter;
    std::vector<double> out;
    for (const std::size_t n : {1ul, 2ul, 3ul, 4ul, 5ul, 8ul, 9ul, 100ul, 513ul}) {
        std::vector<double> x(n);
        for (auto& v : x) v = uniform(rng);
        for (const auto kind : {eft::spectrum::Product::convolution, eft::spectrum::Product::correlation}) {
            const double error = filter.self_product(x, kind, out);
            CHECK(error < 1e-13 * static_cast<double>((n + 10) * (n + 10)));
            for (std::size_t m = 0; m < out.size(); ++m) {
                long double want = 0;
                for (std::size_t i = 0; i < n; ++i) {
                    const std::size_t j = kind == eft::spectrum::Product::convolution ? m - i : m + i;  // wraps beyond n when m < i
                    if (j < n) want += static_cast<long double>(x[i]) * static_cast<long double>(x[j]);
                }
                CHECK(std::fabs(static_cast<double>(static_cast<long double>(out[m]) - want)) <= error);
            }
        }
    }
}

int main() {
    test_wide();
    test_root();
    for (const auto level : eft::available_simd()) {
        eft::set_simd(eft::name_of(level));
        std::mt19937_64 rng(1);
        test_packing(rng);
        test_products(rng);
        test_bounds(rng);
        test_filter(rng);
    }
    std::printf("%d failures\n", failures);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
