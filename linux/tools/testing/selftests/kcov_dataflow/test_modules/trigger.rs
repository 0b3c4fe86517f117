// SPDX-License-Identifier: GPL-2.0

//! What makes a test module of a function: a folder in debugfs with one file,
//! trigger. Who writes to it calls the function.

use kernel::{
    debugfs::{Dir, File},
    prelude::*,
    uaccess::UserSliceReader,
};

#[pin_data]
pub(crate) struct Trigger {
    #[pin]
    file: File<()>,
    dir: Dir,
}

impl Trigger {
    pub(crate) fn new<W>(folder: &'static CStr, write: &'static W) -> impl PinInit<Self, Error>
    where
        W: Fn(&(), &mut UserSliceReader) -> Result + Send + Sync,
    {
        let dir = Dir::new(folder);

        try_pin_init!(Self {
            file <- dir.write_callback_file(c"trigger", (), write),
            dir: dir,
        })
    }
}
