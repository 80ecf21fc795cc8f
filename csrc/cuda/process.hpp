// What the host knows: a candidate's library, the threads of this process, secret seeds. Host only.
#pragma once

#include <dirent.h>
#include <dlfcn.h>
#include <sys/random.h>

#include <cstdint>
#include <stdexcept>
#include <string>

#include "kernel.h"

namespace eft::cuda {

// Stays loaded to the end: a library that ran on the device is not safely unloaded before the context is gone.
class Library {
  public:
    explicit Library(const std::string& path) {
        void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (handle == nullptr) throw std::runtime_error(dlerror());
        kernel_ = reinterpret_cast<Kernel>(dlsym(handle, "eft_kernel"));
        if (kernel_ == nullptr) throw std::runtime_error(path + ": no eft_kernel");
    }
    Kernel kernel() const { return kernel_; }

  private:
    Kernel kernel_ = nullptr;
};

inline int count_threads() {
    DIR* tasks = opendir("/proc/self/task");
    if (tasks == nullptr) throw std::runtime_error("cannot count the threads of this process");
    int count = 0;
    while (const dirent* entry = readdir(tasks)) count += entry->d_name[0] != '.';
    closedir(tasks);
    return count;
}

inline std::uint64_t secret_seed() {
    std::uint64_t seed = 0;
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed) throw std::runtime_error("no random numbers from the kernel");
    return seed;
}

}  // namespace eft::cuda
