// Which instruction set the kernels use: the best this machine has, unless a test asks for less.
// Every path gives the same bits; a wheel carries all of them.
#pragma once

#include <atomic>
#include <optional>
#include <string_view>
#include <vector>

#if defined(__x86_64__) && defined(__GNUC__)
#define EFT_X86 1
#define EFT_TARGET_AVX2 __attribute__((target("avx2,fma")))
#define EFT_TARGET_AVX512 __attribute__((target("avx2,fma,avx512f,avx512dq,avx512vl,avx512bw,avx512ifma")))
#endif
#define EFT_INLINE inline __attribute__((always_inline))

// EFT_PATHS(result, name, (parameters), (arguments)) defines name(parameters) from an EFT_INLINE function name_body(parameters): one
// compiled copy for each instruction set, chosen at the call.
#ifdef EFT_X86
#define EFT_PATHS(result, name, parameters, arguments)                                         \
    EFT_TARGET_AVX2 inline result name##_avx2 parameters { return name##_body arguments; }     \
    EFT_TARGET_AVX512 inline result name##_avx512 parameters { return name##_body arguments; } \
    inline result name parameters {                                                            \
        if (::eft::simd() == ::eft::Simd::avx512) return name##_avx512 arguments;              \
        if (::eft::simd() == ::eft::Simd::avx2) return name##_avx2 arguments;                  \
        return name##_body arguments;                                                          \
    }
#else
#define EFT_PATHS(result, name, parameters, arguments) \
    inline result name parameters { return name##_body arguments; }
#endif

namespace eft {

enum class Simd { portable, avx2, avx512 };

constexpr std::string_view name_of(Simd level) { return level == Simd::avx512 ? "avx512" : level == Simd::avx2 ? "avx2" : "portable"; }

inline std::vector<Simd> available_simd() {
    std::vector<Simd> out{Simd::portable};
#ifdef EFT_X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) out.push_back(Simd::avx2);
    if (out.size() == 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512ifma"))
        out.push_back(Simd::avx512);
#endif
    return out;
}

inline std::atomic<Simd>& simd_in_use() {
    static std::atomic<Simd> level{available_simd().back()};
    return level;
}

inline Simd simd() { return simd_in_use().load(std::memory_order_relaxed); }

// False, and nothing changed, when this machine lacks the level or no level has this name.
inline bool set_simd(std::string_view wanted) {
    for (const Simd level : available_simd())
        if (name_of(level) == wanted) {
            simd_in_use().store(level, std::memory_order_relaxed);
            return true;
        }
    return false;
}

}  // namespace eft
