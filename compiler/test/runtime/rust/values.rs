// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//! The functions whose boundaries are watched. This crate is instrumented.
#![feature(stmt_expr_attributes)]

use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::ptr::NonNull;
use std::rc::Rc;
use std::sync::Arc;

#[derive(Clone, Copy)]
pub struct Pair {
    pub a: u32,
    pub b: u32,
}

pub struct Words {
    pub a: u64,
    pub b: u64,
}

/// Reordered: the compiler puts b first.
#[derive(Clone, Copy)]
pub struct Mixed {
    pub a: u32,
    pub b: u64,
}

pub struct Large {
    pub a: u64,
    pub b: u64,
    pub c: u64,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ReprC {
    pub a: u32,
    pub b: u32,
    pub c: u32,
}

#[derive(Clone, Copy)]
pub struct Newtype(pub u64);

#[derive(Clone, Copy)]
pub struct Nothing;

/// Its size is not known, and it is more than a slice.
#[repr(C)]
pub struct Header<T: ?Sized = [u8]> {
    pub size: u32,
    pub data: T,
}

#[derive(Clone, Copy)]
pub enum Plain {
    A = 3,
    B = 7,
}

#[derive(Clone, Copy)]
pub enum Shape {
    Point,
    Rect { w: u32, h: u32 },
}

macro_rules! same {
    ($($name:ident $(<$t:lifetime>)?: $ty:ty),* $(,)?) => {
        $(#[inline(never)]
        pub fn $name$(<$t>)?(v: $ty) -> $ty {
            v
        })*
    };
}

// One argument in, the same out.
same! {
    boolean: bool,
    character: char,
    float: f64,
    wide: i128,
    slice<'a>: &'a [u32],
    string<'a>: &'a str,
    exclusive<'a>: &'a mut [u8],
    pairs<'a>: &'a [Pair],
    c_string<'a>: &'a CStr,
    raw_slice: *const [u16],
    boxed_slice: Box<[u64]>,
    boxed_string: Box<str>,
    nothings<'a>: &'a [Nothing],
    with_header<'a>: &'a Header,
    reference<'a>: &'a Pair,
    option_reference<'a>: Option<&'a Pair>,
    option_nonzero: Option<NonZeroU32>,
    option: Option<u64>,
    result: Result<u64, i64>,
    result_unit: Result<(), NonZeroU32>,
    plain: Plain,
    shape: Shape,
    newtype: Newtype,
    pair: Pair,
    words: Words,
    mixed: Mixed,
    large: Large,
    tuple: (u32, u64),
    bools: (bool, u8),
    bytes: [u8; 4],
    array: [u64; 8],
    dynamic<'a>: &'a dyn Add,
    boxed: Box<Pair>,
    pinned<'a>: Pin<&'a Pair>,
    option_nonnull: Option<NonNull<Pair>>,
    option_box: Option<Box<Pair>>,
    option_arc: Option<Arc<Pair>>,
    result_reference<'a>: Result<&'a Pair, ()>,
    uninit<'a>: MaybeUninit<&'a Pair>,
}

#[inline(never)]
pub extern "C" fn repr_c(v: ReprC) -> ReprC {
    v
}

/// What is loaded for the return is a member of another object.
#[inline(never)]
pub fn member(v: &Large) -> Newtype {
    let copy = std::hint::black_box([v.a, v.b, v.c]);
    Newtype(copy[2])
}

#[inline(never)]
pub fn nothing(_z: Nothing, x: u8, _u: ()) -> Nothing {
    std::hint::black_box(x);
    Nothing
}

#[inline(never)]
pub fn patterns((a, b): (u32, u32), _: u64, mut c: u32) -> u32 {
    c += a;
    c ^ b
}

#[inline(never)]
pub fn many(s: &str, o: Option<u64>, l: Large, t: (u32, u32), x: u8, d: &dyn Add) -> u64 {
    s.len() as u64 + o.unwrap_or(0) + l.a + t.0 as u64 + x as u64 + d.add(1) as u64
}

#[inline(never)]
pub fn shared(v: Arc<Pair>) -> u32 {
    v.a
}

#[inline(never)]
pub fn boxed_dynamic(v: Box<dyn Add>) -> u32 {
    v.add(1)
}

#[inline(never)]
fn generic<T: Copy>(v: T) -> T {
    v
}

#[inline(never)]
pub fn generics(a: u32, p: Pair) -> u32 {
    generic(a) + generic(p).b
}

/// A closure that is called with the address of its environment.
#[inline(never)]
pub fn make(a: u64) -> Box<dyn Fn(u32) -> u64> {
    Box::new(
        #[inline(never)]
        move |x| x as u64 + a,
    )
}

#[inline(never)]
fn call_once(f: impl FnOnce(u32) -> u64, x: u32) -> u64 {
    f(x)
}

/// Environments by value, since they lose what they have captured: one of two
/// values, and one that is passed by its address.
#[inline(never)]
pub fn consumed(p: Words, l: Large) -> u64 {
    let words = #[inline(never)]
    move |x: u32| {
        let p = p;
        x as u64 + p.a * p.b
    };
    let large = #[inline(never)]
    move |x: u32| {
        let l = l;
        x as u64 + l.a * l.b * l.c
    };
    call_once(words, 4) + call_once(large, 5)
}

pub trait Add {
    fn add(&self, x: u32) -> u32;
}

impl Add for Pair {
    #[inline(never)]
    fn add(&self, x: u32) -> u32 {
        self.a + x
    }
}

impl Pair {
    #[inline(never)]
    pub fn by_value(self, k: u32) -> u32 {
        self.a + k
    }

    #[inline(never)]
    pub fn by_reference(&mut self, k: u32) {
        self.b += k;
    }

    #[inline(never)]
    pub fn by_rc(self: Rc<Self>, k: u32) -> u32 {
        self.b + k
    }
}

#[inline]
fn peek(bytes: &[u8]) -> usize {
    bytes.len()
}

/// What is written first, nobody reads but who records the call in between.
#[inline(never)]
pub fn filled(buffer: &mut [u8], x: u8) -> usize {
    buffer[0] = x;
    let len = peek(buffer);
    buffer[0] = x + 1;
    len
}

#[inline]
fn leaf(a: u32, p: &Pair, s: &str) -> (u32, bool) {
    (a + p.b, s.is_empty())
}

#[inline(never)]
pub fn inlined(a: u32, p: &Pair, s: &str) -> u32 {
    leaf(a * 2, p, &s[1..]).0
}
