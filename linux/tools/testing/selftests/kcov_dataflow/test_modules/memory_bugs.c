// SPDX-License-Identifier: GPL-2.0
/*
 * Three bugs that make nothing crash: a write past the end of an array, a use
 * after free, a double free. They happen in memory of the module's own, so that
 * nothing else comes to harm, and no sanitizer knows of it.
 *
 * Whoever writes "bounds", "after" or "double" to
 * /sys/kernel/debug/memory_bugs/trigger makes one of them happen, with a capital
 * letter the same without the bug.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/uaccess.h>

#include "trigger.h"

/* === A pool of objects: the last one that was freed is the next one === */

#define OBJECTS		4

struct df_object {
	u64 owner;
	u32 state;
	u32 users;
	struct df_object *next;
};

static struct df_object objects[OBJECTS];
static struct df_object *free_objects;

static void pool_init(void)
{
	unsigned int i;

	memset(objects, 0, sizeof(objects));
	for (i = 0; i < OBJECTS - 1; i++)
		objects[i].next = &objects[i + 1];
	free_objects = objects;
}

static noinline struct df_object *df_object_alloc(u64 owner)
{
	struct df_object *obj = free_objects;

	if (!obj)
		return NULL;
	/* What was freed twice follows itself. */
	free_objects = obj->next;
	obj->owner = owner;
	obj->state = 0;
	return obj;
}

static noinline void df_object_free(struct df_object *obj)
{
	obj->next = free_objects;
	free_objects = obj;
}

/* === Past the end: a length in words is checked as if it were in bytes === */

#define NAME_SIZE	16

struct df_session {
	u8 name[NAME_SIZE];
	u64 rights;
};

struct df_message {
	u32 words;
	u32 bytes;
	u64 payload[3];
};

static noinline int df_message_check(struct df_message *msg, bool right)
{
	if ((right ? msg->words * sizeof(u64) : msg->words) > NAME_SIZE)
		return -EMSGSIZE;
	msg->bytes = msg->words * sizeof(u64);
	return 0;
}

static noinline void df_session_rename(struct df_session *session,
				       const struct df_message *msg)
{
	u8 *to = (u8 *)session;
	u32 i;

	for (i = 0; i < msg->bytes && i < sizeof(*session); i++)
		WRITE_ONCE(to[i], ((const u8 *)msg->payload)[i]);
}

static noinline int df_message_handle(struct df_session *session,
				      struct df_message *msg, bool right)
{
	int res = df_message_check(msg, right);

	if (!res)
		df_session_rename(session, msg);
	return res;
}

static noinline int past_the_end(bool right)
{
	struct df_session session = { .name = "nobody", .rights = 4 };
	struct df_message msg = {
		.words = 3,
		.payload = { 0x6e616d6e6f6c61, 0x656d616e6e6f6c, 0x7777 },
	};

	return df_message_handle(&session, &msg, right);
}

/* === After free: what is cancelled is still in the queue === */

struct df_queue {
	struct df_object *pending;
	u64 length;
};

static noinline void df_queue_add(struct df_queue *queue, struct df_object *obj)
{
	queue->pending = obj;
	queue->length++;
}

static noinline void df_queue_cancel(struct df_queue *queue,
				     struct df_object *obj, bool right)
{
	if (right)
		queue->pending = NULL;
	queue->length--;
	df_object_free(obj);
}

static noinline int df_object_complete(struct df_object *obj, u32 state)
{
	if (!obj)
		return -ENOENT;
	obj->state = state;
	return 0;
}

static noinline int after_free(bool right)
{
	struct df_queue queue = {};
	struct df_object *first, *second;

	first = df_object_alloc(0x1111);
	df_queue_add(&queue, first);
	df_queue_cancel(&queue, first, right);
	second = df_object_alloc(0x2222);
	df_object_complete(READ_ONCE(queue.pending), 3);
	df_object_free(second);
	return 0;
}

/* === Twice: both who fails and who called it clean up === */

static noinline int df_object_start(struct df_object *obj, bool right)
{
	obj->users++;
	if (!right)
		df_object_free(obj);
	return -EIO;
}

static noinline int df_object_run(u64 owner, bool right)
{
	struct df_object *obj = df_object_alloc(owner);
	int res = df_object_start(obj, right);

	if (res)
		df_object_free(obj);
	return res;
}

static noinline int free_twice(bool right)
{
	struct df_object *first, *second;

	df_object_run(0x1111, right);
	first = df_object_alloc(0x2222);
	second = df_object_alloc(0x3333);
	df_object_complete(first, 5);
	df_object_free(second);
	return 0;
}

static ssize_t trigger_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *ppos)
{
	char kind;
	int res;

	if (!count || get_user(kind, buf))
		return -EFAULT;
	pool_init();
	switch (tolower(kind)) {
	case 'b':
		res = past_the_end(isupper(kind));
		break;
	case 'a':
		res = after_free(isupper(kind));
		break;
	case 'd':
		res = free_twice(isupper(kind));
		break;
	default:
		res = -EINVAL;
		break;
	}
	return res ?: count;
}

static int __init memory_bugs_init(void)
{
	return trigger_create("memory_bugs");
}

module_init(memory_bugs_init);
MODULE_DESCRIPTION("KCOV dataflow test: memory that is used wrongly");
MODULE_LICENSE("GPL");
