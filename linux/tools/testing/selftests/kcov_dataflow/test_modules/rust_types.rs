// SPDX-License-Identifier: GPL-2.0

//! Functions as people write them in Rust, called when somebody writes to
//! /sys/kernel/debug/rust_types/trigger. Each prints what it was given and what
//! it returns, as Rust shows it, and the machine words that this is, where it
//! has no padding:
//!
//!     slice(bytes=[1, 2, 3]) = 6
//!     raw slice [ffffffffc0200010, 3] = [6]

mod trigger;

use core::{hint::black_box, num::NonZero};
use kernel::{fmt, prelude::*, sync::Arc, uaccess::UserSliceReader};
use trigger::Trigger;

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

#[inline(never)]
fn show(
    name: &str,
    args: fmt::Arguments<'_>,
    entry: &[u64],
    res: fmt::Arguments<'_>,
    exit: &[u64],
) {
    pr_info!("{name}({args}) = {res}\n");
    if !entry.is_empty() || !exit.is_empty() {
        pr_info!("raw {name} {entry:x?} = {exit:x?}\n");
    }
}

fn address<T: ?Sized>(of: &T) -> u64 {
    core::ptr::from_ref(of).cast::<u8>() as u64
}

fn halves(wide: u128) -> [u64; 2] {
    [wide as u64, (wide >> 64) as u64]
}

// Pointers with a length, and those that cannot be null

#[inline(never)]
fn slice(bytes: &[u8]) -> u64 {
    let sum = bytes.iter().map(|&byte| u64::from(byte)).sum();

    show(
        "slice",
        fmt!("bytes={bytes:?}"),
        &[address(bytes), bytes.len() as u64],
        fmt!("{sum}"),
        &[sum],
    );
    sum
}

#[inline(never)]
fn string(text: &str) -> usize {
    let len = text.len();

    show(
        "string",
        fmt!("text={text:?}"),
        &[address(text), len as u64],
        fmt!("{len}"),
        &[len as u64],
    );
    len
}

#[inline(never)]
fn option_ref(value: Option<&u32>) -> u32 {
    let res = value.copied().unwrap_or(0x7e);

    show(
        "option_ref",
        fmt!("value={value:?}"),
        &[value.map_or(0, |v| address(v))],
        fmt!("{res}"),
        &[u64::from(res)],
    );
    res
}

#[inline(never)]
fn option_nonzero(value: Option<NonZero<u32>>) -> Option<NonZero<u32>> {
    let res = value.and_then(|v| NonZero::new(v.get() - 1));
    let raw = |v: Option<NonZero<u32>>| u64::from(v.map_or(0, NonZero::get));

    show(
        "option_nonzero",
        fmt!("value={value:?}"),
        &[raw(value)],
        fmt!("{res:?}"),
        &[raw(res)],
    );
    res
}

// Enumerations

#[derive(Debug)]
enum Shape {
    Empty,
    Square(u64),
    Rectangle { width: u32, height: u32 },
}

impl Shape {
    #[inline(never)]
    fn area(self) -> u64 {
        let res = match self {
            Shape::Empty => 0,
            Shape::Square(side) => side * side,
            Shape::Rectangle { width, height } => u64::from(width) * u64::from(height),
        };

        show("area", fmt!("self={self:?}"), &[], fmt!("{res}"), &[res]);
        res
    }
}

#[inline(never)]
fn half(value: u32) -> Result<u32> {
    let res = if value % 2 == 0 {
        Ok(value / 2)
    } else {
        Err(EINVAL)
    };

    show(
        "half",
        fmt!("value={value}"),
        &[u64::from(value)],
        fmt!("{res:?}"),
        &[],
    );
    res
}

// Types that are other types

#[derive(Debug)]
struct Metres(u32);

#[inline(never)]
fn newtype(distance: Metres) -> Metres {
    let res = Metres(distance.0 + 1);

    show(
        "newtype",
        fmt!("distance={distance:?}"),
        &[u64::from(distance.0)],
        fmt!("{res:?}"),
        &[u64::from(res.0)],
    );
    res
}

#[inline(never)]
fn generic<T: Copy + PartialOrd + Into<i64> + fmt::Debug>(a: T, b: T) -> T {
    let res = if a > b { a } else { b };
    let raw = |v: T| v.into() as u64;

    show(
        "generic",
        fmt!("a={a:?}, b={b:?}"),
        &[raw(a), raw(b)],
        fmt!("{res:?}"),
        &[raw(res)],
    );
    res
}

#[inline(never)]
fn tuple(pair: (u64, u64)) -> (u64, u64) {
    let res = (pair.1, pair.0);

    show(
        "tuple",
        fmt!("pair={pair:?}"),
        &[pair.0, pair.1],
        fmt!("{res:?}"),
        &[res.0, res.1],
    );
    res
}

#[inline(never)]
fn wide(a: u128, b: i128) -> u128 {
    let res = a ^ b as u128;
    let (a2, b2) = (halves(a), halves(b as u128));

    show(
        "wide",
        fmt!("a={a:#x}, b={b:#x}"),
        &[a2[0], a2[1], b2[0], b2[1]],
        fmt!("{res:#x}"),
        &halves(res),
    );
    res
}

#[derive(Clone, Copy, Debug)]
struct Token;

#[inline(never)]
fn nothing(token: Token, value: u32, unit: ()) -> Token {
    show(
        "nothing",
        fmt!("token={token:?}, value={value}, unit={unit:?}"),
        &[u64::from(value)],
        fmt!("{token:?}"),
        &[],
    );
    token
}

// Structs: in two registers, and behind a hidden pointer

#[derive(Clone, Copy, Debug)]
struct Two {
    low: u64,
    high: u64,
}

#[inline(never)]
fn two_registers(two: Two) -> Two {
    let res = Two {
        low: two.high,
        high: two.low,
    };

    show(
        "two_registers",
        fmt!("two={two:?}"),
        &[two.low, two.high],
        fmt!("{res:?}"),
        &[res.low, res.high],
    );
    res
}

#[derive(Clone, Copy, Debug)]
struct Four {
    words: [u64; 4],
}

#[inline(never)]
fn hidden_pointer(four: Four) -> Four {
    let res = Four {
        words: four.words.map(|word| word + 1),
    };

    show(
        "hidden_pointer",
        fmt!("four={four:?}"),
        &[],
        fmt!("{res:?}"),
        &[],
    );
    res
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
    string(black_box("in the kernel"));
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
