// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//! Calls each function and says what it passes, in the log of ../log.h. This
//! crate is not instrumented, so what it knows of values and members comes from
//! the compiler alone.
use std::ffi::{c_char, c_int, c_uint, c_ulong, c_void, CString};
use std::mem::{MaybeUninit, offset_of, size_of, size_of_val};
use std::num::NonZeroU32;
use std::pin::Pin;
use std::ptr::NonNull;
use std::rc::Rc;
use std::sync::Arc;

use values::*;

#[repr(C)]
#[derive(Clone, Copy)]
struct Field(c_ulong, c_ulong);

unsafe extern "C" {
    safe fn want_call(number: c_uint);
    fn want_case(name: *const c_char);
    fn want_value(name: *const c_char, arg: c_int, value: *const c_void, size: c_uint);
    fn want_fields(
        name: *const c_char, arg: c_int, object: *const c_void, size: c_uint,
        fields: *const Field, num: c_uint,
    );
    fn want_unknown(name: *const c_char, arg: c_int, size: c_uint);
    fn want_span(
        name: *const c_char, arg: c_int, each: c_uint, data: *const c_void, size: c_ulong,
    );
    fn want_bare(name: *const c_char, what: *const c_char);
}

const RETURNED: c_int = -1;

fn text(s: &str) -> CString {
    CString::new(s).unwrap()
}

fn case(name: &str) {
    unsafe { want_case(text(name).as_ptr()) }
}

/// A value of its size, or the fields of the struct that it is.
fn want<T: ?Sized>(name: &str, arg: c_int, v: &T, fields: &[Field]) {
    let (name, p, size) = (text(name), &raw const *v as *const c_void, size_of_val(v) as c_uint);
    unsafe {
        if fields.is_empty() {
            want_value(name.as_ptr(), arg, p, size)
        } else {
            want_fields(name.as_ptr(), arg, p, size, fields.as_ptr(), fields.len() as c_uint)
        }
    }
}

/// A pointer, and the fields of the struct behind it.
fn want_behind<T>(name: &str, arg: c_int, v: *const T, fields: &[Field]) {
    let (name, n) = (text(name), fields.len() as c_uint);
    let size = size_of::<*const T>() as c_uint;
    unsafe { want_fields(name.as_ptr(), arg, v as *const c_void, size, fields.as_ptr(), n) }
}

/// What is behind a slice: an element has so many bytes.
fn behind(name: &str, arg: c_int, each: usize, bytes: &[u8]) {
    let (name, size) = (text(name), bytes.len() as c_ulong);
    unsafe { want_span(name.as_ptr(), arg, each as c_uint, bytes.as_ptr() as *const c_void, size) }
}

fn bytes_of<T>(v: &[T]) -> &[u8] {
    unsafe { std::slice::from_raw_parts(v.as_ptr() as *const u8, size_of_val(v)) }
}

/// A pointer and a length, which are an argument, and what they lead to.
fn want_slice<T: ?Sized>(name: &str, arg: c_int, v: &T, each: usize, bytes: &[u8]) {
    want(name, arg, v, FAT);
    behind(name, arg, each, bytes);
}

fn nothing_known(name: &str, arg: c_int) {
    unsafe { want_unknown(text(name).as_ptr(), arg, 0) }
}

fn bare(name: &str, what: &str) {
    unsafe { want_bare(text(name).as_ptr(), text(what).as_ptr()) }
}

macro_rules! fields {
    ($ty:ty, $($member:tt: $of:ty),*) => {
        &[$(Field(offset_of!($ty, $member) as c_ulong, size_of::<$of>() as c_ulong)),*]
    };
}

/// All bytes: an enum with data.
fn whole<T>() -> [Field; 1] {
    [Field(0, size_of::<T>() as c_ulong)]
}

const PAIR: &[Field] = fields!(Pair, a: u32, b: u32);
const WORDS: &[Field] = fields!(Words, a: u64, b: u64);
const MIXED: &[Field] = fields!(Mixed, a: u32, b: u64);
const LARGE: &[Field] = fields!(Large, a: u64, b: u64, c: u64);
const NEWTYPE: &[Field] = fields!(Newtype, 0: u64);
/// Two words: a slice is its address and length, a trait object has a vtable.
const FAT: &[Field] = &[Field(0, 8), Field(8, 8)];
/// One word: the environment of make(), what may be a pointer.
const ONE: &[Field] = &[Field(0, 8)];
/// What an Arc or an Rc of a Pair points to: two counts and the Pair.
const COUNTED: &[Field] = &[Field(0, 8), Field(8, 8), Field(16, 8)];

