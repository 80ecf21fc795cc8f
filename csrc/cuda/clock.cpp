#include <chrono>

#include "launch.hpp"

double eft::cuda::launch::host_us() {
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
