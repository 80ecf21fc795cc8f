// Products of two real sequences by FFT, with a proved bound on the error of every entry.
//
// Right-angle convolution (Nussbaumer; Crandall & Fagin 1994): with z^N = i the N complex values X(z) = sum x_j z^j of a real sequence hold
// its product with another one of up to 2N entries in all: c_j + i c_{j+N} for X Y, r_k - i r_{k-N} for conj(X) Y. No real-to-complex
// step is needed, and as only products of values at the same z are taken their order does not matter: decimation in frequency one way,
// in time back, in place, and the last W points are transformed, multiplied and transformed back in registers.
//
// The bound, u = 2^-53. A stage (butterflies, then twiddles of one rounding) has a relative error of c u in the 2-norm: an addition of
// complex numbers at most 1, a product sqrt(5) (Brent, Percival & Zimmermann 2007), a twiddle's own rounding 1.02; so radix 2: 1, radix
// 4: 2, radix 8: 6, radix 3: 6, radix 5: 10, and 3.26 more where twiddles follow. Forward, X is off by at most F u |X|_2, F the sum over
// the stages and the weights. On the way back every entry is a sum over all products, each times factors of modulus 1 on its only path,
// so that the same c bound the error in units of the 1-norm of the products, |X Y|_1 <= |X|_2 |Y|_2 = N |x|_2 |y|_2 (after Percival 2003,
// Rapid multiplication modulo the sum and difference of highly composite numbers, theorem 5.1). Together, divided by N:
//     |error| <= (2 F + sqrt(5) + B) u |x|_2 |y|_2.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "eft/butterflies.hpp"

namespace eft::transform {

// The least 2^a {1, 3, 5, 9, 15} that is at least n and a multiple of 64.
inline std::size_t fast_size(std::size_t n) {
    std::size_t best = std::bit_ceil(std::max<std::size_t>(n, 64));
    for (const std::size_t odd : {3, 5, 9, 15}) best = std::min(best, odd * std::bit_ceil(std::max<std::size_t>((n + odd - 1) / odd, 64)));
    return best;
}

// What depends on the size and the lanes alone: weights, stages with their twiddles, the bound.
struct Plan {
    std::size_t points, lanes;
    double scale, bound;
    std::vector<detail::Stage> stages;
    std::vector<double> weight_re, weight_im;  // exp(2 pi i k / 4N)

    Plan(std::size_t points_, std::size_t lanes_) : points(points_), lanes(lanes_), scale(1.0 / static_cast<double>(points_)) {
        fill_weights();
        double sum = lanes == 8 ? 6 : lanes == 4 ? 2 : 1;
        for (std::size_t block = points; block > lanes;) {
            const std::size_t rest = block / lanes;
            const int radix = rest % 5 == 0 ? 5 : rest % 3 == 0 ? 3 : std::countr_zero(rest) % 2 ? 2 : 4;
            stages.push_back({radix, block, nullptr});
            sum += (radix == 5 ? 10 : radix == 3 ? 6 : radix == 4 ? 2 : 1) + 3.26;
            block /= static_cast<std::size_t>(radix);
        }
        fill_twiddles();
        // weights: a product with a real number (1) of a rounded weight (1.02); back: a product, a rounded weight, the scale and its
        // rounding
        const double there = sum + 2.02, back = sum + 2.237 + 1.02 + 2;
        bound = 1.001 * 0x1p-53 * (2 * there + 2.237 + back);  // 1.001: terms of second order, the norms and this line
    }
    Plan(const Plan&) = delete;  // stages point into the twiddles
    Plan& operator=(const Plan&) = delete;

  private:
    // Each part rounded once, from half of the first quadrant.
    void fill_weights() {
        weight_re.resize(points), weight_im.resize(points);
        const long double step = 3.14159265358979323846264338327950288L / static_cast<long double>(2 * points);
        for (std::size_t k = 0; k <= points / 2; ++k) {
            const long double angle = step * static_cast<long double>(k);
            weight_re[k] = static_cast<double>(std::cos(angle)), weight_im[k] = static_cast<double>(std::sin(angle));
            if (k > 0) weight_re[points - k] = weight_im[k], weight_im[points - k] = weight_re[k];
        }
    }

    // exp(-2 pi i k / 4N) from the weights, k < 4N
    void root(std::size_t k, double& re, double& im) const {
        const std::size_t quarter = k / points, at = k % points;
        const double c = weight_re[at], s = weight_im[at];
        re = quarter == 0 ? c : quarter == 1 ? -s : quarter == 2 ? -c : s;
        im = quarter == 0 ? -s : quarter == 1 ? -c : quarter == 2 ? s : c;
    }