fn counted(p: *const Pair) -> *const u64 {
    p.cast::<u64>().wrapping_sub(2)
}

macro_rules! same {
    ($name:ident, $v:expr, $fields:expr) => {{
        let name = concat!("values::", stringify!($name));
        let v = $v;
        case(name);
        want(name, 0, &v, $fields);
        want(name, RETURNED, &v, $fields);
        let _ = $name(v);
    }};
}

macro_rules! same_slice {
    ($name:ident, $v:expr, $each:ty, $bytes:expr) => {{
        let name = concat!("values::", stringify!($name));
        let v = $v;
        let bytes = $bytes.to_vec();
        case(name);
        want_slice(name, 0, &v, size_of::<$each>(), &bytes);
        want_slice(name, RETURNED, &v, size_of::<$each>(), &bytes);
        let _ = $name(v);
    }};
}

macro_rules! same_pointer {
    ($name:ident, $v:expr, $p:expr) => {{
        let name = concat!("values::", stringify!($name));
        case(name);
        want_behind(name, 0, $p, PAIR);
        want_behind(name, RETURNED, $p, PAIR);
        let _ = $name($v);
    }};
}

fn scalars(p: &Pair) {
    same!(boolean, true, &[]);
    same!(boolean, false, &[]);
    same!(character, '\u{10ffff}', &[]);
    same!(float, -0.75, &[]);
    same!(wide, -0x0123_4567_89ab_cdef_0011_2233_4455_6677, &[]);
    same!(plain, Plain::B, &[]);
    same!(bytes, [0x11, 0x22, 0x33, 0x44], &[]);
    same!(array, [1, 2, 3, 4, 5, 6, 7, 0x8877_6655_4433_2211], &[]);
    same!(dynamic, p as &dyn Add, FAT);
    same_pointer!(reference, p, p);
    let b = Box::new(Pair { a: 0x1111, b: 0x2222 });
    let at = &raw const *b;
    same_pointer!(boxed, b, at);
}

fn slices(p: &Pair) {
    same_slice!(slice, &[1, 2, 3][..], u32, bytes_of(&[1u32, 2, 3]));
    same_slice!(slice, &[][..], u32, []);
    same_slice!(string, "hello", u8, b"hello");
    same_slice!(string, "", u8, []);
    same_slice!(exclusive, &mut [7, 8][..], u8, [7, 8]);
    same_slice!(pairs, &[*p, *p][..], Pair, bytes_of(&[*p, *p]));
    same_slice!(c_string, c"hi", u8, b"hi\0");
    same_slice!(raw_slice, &[3u16, 4][..], u16, bytes_of(&[3u16, 4]));
    same_slice!(boxed_slice, vec![5u64, 6].into_boxed_slice(), u64, bytes_of(&[5u64, 6]));
    same_slice!(boxed_string, Box::<str>::from("box"), u8, b"box");
    same!(nothings, &[Nothing, Nothing][..], FAT);
    let header = Header { size: 3, data: [1u8, 2, 3] };
    same!(with_header, &header as &Header, FAT);

    case("filled");
    let buffer = &mut [1, 2, 3][..];
    want_slice("values::filled", 0, &buffer, 1, &[1, 2, 3]);
    want("values::filled", 1, &9u8, &[]);
    want_call(2);
    want_slice("values::peek", 0, &buffer, 1, &[9, 2, 3]);
    want("values::peek", RETURNED, &3usize, &[]);
    want_call(0);
    want("values::filled", RETURNED, &3usize, &[]);
    filled(buffer, 9);
}

fn enums(p: &Pair) {
    same_pointer!(pinned, Pin::new(p), p);
    same_pointer!(option_nonnull, NonNull::new(p as *const _ as *mut _), p);
    let b = Box::new(*p);
    let at = &raw const *b;
    same_pointer!(option_box, Some(b), at);
    same_pointer!(option_box, None, std::ptr::null::<Pair>());
    same_pointer!(result_reference, Ok(p), p);
    same_pointer!(result_reference, Err(()), std::ptr::null::<Pair>());
    same!(uninit, MaybeUninit::new(p), ONE);
    let nonzero = NonZeroU32::new(0x8070_6050);
    same_pointer!(option_reference, Some(p), p);
    same_pointer!(option_reference, None, std::ptr::null::<Pair>());
    same!(option_nonzero, nonzero, &whole::<Option<NonZeroU32>>());
    same!(option_nonzero, None, &whole::<Option<NonZeroU32>>());
    same!(option, Some(0x1122_3344_5566_7788), &whole::<Option<u64>>());
    same!(result, Ok(5), &whole::<Result<u64, i64>>());
    same!(result, Err(-5), &whole::<Result<u64, i64>>());
    same!(result_unit, Ok(()), &whole::<Result<(), NonZeroU32>>());
    same!(result_unit, Err(nonzero.unwrap()), &whole::<Result<(), NonZeroU32>>());
    same!(shape, Shape::Rect { w: 0x66, h: 0x77 }, &whole::<Shape>());
}

