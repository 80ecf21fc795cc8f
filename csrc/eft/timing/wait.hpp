// The loop in which the harness waits for the bell, in machine code that the timer can recognise from outside.
//
// While the harness is stopped the timer asks the kernel for its registers. It publishes inputs only if the process stands inside this loop
// with the bell's address in rdi and the next call's number in rsi: from there nothing but the bell leads out, because the bell's page is
// read-only there and the candidate's system calls can't change mappings, handle signals or register restartable sequences. So no code
// of the candidate runs between the moment the inputs become visible and the bell, when the clock is already running.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace eft::timing {

// Returns once *bell == call. Counts its rounds in *ticks; gives the core away after every `spins` of them (0: never). Each round
// prefetches one line of [from, to), again and again: the buffers, guard pages included (a prefetch never faults). Every kernel so begins
// with as much of its data near as the caches hold, and what remains is its own work instead of the way from the timer's core. The last two
// instructions (jne, ret: 3 bytes) are not part of the safe range: a process that stands there could leave without the bell.
__attribute__((naked, noinline, used)) inline void wait_for_bell(const std::uint64_t* /*bell*/, std::uint64_t /*call*/,
                                                                 std::uint64_t* /*ticks*/, std::uint64_t /*spins*/, const void* /*from*/,
                                                                 const void* /*to*/) {
    asm(R"(
        mov %rcx, %r10
        mov %r8, %rax
    1:  incq (%rdx)
        prefetchw (%rax)
        prefetcht0 (%rax)
        add $64, %rax
        cmp %r9, %rax
        cmovae %r8, %rax
        dec %r10
        jnz 2f
        push %rcx
        push %rax
        mov $24, %eax
        syscall
        pop %rax
        pop %rcx
        mov %rcx, %r10
    2:  cmpq %rsi, (%rdi)
        jne 1b
        ret
        .quad 0x5eed0fbe11a11e57
    )");
}

inline constexpr std::uint64_t end_mark = 0x5eed0fbe11a11e57;
inline constexpr std::size_t unsafe_tail = 3;

// Bytes of the loop from its first instruction to its `ret`; 0 if the compiler made something else of it.
inline std::size_t wait_length() {
    const auto* code = reinterpret_cast<const unsigned char*>(&wait_for_bell);
    for (std::size_t at = 0; at < 256; ++at)
        if (std::memcmp(code + at, &end_mark, sizeof end_mark) == 0) return at > unsafe_tail && code[at - 1] == 0xc3 ? at : 0;
    return 0;
}

}  // namespace eft::timing
