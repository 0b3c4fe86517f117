#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An object in Rust is compiled anew when its option has changed, and only then.
# shellcheck disable=SC2154 # run sets status, out and err

. tests/tap.sh

dir=build/tests/rust-options/df_options
object=build/lab/rust-modules/df_options/df_options.o
rm -rf $dir
mkdir -p $dir

cat >$dir/df_options.rs <<'END'
// SPDX-License-Identifier: GPL-2.0

//! A function that rustc inlines before there are boundaries, unless it is told not to.

use kernel::prelude::*;

module! {
    type: Options,
    name: "df_options",
    description: "A test of the options for objects in Rust",
    license: "GPL",
}

struct Options;

#[inline]
fn df_options_inlined(len: usize) -> usize {
    len + 1
}

#[no_mangle]
#[inline(never)]
extern "C" fn df_options_outer(len: usize) -> usize {
    df_options_inlined(len)
}

impl kernel::Module for Options {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        pr_info!("{}\n", df_options_outer(1));
        Ok(Options)
    }
}
END

# build OPTION COMMENT
build() {
	printf '# %s\nobj-m := df_options.o\nKCOV_DATAFLOW_df_options.o := %s\n' "$2" "$1" >$dir/Makefile
	run lab/lab module rust $dir
	ok "$status" "$1, $2: it is built" || diag "$err"
}

# The functions of the object that have boundaries
boundaries() {
	objcopy -O binary -j .kcov_dataflow.str --set-section-flags .kcov_dataflow.str=alloc $object $dir/names
	tr '\0' '\n' <$dir/names | grep -o 'df_options_[a-z]*' | sort -u
}

build n first
is "$(boundaries)" '' 'nothing is instrumented'
build y changed
is "$(boundaries)" 'df_options_outer' 'what is left is instrumented'
before=$(stat -c '%i %y' $object)
build y again
is "$(stat -c '%i %y' $object)" "$before" 'and is not compiled again'
build inline changed
is "$(boundaries)" 'df_options_inlined
df_options_outer' 'what was inlined has boundaries'

done_testing
