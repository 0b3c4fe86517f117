// SPDX-License-Identifier: GPL-2.0

//! The functions of rust_types that are given values, and how all of them print.

use core::{ffi::CStr, num::NonZero};
use kernel::{fmt, prelude::*};

#[inline(never)]
pub(crate) fn show(
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

/// What is behind a pointer and a length, as far as the test has it captured.
pub(crate) fn behind<T: fmt::Debug>(name: &str, arg: u32, elements: &[T]) {
    let (size, len) = (size_of::<T>(), elements.len());

    pr_info!(
        "behind {name} {arg} {size} {len} {:x?}\n",
        &elements[..len.min(64 / size)]
    );
}

/// In place of the number of an argument
pub(crate) const RETURNED: u32 = 0xff;

pub(crate) fn address<T: ?Sized>(of: &T) -> u64 {
    core::ptr::from_ref(of).cast::<u8>() as u64
}

pub(crate) fn halves(wide: u128) -> [u64; 2] {
    [wide as u64, (wide >> 64) as u64]
}

// Pointers with a length, and those that cannot be null

#[inline(never)]
pub(crate) fn slice(bytes: &[u8]) -> u64 {
    let sum = bytes.iter().map(|&byte| u64::from(byte)).sum();

    show(
        "slice",
        fmt!("bytes={bytes:?}"),
        &[address(bytes), bytes.len() as u64],
        fmt!("{sum}"),
        &[sum],
    );
    behind("slice", 0, bytes);
    sum
}

#[inline(never)]
pub(crate) fn tail(words: &[u32]) -> &[u32] {
    let res = &words[1..];
    let raw = |v: &[u32]| [address(v), v.len() as u64];

    show(
        "tail",
        fmt!("words={words:?}"),
        &raw(words),
        fmt!("{res:?}"),
        &raw(res),
    );
    behind("tail", 0, words);
    behind("tail", RETURNED, res);
    res
}

#[inline(never)]
pub(crate) fn c_string(text: &CStr) -> usize {
    let bytes = text.to_bytes_with_nul();

    show(
        "c_string",
        fmt!("text={text:?}"),
        &[address(text), bytes.len() as u64],
        fmt!("{}", bytes.len()),
        &[bytes.len() as u64],
    );
    behind("c_string", 0, bytes);
    bytes.len()
}

/// Without a pointer, the length is anything.
#[inline(never)]
pub(crate) fn option_string(text: Option<&str>) -> usize {
    let len = text.map_or(0x7e, str::len);

    show(
        "option_string",
        fmt!("text={text:?}"),
        &[],
        fmt!("{len}"),
        &[len as u64],
    );
    behind("option_string", 0, text.unwrap_or("").as_bytes());
    len
}

#[inline(never)]
pub(crate) fn string(text: &str) -> usize {
    let len = text.len();

    show(
        "string",
        fmt!("text={text:?}"),
        &[address(text), len as u64],
        fmt!("{len}"),
        &[len as u64],
    );
    behind("string", 0, text.as_bytes());
    len
}

#[inline(never)]
pub(crate) fn option_ref(value: Option<&u32>) -> u32 {
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
pub(crate) fn option_nonzero(value: Option<NonZero<u32>>) -> Option<NonZero<u32>> {
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
pub(crate) enum Shape {
    Empty,
    Square(u64),
    Rectangle { width: u32, height: u32 },
}

impl Shape {
    #[inline(never)]
    pub(crate) fn area(self) -> u64 {
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
pub(crate) fn half(value: u32) -> Result<u32> {
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
pub(crate) struct Metres(pub(crate) u32);

#[inline(never)]
pub(crate) fn newtype(distance: Metres) -> Metres {
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
pub(crate) fn generic<T: Copy + PartialOrd + Into<i64> + fmt::Debug>(a: T, b: T) -> T {
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
pub(crate) fn tuple(pair: (u64, u64)) -> (u64, u64) {
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
pub(crate) fn wide(a: u128, b: i128) -> u128 {
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
pub(crate) struct Token;

#[inline(never)]
pub(crate) fn nothing(token: Token, value: u32, unit: ()) -> Token {
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
pub(crate) struct Two {
    pub(crate) low: u64,
    pub(crate) high: u64,
}

#[inline(never)]
pub(crate) fn two_registers(two: Two) -> Two {
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
pub(crate) struct Four {
    pub(crate) words: [u64; 4],
}

#[inline(never)]
pub(crate) fn hidden_pointer(four: Four) -> Four {
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
