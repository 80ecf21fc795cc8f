// Expressions given as data: a program in postfix order, checked once, then evaluated for blocks of points.
//
// A node is (operator, index): the index names the variable or the constant of a leaf and is 0 elsewhere. Arithmetic is that of IEEE
// doubles without protection: 1/0 is infinite, log(-1) is NaN, and 1/(1/0) is 0 again; what counts is whether the whole value is finite.
// min and max hand on a NaN. pow(a, b) multiplies for whole |b| <= 1024 and is exp(b log a) otherwise (NaN for a < 0, and log(0) is minus
// infinity); its relative error is then about (1 + |b log a|) 2^-52. Functions: elementary.hpp, so that values are the same bits
// everywhere.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/elementary.hpp"
#include "eft/indices.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=off")
#endif

namespace eft::expression {

enum Operator : std::int64_t {
    variable,
    constant,  // leaves
    neg,
    abs,
    sqrt,
    exp,
    log,
    sin,
    cos,
    tan,
    tanh,  // of one operand
    add,
    sub,
    mul,
    div,
    pow,
    min,
    max,  // of two
    operators,
};
inline constexpr std::size_t kMostNodes = 256;
inline constexpr std::size_t kBlock = 64;  // points
inline constexpr double kMostPower = 1024;

constexpr std::size_t operands(std::int64_t op) { return op < neg ? 0 : op < add ? 1 : 2; }

enum Fault {
    none,
    node_count,
    unknown_operator,
    forbidden,
    no_operand,
    left_over,
    unknown_variable,
    unknown_constant,
    stray_index,
    not_finite,
    too_deep
};
inline constexpr const char* kReasons[] = {
    "",
    "{} nodes, expected 1 to {}",
    "node {}: there is no operator {}",
    "node {}: operator {} is not allowed",
    "node {}: operator {} lacks an operand",
    "the expression leaves {} values, expected one",
    "node {}: variable {}, expected 0..{}",
    "node {}: constant {}, expected 0..{}",
    "node {}: index {}, operators have index 0",
    "constant {} is not finite",
    "node {}: depth {}, at most {}",
};

struct Limits {
    std::int64_t nodes = kMostNodes, depth = kMostNodes;
    std::int64_t allowed = (std::int64_t{1} << operators) - 1;  // bit k: operator k may occur
};

struct Program {
    View<std::int64_t, 2> nodes;
    std::span<const double> constants;
    std::size_t stack = 0;  // values that are held at once, at most
};

// The first node that breaks a rule, or no fault and the size of the stack.
inline Verdict check(Program& program, std::int64_t variables, const Limits& limits) {
    require(program.nodes.shape[1] == 2, "ops: expected shape (nodes, 2)");
    require(limits.nodes >= 1 && limits.nodes <= static_cast<std::int64_t>(kMostNodes) && limits.depth >= 1,
            "limits: expected 1..256 nodes, a depth of 1 or more");
    const auto count = static_cast<std::int64_t>(program.nodes.shape[0]), given = static_cast<std::int64_t>(program.constants.size());
    if (!(count >= 1 && count <= limits.nodes)) return refuse(node_count, {count, limits.nodes});
    for (std::int64_t k = 0; k < given; ++k)
        if (!std::isfinite(program.constants[static_cast<std::size_t>(k)])) return refuse(not_finite, {k});
    std::array<std::int64_t, kMostNodes> depth{};
    std::size_t held = 0;
    for (std::int64_t k = 0; k < count; ++k) {
        const std::int64_t op = program.nodes[static_cast<std::size_t>(k)][0], index = program.nodes[static_cast<std::size_t>(k)][1];
        if (!in_range(op, operators)) return refuse(unknown_operator, {k, op});
        if (!(limits.allowed >> op & 1)) return refuse(forbidden, {k, op});
        if (op == variable && !in_range(index, variables)) return refuse(unknown_variable, {k, index, variables - 1});
        if (op == constant && !in_range(index, given)) return refuse(unknown_constant, {k, index, given - 1});
        const std::size_t used = operands(op);
        if (used > 0 && index != 0) return refuse(stray_index, {k, index});
        if (held < used) return refuse(no_operand, {k, op});
        std::int64_t deepest = 0;
        for (std::size_t i = 0; i < used; ++i) deepest = std::max(deepest, depth[--held]);
        depth[held++] = deepest + 1;
        if (deepest + 1 > limits.depth) return refuse(too_deep, {k, deepest + 1, limits.depth});
        program.stack = std::max(program.stack, held);
    }
    if (held != 1) return refuse(left_over, {static_cast<std::int64_t>(held)});
    return {};
}

// a[i] = a[i]^b[i]. The multiplications of a lane do not hang on its neighbours; only work that no lane needs is left out.
EFT_INLINE void power(double* a, const double* b) {
    std::array<std::uint64_t, kBlock> whole;
    std::array<double, kBlock> product, base, other;
    std::uint64_t bits = 0, fractions = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
        const double size = std::fabs(b[i]);
        const bool is_whole = size <= kMostPower && elementary::nearest(size) == size;
        whole[i] = is_whole ? std::bit_cast<std::uint64_t>((is_whole ? size : 0.0) + 0x1p52) & 0x7ff : ~std::uint64_t{0};
        fractions |= is_whole ? 0 : 1;
        bits |= is_whole ? whole[i] : 0;
        product[i] = 1.0;
        base[i] = a[i];
    }
    for (; bits; bits >>= 1)
        for (std::size_t i = 0; i < kBlock; ++i) {
            const double taken = product[i] * base[i];
            product[i] = whole[i] & 1 ? taken : product[i];
            base[i] *= base[i];
            whole[i] = whole[i] == ~std::uint64_t{0} ? whole[i] : whole[i] >> 1;
        }
    if (fractions)
        for (std::size_t i = 0; i < kBlock; ++i) other[i] = elementary::exp_of(b[i] * elementary::log_of(a[i]));
    for (std::size_t i = 0; i < kBlock; ++i) {
        const double inverse = 1.0 / product[i];
        const double multiplied = b[i] < 0.0 ? inverse : product[i];
        a[i] = whole[i] == ~std::uint64_t{0} ? other[i] : multiplied;
    }
}