fn structs() {
    same!(newtype, Newtype(0xffff_eeee_dddd_cccc), NEWTYPE);
    same!(pair, Pair { a: 0xaaaa_aaaa, b: 0xbbbb_bbbb }, PAIR);
    same!(words, Words { a: u64::MAX, b: 3 }, WORDS);
    same!(mixed, Mixed { a: 0x1234_5678, b: u64::MAX - 1 }, MIXED);
    same!(large, Large { a: 1 << 63, b: 2, c: 3 }, LARGE);
    same!(tuple, (0x7777_7777, 0x1_0000_0001), fields!((u32, u64), 0: u32, 1: u64));
    same!(bools, (true, 0xee), fields!((bool, u8), 0: bool, 1: u8));
    same!(repr_c, ReprC { a: 1, b: 0x8000_0000, c: u32::MAX },
        fields!(ReprC, a: u32, b: u32, c: u32));
    let l = Large { a: 1, b: 2, c: 0x3333 };
    case("member");
    want_behind("values::member", 0, &l, LARGE);
    want("values::member", RETURNED, &Newtype(0x3333), NEWTYPE);
    member(&l);
}

fn positions(p: &Pair) {
    case("nothing");
    nothing_known("values::nothing", 0);
    want("values::nothing", 1, &0x5au8, &[]);
    nothing_known("values::nothing", 2);
    bare("values::nothing", "exit");
    nothing(Nothing, 0x5a, ());

    case("patterns");
    let pair = (0x10u32, 0x20u32);
    want("values::patterns", 0, &pair, fields!((u32, u32), 0: u32, 1: u32));
    want("values::patterns", 1, &7u64, &[]);
    want("values::patterns", 2, &9u32, &[]);
    want("values::patterns", RETURNED, &(0x19u32 ^ 0x20), &[]);
    patterns(pair, 7, 9);

    case("many");
    let (s, o, l, d) = ("abc", Some(1u64), Large { a: 4, b: 5, c: 6 }, p as &dyn Add);
    want_slice("values::many", 0, &s, 1, b"abc");
    want("values::many", 1, &o, &whole::<Option<u64>>());
    want("values::many", 2, &l, LARGE);
    want("values::many", 3, &pair, fields!((u32, u32), 0: u32, 1: u32));
    want("values::many", 4, &0xffu8, &[]);
    want("values::many", 5, &d, FAT);
    want_add(p, 1);
    let sum = 3 + 1 + 4 + 0x10 + 0xff + p.a as u64 + 1;
    want("values::many", RETURNED, &sum, &[]);
    many(s, o, l, pair, 0xff, d);
}

fn want_add(p: &Pair, x: u32) {
    let name = "<values::Pair as values::Add>::add";
    want_behind(name, 0, p, PAIR);
    want(name, 1, &x, &[]);
    want(name, RETURNED, &(p.a + x), &[]);
}

