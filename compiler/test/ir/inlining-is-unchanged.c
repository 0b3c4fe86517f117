// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The inliner decides as it does without the pass, at the same cost, whatever
// the arguments and the result are.
// RUN: %plain -O2 -Rpass=inline -Rpass-missed=inline %s 2>&1 >%t.ir | grep remark >%t.plain
// RUN: %instrument -O2 -Rpass=inline -Rpass-missed=inline %s 2>&1 >%t.ir | grep remark >%t.instrumented
// RUN: diff %t.plain %t.instrumented
// RUN: FileCheck --input-file=%t.plain %s

// CHECK-DAG: 'scalar' inlined into 'caller' with (cost=
// CHECK-DAG: 'large' not inlined into 'caller' because too costly

struct registers {
	long a;
	int b;
	char c;
};
struct floats {
	float a, b, c;
};
struct memory {
	long a, b, c;
};
long work(long);

int scalar(int a, struct memory *p)
{
	return p->a + a;
}

_Bool boolean(_Bool b)
{
	return !work(b);
}

long take_registers(struct registers s)
{
	return work(s.a + s.b);
}

struct registers return_registers(long a)
{
	return (struct registers){ work(a), 2, 3 };
}

struct floats return_floats(float a)
{
	return (struct floats){ work(a), 2, 3 };
}

long take_memory(struct memory s)
{
	return work(s.a);
}

struct memory return_memory(long a)
{
	return (struct memory){ work(a), 2, 3 };
}

void fill(int *p)
{
	*p = 1;
}

#define EIGHT(x) x x x x x x x x
int large(int a, struct memory *p)
{
	EIGHT(work(a); work(a + 1);)
	return p->b;
}

int caller(int a, struct memory *p)
{
	struct registers s = { a, 2, 3 };
	int i;

	fill(&i);
	return i + scalar(a, p) + boolean(a) + take_registers(s) +
	       return_registers(a).a + return_floats(a).b + take_memory(*p) +
	       return_memory(a).c + large(a, p) + large(2, p);
}
