/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the compiler leaves for names-test.c to read: sites, shapes and names. See docs/boundary-abi.md. */
	.text
	.globl _start
_start:
	nop
site_f:	/* in the code, as the operand of a no-op */
	.long shape_f - site_f
	.globl _text
_text:
	nop

	.section .rodata.kcov_df_sites, "a"
	.balign 4
	.globl site_g
site_g:	/* apart from the code, with the distance to the function */
	.long shape_g - site_g
	.long _text - .
	.globl site_bad
site_bad:	/* leads nowhere */
	.long 0x7fffffff
shape_f:	/* two arguments: a pointer to a struct, 4 bytes; returns 8 bytes */
	.byte 0x82, 2
	.short 0
	.byte 0x43, 0x21, 0x41
	.balign 4
shape_g:	/* none, void */
	.byte 0, 0
	.short 0
	.byte 0x08
	.balign 4

	.section .kcov_dataflow.str, "MS", @progbits, 1
name_f:	.asciz "F\tf\tfile.c:3\ti8\tp00000000000000a1\tp\te00000000000000e1\tcolour"
name_g:	.asciz "F\tg\tfile.c:9\tv"
name_bad:	.asciz "F\tbad\tfile.c:12\tv"
	.asciz "S\t00000000000000a1\tpoint\t16\t0\t32\te00000000000000e2\tstate\t64\t64\tp00000000000000a2\tnext"
	.asciz "S\t00000000000000a2\tnot_needed\t8"
	.asciz "E\t00000000000000e1\tcolor\t4\t0\tRED\t5\tGREEN"
	.asciz "E\t00000000000000e2\tstate\t4\t-1\tGONE\t18446744073709551615\tALL"
	.asciz "X\twhatever a later compiler adds"

	.section .kcov_dataflow
	.quad site_f
	.long name_f
	.quad site_g
	.long name_g
	.quad site_g	/* twice, with the same name */
	.long name_g
	.quad site_bad
	.long name_bad

	.section .notes, "a", @note
	.long 4, 4, 3
	.asciz "GNU"
	.byte 0xde, 0xad, 0xbe, 0xef
	.section .note.GNU-stack, "", @progbits
