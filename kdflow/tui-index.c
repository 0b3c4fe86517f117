// SPDX-License-Identifier: GPL-2.0-or-later
/* The nodes of "kdflow tui", made as far as somebody looks. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tui.h"

/* Nodes that are added at once. */
#define STEP 4096

int tui_index_open(struct tui_index *index, struct kdf_trace *trace, struct kdf_error *err)
{
	*index = (struct tui_index){
		.trace = trace,
		.fd = kdf_temporary_file(),
		.innermost = TUI_NONE,
	};
	if (index->fd < 0)
		return kdf_fail_sys(err, errno, "expected a folder for the index in $TMPDIR or /tmp");
	kdf_walk_begin(&index->walk, trace);
	return 0;
}

static bool reserve(struct tui_index *index)
{
	size_t alloc = index->alloc ? 2 * index->alloc : 1 << 20;
	void *p;

	if ((index->count + STEP) * sizeof(*index->nodes) <= index->alloc)
		return true;
	/* Space that is not there would be a signal later. */
	errno = posix_fallocate(index->fd, 0, alloc);
	if (errno)
		return false;
	p = index->nodes ? mremap(index->nodes, index->alloc, alloc, MREMAP_MAYMOVE) :
			   mmap(NULL, alloc, PROT_READ | PROT_WRITE, MAP_SHARED, index->fd, 0);
	if (p == MAP_FAILED)
		return false;
	index->nodes = p;
	index->alloc = alloc;
	return true;
}

static struct tui_node *add(struct tui_index *index, unsigned int type)
{
	struct kdf_place place = kdf_walk_place(&index->walk);
	struct tui_node *node = &index->nodes[index->count++];

	*node = (struct tui_node){
		.chunk = place.chunk,
		.offset = place.offset,
		.pair = TUI_NONE,
		.parent = index->innermost,
		.depth = index->walk.boundary.depth,
		.type = type,
	};
	return node;
}

static void add_boundary(struct tui_index *index)
{
	const struct kdf_boundary *b = &index->walk.boundary;
	uint32_t number = index->count;
	struct tui_node *node;

	if (b->type == KDF_B_GAP)
		index->innermost = TUI_NONE;
	node = add(index, b->type);
	if (b->type == KDF_B_GAP)
		node->pair = b->lost_chunks;
	if (!b->frame)
		return;
	if (b->type == KDF_B_ENTRY) {
		b->frame->mark = number;
		node->folded = true;
		index->innermost = number;
		return;
	}
	/* It stands beside its entry. */
	node->pair = b->frame->mark;
	node->parent = index->nodes[node->pair].parent;
	index->nodes[node->pair].pair = number;
	index->innermost = node->parent;
}

static void add_task(struct tui_index *index)
{
	index->innermost = TUI_NONE;
	add(index, TUI_TASK)->depth = 0;
}

bool tui_index_more(struct tui_index *index)
{
	uint32_t goal = index->count + STEP - 2;
	struct kdf_error err;

	if (!index->complete && (index->count > TUI_NONE - 2 * STEP || !reserve(index))) {
		snprintf(index->error, sizeof(index->error), "no room for more lines: %s", strerror(errno));
		index->complete = true;
	}
	while (!index->complete && index->count < goal) {
		int ret = kdf_walk_next(&index->walk, &err);

		if (ret < 0)
			snprintf(index->error, sizeof(index->error), "%s", err.text);
		if (ret <= 0) {
			index->complete = !ret;
			continue;
		}
		if (index->walk.fresh)
			add_task(index);
		if (!index->walk.fresh || index->walk.boundary.type != KDF_B_ENABLE)
			add_boundary(index);
	}
	return !index->complete;
}

void tui_index_close(struct tui_index *index)
{
	kdf_walk_end(&index->walk);
	if (index->nodes)
		munmap(index->nodes, index->alloc);
	if (index->fd >= 0)
		close(index->fd);
}
