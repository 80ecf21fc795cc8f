// eft_time_cuda                                        every library against its naive seed, every seed against itself
// eft_time_cuda OPERATION REFERENCE.so CANDIDATE.so    one comparison
// Prints one JSON record. Exit: 0 when every comparison ran to its end (rejected or not), 1 when the device or a library failed, 2 usage.
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "record.hpp"
#include "timer.hpp"

namespace {

namespace fs = std::filesystem;
using namespace eft::cuda;

struct Comparison {
    Operation operation;
    fs::path reference, candidate;
};

// The libraries that the build puts beside this program.
std::vector<Comparison> all_comparisons(const fs::path& folder) {
    std::vector<Comparison> out;
    for (const Operation operation : kOperations) {
        const std::string name(name_of(operation));
        const fs::path seed = folder / ("seed_" + name + ".so"), rival = folder / ("rival_" + name + ".so");
        out.push_back({operation, seed, seed});
        out.push_back({operation, seed, rival});
    }
    return out;
}

int run(const std::vector<Comparison>& comparisons) {
    const Device device = open_device();
    std::cout << "{\"device\": ";
    write_device(std::cout, device);
    std::cout << ",\n \"kernels\": [";
    std::vector<double> ratios;
    const char* separator = "\n  ";
    for (const Comparison& each : comparisons) {
        const Problem problem = timed_problem(each.operation);
        const Outcome outcome =
            compare(device, problem, awkward_problem(each.operation), fs::canonical(each.reference), fs::canonical(each.candidate), {});
        std::cout << separator;
        write_outcome(std::cout, problem, each.reference.stem().string(), each.candidate.stem().string(), outcome);
        std::cout << std::flush;
        separator = ",\n  ";
        if (outcome.verdict && each.reference != each.candidate) ratios.push_back(outcome.ratio);
    }
    std::cout << "\n ],\n \"geometric_mean\": " << number(geometric_mean(ratios)) << "}\n";
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    try {
        if (count == 1) return run(all_comparisons(fs::canonical("/proc/self/exe").parent_path()));
        const auto operation = count == 4 ? operation_named(arguments[1]) : std::nullopt;
        if (operation) return run({{*operation, arguments[2], arguments[3]}});
        std::cerr << "usage: eft_time_cuda [OPERATION REFERENCE.so CANDIDATE.so]; operations:";
        for (const Operation each : kOperations) std::cerr << ' ' << name_of(each);
        std::cerr << '\n';
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "eft_time_cuda: " << error.what() << '\n';
        return 1;
    }
}
