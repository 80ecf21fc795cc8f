// The host-only parts behind C names, for ctypes: a shared library that needs neither a device nor the CUDA headers.
#include <cstring>
#include <vector>

#include "bounds.hpp"
#include "inputs.hpp"
#include "judge.hpp"
#include "operations.hpp"
#include "philox.hpp"
#include "statistics.hpp"

using namespace eft::cuda;

extern "C" {

void host_philox(const std::uint32_t* counter, const std::uint32_t* key, std::uint32_t* out) {
    Words words;
    std::memcpy(words.word, counter, sizeof words.word);
    words = philox(words, key[0], key[1]);
    std::memcpy(out, words.word, sizeof words.word);
}

float host_input(std::uint64_t seed, std::uint32_t input, std::uint64_t index, int published) {
    return input_value(seed, input, index, published ? Phase::published : Phase::early);
}
std::uint64_t host_canary(std::uint64_t seed, std::uint32_t input, std::uint64_t block) { return block_of(seed, input, block).canary; }
int host_kind(std::uint64_t seed, std::uint32_t input, std::uint64_t block) { return static_cast<int>(block_of(seed, input, block).kind); }
std::uint32_t host_bf16(std::uint32_t bits) { return bf16_of(float_of(bits)); }
float host_widened(std::uint32_t bits) { return float_of_bf16(static_cast<std::uint16_t>(bits)); }

double host_median(const double* values, std::size_t n) { return median({values, values + n}); }
int host_interval(const double* values, std::size_t n, double level, double* out) {
    const auto interval = median_interval({values, values + n}, level);
    if (!interval) return 0;
    out[0] = interval->low, out[1] = interval->high, out[2] = interval->coverage;
    return 1;
}
const char* host_verdict(double low, double high, double margin) { return name_of(verdict_of({low, high, 0.95}, margin)).data(); }
int host_candidate_first(std::size_t pair) { return candidate_first(pair); }
double host_geometric_mean(const double* ratios, std::size_t n) { return geometric_mean({ratios, ratios + n}); }

int host_within(double value, double reference, double bound) { return within(value, reference, bound); }
double host_share(double value, double reference, double bound) { return share_of_bound(value, reference, bound); }
double host_gemm_f32_bound(std::int64_t k, double absolute) { return gemm_f32_bound(k, absolute); }
double host_gemm_bf16_bound(std::int64_t k, double absolute) { return gemm_bf16_bound(k, absolute); }
double host_reduction_bound(std::int64_t n, double absolute) { return row_share(n) * absolute; }
double host_scan_bound(std::int64_t n, double absolute) { return sum_bound(scan_chain(n), absolute); }
double host_softmax_bound(double y, double distance, std::int64_t n) { return softmax_bound(y, distance, n); }

const char* host_judge(const Observation* seen, const Limits* limits) { return name_of(judge(*seen, *limits)).data(); }
int host_is_drop(int reason) { return is_drop(static_cast<Reason>(reason)); }

double host_floor(int operation, const std::int64_t* sizes, std::size_t count, const Peaks* peaks) {
    return floor_us({static_cast<Operation>(operation), {sizes, sizes + count}}, *peaks);
}
}
