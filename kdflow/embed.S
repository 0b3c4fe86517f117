/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of the tree that are part of the command. */
	.macro	embed name, file
	.globl	\name
	.type	\name, %object
\name:
	.incbin	"\file"
	.byte	0
	.size	\name, . - \name
	.endm

	.section .rodata
	embed	embed_schema, "docs/kdflow-view.schema.json"
	embed	embed_page, "kdflow/page.html"
	embed	embed_script, "kdflow/page.js"
	embed	embed_tables, "kdflow/export-sqlite.sql"

	.section .note.GNU-stack, "", %progbits
