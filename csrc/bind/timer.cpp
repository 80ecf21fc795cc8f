#include "eft/timing/peaks.hpp"
#include "eft/timing/philox.hpp"

#include <pybind11/stl.h>

#include "bind/arrays.hpp"
#include "bind/registry.hpp"

#if defined(__linux__) && defined(__x86_64__)
#define EFT_DOORBELL 1
#include <thread>

#include "eft/timing/harness.hpp"
#include "eft/timing/timer.hpp"
#endif

namespace py = pybind11;
using namespace eft::timing;

namespace {

py::array_t<std::uint64_t> words(std::uint64_t seed, std::uint64_t high, std::uint64_t first, std::size_t size) {
    py::array_t<std::uint64_t> out(static_cast<py::ssize_t>(size));
    const std::span<std::uint64_t> all{out.mutable_data(), size};
    {
        py::gil_scoped_release unlocked;
        philox_words(seed, high, first, all);
    }
    return out;
}

std::pair<double, double> peaks() {
    py::gil_scoped_release unlocked;
    const Peaks p = measure_peaks();
    return {p.bytes_per_s, p.flops_per_s};
}

#ifdef EFT_DOORBELL
constexpr std::array<const char*, 11> ends{"",           "deadline",    "crashed",        "forbidden",     "exited",
                                           "not_back",   "load_failed", "inputs_changed", "out_of_bounds", "not_locked",
                                           "not_started"};

std::span<const std::byte> bytes_of(const py::bytes& data) {
    const std::string_view view = data;
    return std::as_bytes(std::span(view.data(), view.size()));
}

std::span<const std::byte> bytes_of(const py::array& array) {
    if (!(array.flags() & py::array::c_style)) throw py::type_error("inputs: expected C-contiguous arrays");
    return {static_cast<const std::byte*>(array.data()), static_cast<std::size_t>(array.nbytes())};
}

// ptrace belongs to the thread that attached; every call must come from it.
class Session {
  public:
    Session(int pid, int in_file, int out_file, const std::vector<std::size_t>& in, const std::vector<std::size_t>& out, bool shared_core)
        : timer_(pid, in_file, out_file, in, out, shared_core) {}

    Call start(double boot, double load) {
        check_thread();
        py::gil_scoped_release unlocked;
        return Call{.fate = timer_.start(boot, load)};
    }

    Call call(const std::vector<py::array>& inputs, const std::vector<std::int64_t>& sizes, const std::vector<std::uint64_t>& poison,
              double seconds) {
        check_thread();
        if (inputs.size() != timer_.inputs() || poison.size() != timer_.outputs() || sizes.size() > most_sizes)
            throw py::value_error("call: wrong number of inputs, poisons or sizes");
        std::vector<std::span<const std::byte>> spans;
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            spans.push_back(bytes_of(inputs[k]));
            if (spans.back().size() != timer_.input_bytes(k))
                throw py::value_error("input " + std::to_string(k) + ": expected " + std::to_string(timer_.input_bytes(k)) +
                                      " bytes, got " + std::to_string(spans.back().size()));
        }
        py::gil_scoped_release unlocked;
        return timer_.call(spans, sizes, poison, seconds);
    }

    py::bytes output(std::size_t k) const {
        if (k >= timer_.outputs()) throw py::index_error("no such output");
        const auto data = timer_.output(k);
        return {reinterpret_cast<const char*>(data.data()), data.size()};
    }

    void kill() {
        check_thread();
        timer_.kill();
    }
    std::string place(std::uint64_t address) const { return timer_.place(address); }
    py::bytes error() const { return timer_.error(); }

  private:
    Timer timer_;
    std::thread::id thread_ = std::this_thread::get_id();

    void check_thread() const {
        if (std::this_thread::get_id() != thread_) throw std::runtime_error("a kernel session belongs to the thread that opened it");
    }
};

void serve_kernel(int in_file, int out_file, std::vector<std::size_t> in, std::vector<std::size_t> out, std::uint64_t spins,
                  std::string library, const py::bytes& loading, const py::bytes& running) {
    serve({in_file, out_file, std::move(in), std::move(out), spins, std::move(library), bytes_of(loading), bytes_of(running)});
}

void bind_doorbell(py::module_& m) {
    py::class_<Call>(m, "KernelCall", "One call of a kernel in its harness.")
        .def_property_readonly(
            "end", [](const Call& c) { return ends[static_cast<std::size_t>(c.fate.end)]; }, "Empty, or how it ended.")
        .def_property_readonly(
            "number", [](const Call& c) { return c.fate.number; }, "Signal, system call, exit status or buffer.")
        .def_property_readonly(
            "address", [](const Call& c) { return c.fate.address; }, "Address of a fault.")
        .def_readonly("wall_ns", &Call::wall_ns, "From the bell to the end of the copy of the outputs.")
        .def_readonly("waited_ns", &Call::waited_ns, "Of it, the harness waited for its core; -1: this kernel does not tell.")
        .def_readonly("away_ns", &Call::away_ns, "Of it, the timer's thread did not run.")
        .def_readonly("back_ns", &Call::back_ns, "After it, until the harness stood in its wait loop again.");
    py::class_<Session>(m, "KernelSession", "The trusted side of one harness process: clock, inputs, outputs.")
        .def(py::init<int, int, int, const std::vector<std::size_t>&, const std::vector<std::size_t>&, bool>(), py::arg("pid"),
             py::arg("in_file"), py::arg("out_file"), py::arg("in_bytes"), py::arg("out_bytes"), py::arg("shared_core"))
        .def("start", &Session::start, py::arg("boot"), py::arg("load"),
             "Let it load the candidate; prove from outside that it is locked in.")
        .def("call", &Session::call, py::arg("inputs"), py::arg("sizes"), py::arg("poison"), py::arg("seconds"), "One timed call.")
        .def("output", &Session::output, py::arg("index"), "The private copy of an output of the last call.")
        .def("place", &Session::place, py::arg("address"), "Name of the buffer or guard page at an address of the harness.")
        .def("error", &Session::error, "What the harness says about a failed load: its own word, only to be shown.")
        .def("kill", &Session::kill, "End the harness.");
    m.def("serve_kernel", serve_kernel, py::arg("in_file"), py::arg("out_file"), py::arg("in_bytes"), py::arg("out_bytes"),
          py::arg("spins"), py::arg("library"), py::arg("loading"), py::arg("running"),
          "The candidate's side, for the harness process only: locks itself in and answers the bell until it is killed.");
}
#endif

void bind_timer(py::module_& m) {
    m.def("philox_words", words, py::arg("seed"), py::arg("high"), py::arg("first"), py::arg("size"),
          "64-bit words of a Philox4x32-10 stream from block `first` on; high: upper half of its counter.");
    m.def("machine_peaks", peaks, "(bytes per second, float32 operations per second) of one core at its best.");
#ifdef EFT_DOORBELL
    bind_doorbell(m);
#endif
}

}  // namespace

static const eft::bind::Register registered("timer", bind_timer);