// Values of the program at kBlock points: columns[v] holds their variable v; the result is the first row of the stack.
EFT_INLINE void evaluate_body(const Program& program, const double* columns, double* stack) {
#define EFT_EACH(expression) \
    for (std::size_t i = 0; i < kBlock; ++i) a[i] = expression
    double* top = stack;  // one row beyond the last value
    for (std::size_t k = 0; k < program.nodes.shape[0]; ++k) {
        const std::int64_t op = program.nodes[k][0];
        const auto index = static_cast<std::size_t>(program.nodes[k][1]);
        top -= operands(op) * kBlock;
        double* const a = top;
        const double* const b = top + kBlock;
        top += kBlock;
        switch (op) {
            case variable:
                EFT_EACH(columns[index * kBlock + i]);
                break;
            case constant:
                EFT_EACH(program.constants[index]);
                break;
            case neg:
                EFT_EACH(-a[i]);
                break;
            case abs:
                EFT_EACH(std::fabs(a[i]));
                break;
            case sqrt:
                EFT_EACH(std::sqrt(a[i]));
                break;
            case exp:
                EFT_EACH(elementary::exp_of(a[i]));
                break;
            case log:
                EFT_EACH(elementary::log_of(a[i]));
                break;
            case sin:
                EFT_EACH(elementary::sin_of(a[i]));
                break;
            case cos:
                EFT_EACH(elementary::cos_of(a[i]));
                break;
            case tan:
                EFT_EACH(elementary::tan_of(a[i]));
                break;
            case tanh:
                EFT_EACH(elementary::tanh_of(a[i]));
                break;
            case add:
                EFT_EACH(a[i] + b[i]);
                break;
            case sub:
                EFT_EACH(a[i] - b[i]);
                break;
            case mul:
                EFT_EACH(a[i] * b[i]);
                break;
            case div:
                EFT_EACH(a[i] / b[i]);
                break;
            case min:
                EFT_EACH(b[i] != b[i] || b[i] < a[i] ? b[i] : a[i]);
                break;
            case max:
                EFT_EACH(b[i] != b[i] || b[i] > a[i] ? b[i] : a[i]);
                break;
            default:
                power(a, b);
        }
    }
#undef EFT_EACH
}
EFT_PATHS(void, evaluate, (const Program& program, const double* columns, double* stack), (program, columns, stack))

// Values of a checked program at the points x[variable, point], in `out`.
inline void evaluate_all(const Program& program, const View<double, 2>& x, std::span<double> out) {
    const std::size_t variables = x.shape[0], points = x.shape[1];
    std::vector<double> columns(variables * kBlock), stack((program.stack + 1) * kBlock);
    for (std::size_t first = 0; first < points; first += kBlock) {
        const std::size_t count = std::min(kBlock, points - first);
        for (std::size_t v = 0; v < variables; ++v) std::copy_n(x.data + v * points + first, count, columns.data() + v * kBlock);
        evaluate(program, columns.data(), stack.data());
        std::copy_n(stack.data(), count, out.data() + first);
    }
}

}  // namespace eft::expression

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif
