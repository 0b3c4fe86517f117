// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "scratch.h"

bool scratch_open(struct scratch *s, const struct format *format)
{
	*s = (struct scratch){ .format = *format };
	s->format.colour = false;
	s->format.out = open_memstream(&s->str, &s->len);
	return s->format.out;
}

const struct format *scratch_begin(struct scratch *s)
{
	rewind(s->format.out);
	return &s->format;
}

/* The stream ends texts with a NUL only where it has never been longer. */
const char *scratch_end(struct scratch *s)
{
	fputc('\0', s->format.out);
	if (fflush(s->format.out) || ferror(s->format.out) || !s->len) {
		s->len = 0;
		return "";
	}
	s->len--;
	return s->str;
}

void scratch_close(struct scratch *s)
{
	if (s->format.out)
		fclose(s->format.out);
	free(s->str);
	*s = (struct scratch){ 0 };
}
