// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How libFuzzer changes an input of trace-blocks.c: inside one block, whose length follows, or whole blocks, or whole
 * records of a chunk. Changes of any bytes would leave little behind them that can be read.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/kcov_dataflow.h>

#include "fuzz.h"
#include "trace-blocks.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);

#define CHUNK 6 /* KDF_BLOCK_CHUNK */
#define PARTS 8 /* KDF_BLOCK_PARTS */
#define PARTS_MAX 256
#define PART_MAX (1U << 16)

/* An input, and room for it to grow. */
struct input {
	uint8_t *data;
	size_t size;
	size_t max;
};

/* A range of bytes: a block, or a record. */
struct part {
	size_t at;
	size_t len;
};

/* Puts @n bytes where there are @part->len; they must not be of the input. */
static bool replace(struct input *in, const struct part *part, const void *bytes, size_t n)
{
	uint8_t *at = in->data + part->at;

	if (in->size - part->len + n > in->max)
		return false;
	memmove(at + n, at + part->len, in->size - part->at - part->len);
	memcpy(at, bytes, n);
	in->size += n - part->len;
	return true;
}

/* Does one thing with one of @parts: again, away, elsewhere. Returns by how many bytes the input has grown. */
static size_t shuffle(struct input *in, const struct part *parts, size_t count)
{
	const struct part *from = &parts[rand() % count], *to = &parts[rand() % count];
	struct part none = { to->at, 0 };
	size_t before = in->size;
	uint8_t *copy;

	if (rand() % 3 == 0) {
		replace(in, from, "", 0);
		return in->size - before;
	}
	copy = malloc(from->len + 1);
	if (!copy)
		return 0;
	memcpy(copy, in->data + from->at, from->len);
	replace(in, rand() % 4 ? &none : to, copy, from->len);
	free(copy);
	return in->size - before;
}

/* Lets libFuzzer change a part, whose length becomes a multiple of @unit. */
static size_t mutate(struct input *in, const struct part *part, size_t unit)
{
	size_t room = in->max - in->size + part->len, before = in->size, n;
	static uint8_t bytes[PART_MAX + 8];

	if (part->len > PART_MAX)
		return 0;
	memcpy(bytes, in->data + part->at, part->len);
	n = LLVMFuzzerMutate(bytes, part->len, room < PART_MAX ? room : PART_MAX);
	while (n % unit)
		bytes[n++] = 0;
	replace(in, part, bytes, n);
	return in->size - before;
}

static size_t find_records(const struct input *in, const struct block *b, struct part *parts)
{
	size_t at = b->at + BLOCK_HEAD + (b->type == PARTS ? PARTS_HEAD : sizeof(struct kcov_df_chunk)), n = 0;
	size_t end = block_end(b);

	while (n < PARTS_MAX && at + 4 <= end) {
		uint32_t header;
		size_t len;

		memcpy(&header, in->data + at, sizeof(header));
		len = 4 * KCOV_DF_REC_WORDS(header);
		if (!len || len > end - at)
			break;
		parts[n++] = (struct part){ at, len };
		at += len;
	}
	return n;
}

/* What is behind the header of a record, or the header itself. */
static size_t mutate_record(struct input *in, const struct part *record)
{
	struct part rest = { record->at + 4, record->len - 4 };
	uint32_t header;
	size_t grown;

	if (rand() % 3 == 0) {
		memcpy(&header, in->data + record->at, sizeof(header));
		header ^= 1U << rand() % 32;
		memcpy(in->data + record->at, &header, sizeof(header));
		return 0;
	}
	grown = mutate(in, &rest, 4);
	memcpy(&header, in->data + record->at, sizeof(header));
	header = (header & ~0xfff0U) | ((uint32_t)(record->len + grown) / 4 << 4 & 0xfff0U);
	memcpy(in->data + record->at, &header, sizeof(header));
	return grown;
}

static size_t mutate_chunk(struct input *in, const struct block *b)
{
	struct part records[PARTS_MAX];
	size_t n = find_records(in, b, records);

	if (!n)
		return 0;
	return rand() % 2 ? shuffle(in, records, n) : mutate_record(in, &records[rand() % n]);
}

static void mutate_block(struct input *in, const struct block *b)
{
	struct part payload = { b->at + BLOCK_HEAD, b->len };
	size_t grown;

	if (rand() % 64 == 0) {
		in->data[b->at] = rand() % 10;
		return;
	}
	if ((b->type == CHUNK || b->type == PARTS) && rand() % 4)
		grown = mutate_chunk(in, b);
	else
		grown = mutate(in, &payload, 1);
	block_head(in->data + b->at, b->type, b->len + grown);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	struct input in = { data, size, max };
	struct part parts[PARTS_MAX];
	size_t n = 0, at = INPUT_HEAD;
	struct block b;

	srand(seed);
	while (n < PARTS_MAX && block_at(data, size, at, &b)) {
		parts[n++] = (struct part){ at, block_end(&b) - at };
		at = block_end(&b);
	}
	if (!n)
		return LLVMFuzzerMutate(data, size, max);
	if (rand() % 16 == 0)
		data[0] = rand() % FUZZ_COMMANDS;
	else if (rand() % 32 == 0)
		data[1] ^= 1 << rand() % 2;
	if (rand() % 8 == 0) {
		shuffle(&in, parts, n);
	} else {
		block_at(data, size, parts[rand() % n].at, &b);
		/* Its length may have been more than there was. */
		block_head(data + b.at, b.type, b.len);
		mutate_block(&in, &b);
	}
	return in.size;
}
