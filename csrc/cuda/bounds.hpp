// How far an output may be from the fp64 reference. The bound grows with the operation, never a flat tolerance: for a sum of terms x_i
// along a chain of k additions a good fp32 algorithm errs by about u sqrt(k) sum |x_i|, u = 2^-24 (Higham and Mary, "A new approach to
// probabilistic rounding error analysis", SIAM J. Sci. Comput. 41(5), 2019, theorem 2.4). Long chains get
// 4 times that, some seven standard deviations: every output of every call must pass. Nothing absolute is added but the smallest normal
// number where a result may underflow.
#pragma once

#include <cmath>
#include <cstdint>

#include "hd.hpp"

namespace eft::cuda {

inline constexpr double kUnit = 0x1p-24;

// False for a NaN on either side.
EFT_HD bool within(double value, double reference, double bound) { return std::fabs(value - reference) <= bound; }

// Error in units of the bound; infinite where it cannot be measured. Zero of zero counts as zero.
EFT_HD double share_of_bound(double value, double reference, double bound) {
    const double error = std::fabs(value - reference);
    if (error == 0 && bound >= 0) return 0;
    const double share = error / bound;
    return share >= 0 ? share : static_cast<double>(INFINITY);
}

EFT_HD double sum_bound(double chain, double absolute_sum) { return 4 * kUnit * std::sqrt(chain) * absolute_sum; }

// fp32 inputs, k fused multiply-adds one after the other.
EFT_HD double gemm_f32_bound(std::int64_t k, double absolute_sum) { return sum_bound(static_cast<double>(k), absolute_sum); }

// bf16 inputs: products are exact in fp32, but tensor cores truncate (error 2u, always downwards) once for every 8 or more products.
EFT_HD double gemm_bf16_bound(std::int64_t k, double absolute_sum) {
    const double length = static_cast<double>(k);
    return sum_bound(length, absolute_sum) + 2 * kUnit * length / 8 * absolute_sum;
}

// One warp on a row makes a chain of n / 32 additions in each lane and 5 levels of a tree. Short enough for twice the proved worst case,
// chain u sum |x_i|, and that is needed: beside one large term many small ones are all rounded away to the same side.
EFT_HD double row_share(std::int64_t n) { return 2 * kUnit * (static_cast<double>(n) / 32 + 5); }

// A scan in blocks of 1024, block totals one after the other.
EFT_HD double scan_chain(std::int64_t n) { return static_cast<double>(n) / 1024 + 32; }

// y = exp(-distance) / sum: the distance to the row's maximum is rounded (u distance) and so is the argument of a fast exponential
// (the same again), which errs by 2 ulp and more in itself; then the sum and a division. Below 2^-126 a result may be flushed to zero.
EFT_HD double softmax_bound(double y, double distance, std::int64_t n) {
    return (kUnit * (8 + 2 * distance) + row_share(n)) * y + 0x1p-126;
}

}  // namespace eft::cuda
