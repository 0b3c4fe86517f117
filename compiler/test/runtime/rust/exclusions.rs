// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What must not call out, and a function that may: all but the naked one contain
// another, inlined.
#![no_std]
#![crate_type = "rlib"]

#[inline]
fn helper(a: u64) -> u64 {
    a.wrapping_mul(3)
}

#[no_mangle]
#[inline(never)]
#[link_section = ".noinstr.text"]
pub extern "C" fn noinstr(a: u64) -> u64 {
    helper(a) ^ 1
}

#[no_mangle]
#[unsafe(naked)]
pub extern "C" fn naked(_a: u64) -> u64 {
    core::arch::naked_asm!("ret")
}

#[no_mangle]
#[inline(never)]
pub extern "C" fn instrumented(a: u64) -> u64 {
    helper(a) ^ 2
}