fn owners() {
    case("shared");
    let v = Arc::new(Pair { a: 0x77, b: 0 });
    let other = v.clone();
    want_behind("values::shared", 0, counted(Arc::as_ptr(&v)), COUNTED);
    want("values::shared", RETURNED, &v.a, &[]);
    shared(other);

    case("optional");
    let v = Arc::new(Pair { a: 0x79, b: 0 });
    let other = v.clone();
    want_behind("values::option_arc", 0, counted(Arc::as_ptr(&v)), COUNTED);
    want_behind("values::option_arc", RETURNED, counted(Arc::as_ptr(&v)), COUNTED);
    option_arc(Some(other));

    case("boxed dynamic");
    let v: Box<dyn Add> = Box::new(Pair { a: 0x78, b: 1 });
    let p = &raw const *v as *const Pair;
    want("values::boxed_dynamic", 0, &v, FAT);
    want_add(unsafe { &*p }, 1);
    want("values::boxed_dynamic", RETURNED, &0x79u32, &[]);
    boxed_dynamic(v);

    case("self");
    let mut v = Pair { a: 1, b: 2 };
    want("<values::Pair>::by_value", 0, &v, PAIR);
    want("<values::Pair>::by_value", 1, &3u32, &[]);
    want("<values::Pair>::by_value", RETURNED, &4u32, &[]);
    v.by_value(3);
    want_behind("<values::Pair>::by_reference", 0, &v, PAIR);
    want("<values::Pair>::by_reference", 1, &5u32, &[]);
    bare("<values::Pair>::by_reference", "exit");
    v.by_reference(5);
    let rc = Rc::new(v);
    let other = rc.clone();
    want_behind("<values::Pair>::by_rc", 0, counted(Rc::as_ptr(&rc)), COUNTED);
    want("<values::Pair>::by_rc", 1, &6u32, &[]);
    want("<values::Pair>::by_rc", RETURNED, &(v.b + 6), &[]);
    other.by_rc(6);
}

/// Closures consist of what they have captured.
fn closures() {
    case("make");
    let f = make(0x44);
    want("values::make", 0, &0x44u64, &[]);
    want("values::make", RETURNED, &f, FAT);
    let environment = &raw const *f as *const u64;
    case("environment behind a pointer");
    want_behind("values::make::{closure#0}", 0, environment, ONE);
    want("values::make::{closure#0}", 1, &3u32, &[]);
    want("values::make::{closure#0}", RETURNED, &0x47u64, &[]);
    f(3);

    let (w, l) = (Words { a: 5, b: 6 }, Large { a: 7, b: 8, c: 9 });
    case("environment by value");
    want("values::consumed", 0, &w, WORDS);
    want("values::consumed", 1, &l, LARGE);
    want("values::call_once::<values::consumed::{closure#0}>", 0, &w, &whole::<Words>());
    want("values::call_once::<values::consumed::{closure#0}>", 1, &4u32, &[]);
    want("values::consumed::{closure#0}", 0, &w, &whole::<Words>());
    want("values::consumed::{closure#0}", 1, &4u32, &[]);
    want("values::consumed::{closure#0}", RETURNED, &34u64, &[]);
    want("values::call_once::<values::consumed::{closure#0}>", RETURNED, &34u64, &[]);
    want("values::call_once::<values::consumed::{closure#1}>", 0, &l, &whole::<Large>());
    want("values::call_once::<values::consumed::{closure#1}>", 1, &5u32, &[]);
    want("values::consumed::{closure#1}", 0, &l, &whole::<Large>());
    want("values::consumed::{closure#1}", 1, &5u32, &[]);
    want("values::consumed::{closure#1}", RETURNED, &509u64, &[]);
    want("values::call_once::<values::consumed::{closure#1}>", RETURNED, &509u64, &[]);
    want("values::consumed", RETURNED, &(34u64 + 509), &[]);
    consumed(w, l);
}

fn inner(p: Pair) {
    case("generics");
    want("values::generics", 0, &3u32, &[]);
    want("values::generics", 1, &p, PAIR);
    want("values::generic::<u32>", 0, &3u32, &[]);
    want("values::generic::<u32>", RETURNED, &3u32, &[]);
    want("values::generic::<values::Pair>", 0, &p, PAIR);
    want("values::generic::<values::Pair>", RETURNED, &p, PAIR);
    want("values::generics", RETURNED, &(3 + p.b), &[]);
    generics(3, p);

    case("inlined");
    let s = "xyz";
    want("values::inlined", 0, &4u32, &[]);
    want_behind("values::inlined", 1, &p, PAIR);
    want_slice("values::inlined", 2, &s, 1, b"xyz");
    want_call(1);
    want("values::leaf", 0, &8u32, &[]);
    want_behind("values::leaf", 1, &p, PAIR);
    want_slice("values::leaf", 2, &&s[1..], 1, b"yz");
    want("values::leaf", RETURNED, &(8 + p.b, false), fields!((u32, bool), 0: u32, 1: bool));
    want_call(0);
    want("values::inlined", RETURNED, &(8 + p.b), &[]);
    inlined(4, &p, s);

    closures();
}

fn main() {
    let p = Pair { a: 0x5555, b: 0x6666 };
    scalars(&p);
    slices(&p);
    enums(&p);
    structs();
    positions(&p);
    owners();
    inner(p);
}
