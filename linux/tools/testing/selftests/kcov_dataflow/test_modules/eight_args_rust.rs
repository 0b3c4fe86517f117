// SPDX-License-Identifier: GPL-2.0

//! The functions of eight_args_c, in Rust, called when somebody writes to
//! /sys/kernel/debug/eight_args_rust/trigger.

mod trigger;

use core::hint::black_box;
use kernel::{prelude::*, uaccess::UserSliceReader};
use trigger::Trigger;

module! {
    type: EightArgs,
    name: "eight_args_rust",
    description: "KCOV dataflow test: functions of one to eight arguments, in Rust",
    license: "GPL",
}

#[pin_data]
struct EightArgs {
    #[pin]
    trigger: Trigger,
}

#[repr(C)]
struct DfPair {
    a: u32,
    b: u32,
}

#[no_mangle]
#[inline(never)]
extern "C" fn df_func1(a: u64) -> u64 {
    a
}

#[no_mangle]
#[inline(never)]
extern "C" fn df_func2(a: u64, b: u64) -> u64 {
    a + b
}

#[no_mangle]
#[inline(never)]
extern "C" fn df_func3(a: u64, b: u64, c: u64) -> u64 {
    a + b + c
}

#[no_mangle]
#[inline(never)]
extern "C" fn df_func4(a: u64, b: u64, c: u64, d: u64) -> u64 {
    a + b + c + d
}

#[no_mangle]
#[inline(never)]
extern "C" fn df_func5(a: u64, b: u64, c: u64, d: u64, e: u64) -> u64 {
    a + b + c + d + e
}

#[no_mangle]
#[inline(never)]
extern "C" fn df_func6(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64) -> u64 {
    a + b + c + d + e + f
}

#[no_mangle]
#[inline(never)]
extern "C" fn df_func7(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, g: u64) -> u64 {
    a + b + c + d + e + f + g
}

#[no_mangle]
#[inline(never)]
#[allow(clippy::too_many_arguments)]
extern "C" fn df_func8(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, g: u64, h: u64) -> u64 {
    a + b + c + d + e + f + g + h
}

#[no_mangle]
#[inline(never)]
extern "C" fn df_func_struct(pair: DfPair) -> u64 {
    u64::from(pair.a) + u64::from(pair.b)
}

#[inline(never)]
fn trigger_write(_data: &(), _reader: &mut UserSliceReader) -> Result {
    let pair = DfPair {
        a: 0xaaaa,
        b: 0xbbbb,
    };
    let mut sum = 0;

    sum += df_func1(0x11);
    sum += df_func2(0x11, 0x22);
    sum += df_func3(0x11, 0x22, 0x33);
    sum += df_func4(0x11, 0x22, 0x33, 0x44);
    sum += df_func5(0x11, 0x22, 0x33, 0x44, 0x55);
    sum += df_func6(0x11, 0x22, 0x33, 0x44, 0x55, 0x66);
    sum += df_func7(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77);
    sum += df_func8(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88);
    sum += df_func_struct(pair);

    // Keeps the calls from being dropped for want of a reader.
    black_box(sum);
    Ok(())
}

impl kernel::InPlaceModule for EightArgs {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            trigger <- Trigger::new(c"eight_args_rust", &trigger_write),
        })
    }
}