    void fill_twiddles() {
        std::size_t room = 0;
        for (const auto& s : stages) room += 2 * (s.block - s.block / static_cast<std::size_t>(s.radix));
        twiddles_.resize(room);
        double* t = twiddles_.data();
        for (auto& stage : stages) {
            stage.twiddles = t;
            const std::size_t radix = static_cast<std::size_t>(stage.radix), m = stage.block / radix, stride = 4 * (points / stage.block);
            for (std::size_t q = 0; q < m; q += lanes)
                for (std::size_t j = 1; j < radix; ++j, t += 2 * lanes)
                    for (std::size_t lane = 0; lane < lanes; ++lane) root((q + lane) * j * stride, t[lane], t[lanes + lane]);
        }
    }

    std::vector<double> twiddles_;
};

// Multiplies sequences; keeps room and the plans of the sizes that it met last.
class Multiplier {
  public:
    // out[m] = sum_i x[i] y[m - i], m = 0 .. nx + ny - 2. Returns the proved bound on the error of every entry.
    double convolve(std::span<const double> x, std::span<const double> y, std::vector<double>& out) {
        const std::size_t length = x.size() + y.size() - 1;
        choose(std::max({x.size(), y.size(), (length + 1) / 2}));
        const double error = transform(x, y, Product::convolution);
        out.resize(length);
        real(std::min(length, plan_->points), out.data());
        if (length > plan_->points) imaginary(0, length - plan_->points, 1, out.data() + plan_->points);
        return error;
    }

    // out[m] = sum_i x[i] y[i + m - (nx - 1)], m = 0 .. nx + ny - 2; for y = x only the lags from 0 on: out[k] = sum_i x[i] x[i + k].
    double correlate(std::span<const double> x, std::span<const double> y, std::vector<double>& out) {
        choose(std::max(x.size(), y.size()));
        const double error = transform(x, y, Product::correlation);
        const std::size_t negative = x.data() == y.data() ? 0 : x.size() - 1;
        out.resize(negative + y.size());
        real(y.size(), out.data() + negative);
        if (negative > 0) imaginary(plan_->points - negative, negative, -1, out.data());
        return error;
    }

    // The error of the last product was at most bound() |x|_2 |y|_2.
    double bound() const { return plan_->bound; }

  private:
    double transform(std::span<const double> x, std::span<const double> y, Product kind) {
        const bool self = x.data() == y.data() && x.size() == y.size();
        result_ = weigh(x, room_);
        const detail::Complex second = self ? result_ : weigh(y, other_room_);
#ifdef EFT_X86
        if (plan_->lanes == 8) detail::multiply_avx512(result_, second, plan_->points, plan_->stages, kind);
        else if (plan_->lanes == 4) detail::multiply_avx2(result_, second, plan_->points, plan_->stages, kind);
        else
#endif
            detail::multiply_portable(result_, second, plan_->points, plan_->stages, kind);
        const double norm = std::sqrt(detail::squares(x.data(), x.size()));
        return plan_->bound * norm * (self ? norm : std::sqrt(detail::squares(y.data(), y.size())));
    }

    // Real and imaginary parts lie half a page and a line apart, so that the columns of one stage do not all fall into one set of a cache.
    detail::Complex weigh(std::span<const double> x, std::vector<double>& room) {
        const std::size_t points = plan_->points;
        room.resize(2 * points + kApart);
        const detail::Complex out{room.data(), room.data() + points + kApart};
        detail::weigh(x.data(), x.size(), plan_->weight_re.data(), plan_->weight_im.data(), out.re, out.im);
        std::fill(out.re + x.size(), out.re + points, 0.0);
        std::fill(out.im + x.size(), out.im + points, 0.0);
        return out;
    }
    void real(std::size_t count, double* out) const {
        detail::real_part(result_.re, result_.im, count, plan_->weight_re.data(), plan_->weight_im.data(), plan_->scale, out);
    }
    void imaginary(std::size_t from, std::size_t count, double sign, double* out) const {
        detail::imaginary_part(result_.re + from, result_.im + from, count, plan_->weight_re.data() + from, plan_->weight_im.data() + from,
                               sign * plan_->scale, out);
    }

    void choose(std::size_t least) {
        const std::size_t points = fast_size(least), lanes = simd() == Simd::avx512 ? 8 : simd() == Simd::avx2 ? 4 : 2;
        if (plan_ && plan_->points == points && plan_->lanes == lanes) return;
        const auto known =
            std::find_if(plans_.begin(), plans_.end(), [&](const auto& p) { return p->points == points && p->lanes == lanes; });
        if (known == plans_.end()) {
            if (plans_.size() == kPlans) plans_.erase(plans_.begin());
            plans_.push_back(std::make_unique<Plan>(points, lanes));
        } else {
            std::rotate(known, known + 1, plans_.end());
        }
        plan_ = plans_.back().get();
    }

    static constexpr std::size_t kPlans = 8, kApart = 264;
    const Plan* plan_ = nullptr;
    std::vector<std::unique_ptr<Plan>> plans_;  // the one used last at the end
    detail::Complex result_{};
    std::vector<double> room_, other_room_;
};

}  // namespace eft::transform
