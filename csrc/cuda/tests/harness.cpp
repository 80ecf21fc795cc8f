// The whole comparison on the stand-in: harness OPERATION REFERENCE.so CANDIDATE.so [KEY=NUMBER...] prints one outcome as JSON.
// Keys: clock_mhz (what the held stream finds; nominal is 1000), bytes_per_us (of the roofline), pairs. No key changes a rule.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "cuda_runtime_api.h"
#include "record.hpp"
#include "timer.hpp"

using namespace eft::cuda;

namespace {

Problem small(Operation operation) {
    if (operation == Operation::scan) return {operation, {10'000}, 4096};
    if (operation == Operation::gemm_f32 || operation == Operation::gemm_bf16) return {operation, {24, 40, 136}, 4096};
    return {operation, {48, 200}, 4096};
}

Problem smaller(Operation operation) {
    if (operation == Operation::scan) return {operation, {777}, 4096};
    if (operation == Operation::gemm_f32 || operation == Operation::gemm_bf16) return {operation, {3, 5, 67}, 4096};
    return {operation, {7, 33}, 4096};
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 4) return 2;
    const Operation operation = operation_named(arguments[1]).value();
    Device device;
    device.nominal_mhz = 1000;
    device.peaks = {.bytes_per_us = 1e9, .fma_flops_per_us = 1e12, .tensor_flops_per_us = 1e12, .l2_bytes = 1 << 16};
    Settings settings;
    settings.pairs = 40;
    settings.graph_pairs = 3;
    for (int i = 4; i < count; ++i) {
        const std::string text = arguments[i];
        const std::size_t equals = text.find('=');
        const std::string key = text.substr(0, equals);
        const double value = std::strtod(text.c_str() + equals + 1, nullptr);
        if (key == "clock_mhz") fake::clock_mhz = value;
        if (key == "bytes_per_us") device.peaks.bytes_per_us = value;
        if (key == "pairs") settings.pairs = static_cast<std::size_t>(value);
    }
    const Outcome outcome = compare(device, small(operation), smaller(operation), arguments[2], arguments[3], settings);
    write_outcome(std::cout, small(operation), "reference", "candidate", outcome);
    std::cout << '\n' << std::flush;
    std::_Exit(0);  // a candidate's thread may still be there
}
