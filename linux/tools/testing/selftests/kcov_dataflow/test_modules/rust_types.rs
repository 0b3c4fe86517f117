// SPDX-License-Identifier: GPL-2.0

//! Functions as people write them in Rust, called when somebody writes to
//! /sys/kernel/debug/rust_types/trigger. Each prints what it was given and what
//! it returns, as Rust shows it, and the machine words that this is, where it
//! has no padding:
//!
//!     slice(bytes=[1, 2, 3]) = 6
//!     raw slice [ffffffffc0200010, 3] = [6]
//!
//! Of a slice, it prints what is behind it: which argument, the size of an
//! element, how many there are, and the first of them:
//!
//!     behind slice 0 1 3 [1, 2, 3]

mod trigger;
#[path = "rust_types_values.rs"]
mod values;

use core::{hint::black_box, num::NonZero};
use kernel::{prelude::*, sync::Arc, uaccess::UserSliceReader};
use trigger::Trigger;
use values::*;

module! {
    type: RustTypes,
    name: "rust_types",
    description: "KCOV dataflow test: the types of Rust",
    license: "GPL",
}

#[pin_data]
struct RustTypes {
    #[pin]
    trigger: Trigger,
}

// Methods

trait Count {
    fn count(&self, times: u32) -> u32;
}

#[derive(Debug)]
struct Counter {
    value: u32,
    step: u32,
}

impl Counter {
    #[inline(never)]
    fn bump(&mut self, times: u32) -> u32 {
        let before = address(self);

        self.value += self.step * times;
        show(
            "bump",
            fmt!("self={self:?}, times={times}"),
            &[before, u64::from(times)],
            fmt!("{}", self.value),
            &[u64::from(self.value)],
        );
        self.value
    }

    #[inline(never)]
    fn finish(self) -> u32 {
        let raw = u64::from(self.value) | u64::from(self.step) << 32;

        show(
            "finish",
            fmt!("self={self:?}"),
            &[raw],
            fmt!("{}", self.value),
            &[u64::from(self.value)],
        );
        self.value
    }
}

impl Count for Counter {
    #[inline(never)]
    fn count(&self, times: u32) -> u32 {
        let res = self.value * times;

        show(
            "count",
            fmt!("self={self:?}, times={times}"),
            &[address(self), u64::from(times)],
            fmt!("{res}"),
            &[u64::from(res)],
        );
        res
    }
}

#[inline(never)]
fn arc(counter: Arc<Counter>) -> u32 {
    let res = counter.value;

    show(
        "arc",
        fmt!("counter={counter:?}"),
        &[],
        fmt!("{res}"),
        &[u64::from(res)],
    );
    res
}

#[inline(never)]
fn boxed(counter: KBox<dyn Count>) -> u32 {
    // The compiler does not know what it calls.
    let res = black_box(&counter).count(3);

    show(
        "boxed",
        fmt!("counter=.."),
        &[],
        fmt!("{res}"),
        &[u64::from(res)],
    );
    res
}

#[inline(never)]
fn closure(f: &dyn Fn(u32) -> u32, value: u32) -> u32 {
    let res = black_box(f)(value);

    show(
        "closure",
        fmt!("f=.., value={value}"),
        &[],
        fmt!("{res}"),
        &[u64::from(res)],
    );
    res
}

#[inline(never)]
fn trigger_write(_data: &(), _reader: &mut UserSliceReader) -> Result {
    let mut counter = Counter {
        value: black_box(40),
        step: 2,
    };
    let offset = black_box(0x100);

    slice(black_box(&[1, 2, 3]));
    slice(black_box(&[]));
    string(black_box("in the kernel"));
    string(black_box(""));
    // More than the test has captured
    string(black_box(
        "The first bytes of a string say most of it, but not that it goes on for longer",
    ));
    tail(black_box(&[0x11111111, 0x22222222, 0x33333333]));
    tail(black_box(&[0x44444444]));
    c_string(black_box(c"/dev/binder"));
    option_string(black_box(Some("some")));
    option_string(black_box(None));
    option_ref(black_box(Some(&0x2a)));
    option_ref(black_box(None));
    option_nonzero(black_box(NonZero::new(0x11)));
    option_nonzero(black_box(None));
    Shape::area(black_box(Shape::Empty));
    Shape::area(black_box(Shape::Square(7)));
    Shape::area(black_box(Shape::Rectangle {
        width: 3,
        height: 4,
    }));
    let _ = half(black_box(14));
    let _ = half(black_box(15));
    newtype(black_box(Metres(0x99)));
    generic::<u32>(black_box(3), black_box(4));
    generic::<i64>(black_box(-3), black_box(-4));
    tuple(black_box((0x1111, 0x2222)));
    wide(
        black_box(0x1111_2222_3333_4444_5555_6666_7777_8888),
        black_box(-2),
    );
    nothing(black_box(Token), black_box(0x55), ());
    two_registers(black_box(Two {
        low: 0xaaaa,
        high: 0xbbbb,
    }));
    hidden_pointer(black_box(Four {
        words: [1, 2, 3, 4],
    }));
    counter.bump(black_box(1));
    counter.count(black_box(2));
    arc(Arc::new(
        Counter {
            value: black_box(0x77),
            step: 1,
        },
        GFP_KERNEL,
    )?);
    boxed(KBox::new(
        Counter {
            value: black_box(5),
            step: 1,
        },
        GFP_KERNEL,
    )?);
    closure(&|value| value + offset, black_box(0x23));
    counter.finish();
    Ok(())
}

impl kernel::InPlaceModule for RustTypes {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            trigger <- Trigger::new(c"rust_types", &trigger_write),
        })
    }
}
