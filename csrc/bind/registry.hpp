// Binding files register themselves here, so that a new scorer is one new file in this folder.
#pragma once

#include <pybind11/pybind11.h>

#include <map>
#include <string>

namespace eft::bind {

using Binder = void (*)(pybind11::module_&);

// By name, so that the order of bindings does not hang on the linker.
inline std::map<std::string, Binder>& binders() {
    static std::map<std::string, Binder> all;
    return all;
}

struct Register {
    Register(const char* name, Binder binder) { binders().emplace(name, binder); }
};

}  // namespace eft::bind
