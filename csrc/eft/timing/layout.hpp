// Where the buffers of a kernel lie: the same on both sides of the doorbell.
// Two files in memory (memfd): one holds what the timer writes (the bell, sizes, inputs), one what the harness writes (its answer,
// outputs). Each begins with a head page. In the harness every buffer stands between two pages without access and ends exactly at the
// second, so a read or write past the end is a fault; what lies before the buffer in its first page ("slack") holds a pattern that the
// timer compares.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace eft::timing {

inline constexpr std::size_t page = 4096;
inline constexpr std::size_t most_sizes = 32;

constexpr std::size_t whole_pages(std::size_t bytes) { return (bytes + page - 1) / page * page; }

struct Buffer {
    std::size_t bytes = 0;
    std::size_t in_file = 0;    // offset of its first page in the file
    std::size_t in_window = 0;  // offset of its first page in the harness's address window
    std::size_t slack = 0;      // bytes of that page before the buffer

    std::size_t span() const { return bytes + slack; }
};

struct Layout {
    std::vector<Buffer> buffers;
    std::size_t file = page;        // bytes of the file
    std::size_t window = 2 * page;  // bytes of address space in the harness, guard pages included

    explicit Layout(std::span<const std::size_t> bytes) {
        for (const std::size_t size : bytes) {
            const std::size_t span = whole_pages(size);
            buffers.push_back({size, file, window, span - size});
            file += span;
            window += span + page;
        }
    }
};

// Head of the timer's file. The harness maps it read-only: nothing in its process can ring for itself.
struct Ask {
    alignas(64) std::uint64_t bell;  // 1: load the candidate; k > 1: answer call k
    alignas(64) std::array<std::int64_t, most_sizes> sizes;
};

enum class State : std::uint64_t { starting, waiting, ready, failed };

// Head of the harness's file. Before `waiting` only our code has run there; after it every byte is the candidate's word.
struct Answer {
    alignas(64) std::uint64_t done;   // the last call answered
    alignas(64) std::uint64_t ticks;  // grows while the harness waits for the bell
    alignas(64) std::uint64_t state;
    std::uint64_t wait, ask, inputs, outputs;  // addresses in the harness: its wait loop, the bell, both windows
    std::array<char, 512> error;
};
static_assert(sizeof(Ask) <= page && sizeof(Answer) <= page);

}  // namespace eft::timing
