// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The program as a whole: generate SEED writes it to its standard output. */
#include <stdarg.h>
#include <stdlib.h>

#include "generate.h"

struct parts out;

static uint64_t state;

/* splitmix64 */
uint64_t random_u64(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

unsigned pick(unsigned n)
{
	return random_u64() % n;
}

bool chance(unsigned percent)
{
	return pick(100) < percent;
}

/* Never freed: the program ends soon. */
char *format(const char *format, ...)
{
	char *text;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		abort();
	va_end(ap);
	return text;
}

static void make_program(void)
{
	const struct function *roots[16];
	unsigned nr_functions = 4 + pick(8), nr_roots = 0;

	make_types();
	for (unsigned i = 0; i < nr_functions; i++) {
		const struct function *f = make_function(i, i + 1 == nr_functions);

		if (!f->is_static)
			roots[nr_roots++] = f;
	}
	for (unsigned i = 0; nr_roots && i < 8; i++)
		make_case(roots[i < nr_roots ? nr_roots - 1 - i : pick(nr_roots)],
			  i);
}

int main(int argc, char **argv)
{
	FILE **file[] = { &out.types,  &out.functions, &out.known,
			  &out.values, &out.cases,     &out.tables };
	char *text[COUNT(file)];
	size_t size[COUNT(file)];

	if (argc != 2) {
		fprintf(stderr, "Usage: generate SEED\n");
		return 2;
	}
	state = strtoull(argv[1], NULL, 0);
	for (int i = 0; i < (int)COUNT(file); i++)
		*file[i] = open_memstream(&text[i], &size[i]);
	make_program();
	for (int i = 0; i < (int)COUNT(file); i++)
		fclose(*file[i]);
	printf("/* generate %s */\n#include \"generated.h\"\n\n%s\n", argv[1],
	       text[0]);
	printf("#ifdef WATCHED\n\n%s", text[1]);
	/* Symbols that nothing but a boundary mentions are not shown. */
	printf("__attribute__((used)) const void *const known[] = {\n\tints, text, target,\n%s};\n\n",
	       text[2]);
	printf("#else\n\n%s\n%sint main(void)\n{\n%s}\n\n#endif\n", text[3],
	       text[4], text[5]);
	return 0;
}
