// SPDX-License-Identifier: GPL-2.0

//! The side of rust_ffi_contract that is promised a buffer, by a function in C.
//! Whoever writes "sync" or "async" to
//! /sys/kernel/debug/rust_ffi_contract/trigger makes one request of that kind.

mod trigger;

use core::ptr::NonNull;
use kernel::{error::to_result, ffi::c_int, prelude::*, uaccess::UserSliceReader};
use trigger::Trigger;

module! {
    type: FfiContract,
    name: "rust_ffi_contract",
    description: "KCOV dataflow test: a contract between Rust and C that C breaks",
    license: "GPL",
}

#[pin_data]
struct FfiContract {
    #[pin]
    trigger: Trigger,
}

const DF_ASYNC: u32 = 1;

#[repr(C)]
struct DfFfiRequest {
    id: u64,
    flags: u32,
    len: u32,
    buffer: Option<NonNull<u8>>,
}

extern "C" {
    fn df_ffi_prepare(req: *mut DfFfiRequest) -> c_int;
}

#[no_mangle]
#[inline(never)]
extern "C" fn df_ffi_consume(buffer: NonNull<u8>, len: u32) -> u64 {
    // SAFETY: The callers have got both from `df_ffi_prepare()`.
    let bytes = unsafe { core::slice::from_raw_parts(buffer.as_ptr(), len as usize) };

    bytes.iter().map(|&byte| u64::from(byte)).sum()
}

/// What the C side promises ends here: `Option` makes this side look.
#[no_mangle]
#[inline(never)]
extern "C" fn df_ffi_submit(req: &mut DfFfiRequest) -> c_int {
    // SAFETY: The request lives until the call returns; nobody keeps it.
    let res = unsafe { df_ffi_prepare(req) };

    if let (0, Some(buffer)) = (res, req.buffer) {
        req.id = df_ffi_consume(buffer, req.len);
    }
    res
}

#[inline(never)]
fn trigger_write(_data: &(), reader: &mut UserSliceReader) -> Result {
    let mut req = DfFfiRequest {
        id: 0x1d,
        flags: 0,
        len: 0,
        buffer: None,
    };

    if reader.read::<u8>()? == b'a' {
        req.flags = DF_ASYNC;
    }
    to_result(df_ffi_submit(&mut req))
}

impl kernel::InPlaceModule for FfiContract {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            trigger <- Trigger::new(c"rust_ffi_contract", &trigger_write),
        })
    }
}
