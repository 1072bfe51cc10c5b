/* SPDX-License-Identifier: Apache-2.0 */
/* A library for tests/ffi/run: a function for each way in which values come and go. */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct small {
	int8_t sign;
	double weight;
	char name[12];
	uint16_t port;
};

struct answer {
	int32_t severity;
	const char *text;
	float share;
};

typedef int (*listener)(const struct answer *answer, const char *word, int64_t number, void *user);

/* Each argument has to arrive as it is; returns the number of those that did. */
int numbers(int8_t a, uint8_t b, int16_t c, uint16_t d, int32_t e, uint32_t f, int64_t g, uint64_t h,
            float i, double j, bool k, size_t l);
int numbers(int8_t a, uint8_t b, int16_t c, uint16_t d, int32_t e, uint32_t f, int64_t g, uint64_t h,
            float i, double j, bool k, size_t l)
{
	return (a == -128) + (b == 255) + (c == -32768) + (d == 65535) + (e == INT32_MIN) +
	       (f == UINT32_MAX) + (g == INT64_MIN) + (h == UINT64_MAX) + (i == 0.5f) + (j == -2.25) +
	       (k == true) + (l == 4096);
}

void outs(int8_t *a, uint8_t *b, int16_t *c, uint16_t *d, int32_t *e, uint32_t *f, int64_t *g,
          uint64_t *h, float *i, double *j, bool *k, const char **l, void **m);
void outs(int8_t *a, uint8_t *b, int16_t *c, uint16_t *d, int32_t *e, uint32_t *f, int64_t *g,
          uint64_t *h, float *i, double *j, bool *k, const char **l, void **m)
{
	*a = -1;
	*b = 200;
	*c = -300;
	*d = 60000;
	*e = -70000;
	*f = 4000000000u;
	*g = -5000000000;
	*h = 18446744073709551615u;
	*i = 0.25f;
	*j = 1234.5;
	*k = true;
	*l = "borrowed";
	*m = NULL;
}

int8_t gives_int8(void);
int8_t gives_int8(void)
{
	return -7;
}

uint16_t gives_uint16(void);
uint16_t gives_uint16(void)
{
	return 65535;
}

uint64_t gives_uint64(void);
uint64_t gives_uint64(void)
{
	return UINT64_MAX;
}

float gives_float(void);
float gives_float(void)
{
	return -0.5f;
}

const char *gives_text(const char *path);
const char *gives_text(const char *path)
{
	return strcmp(path, "/opt/none") ? "some text" : NULL;
}

struct small gives_struct(struct small given);
struct small gives_struct(struct small given)
{
	given.sign = (int8_t)-given.sign;
	given.weight *= 2;
	given.port++;
	return given;
}

/* What of it arrived, as text. */
int texts(const char *path, const void *bytes, size_t length, const unsigned char digest[32],
          const char *none, char *buffer, uint32_t size);
int texts(const char *path, const void *bytes, size_t length, const unsigned char digest[32],
          const char *none, char *buffer, uint32_t size)
{
	return snprintf(buffer, size, "%s %.*s %02x%02x %s", path, (int)length, (const char *)bytes,
	                digest[0], digest[31], none ? none : "null");
}

void doubles(double *value);
void doubles(double *value)
{
	*value *= 2;
}

void fills(struct small *small);
void fills(struct small *small)
{
	small->sign++;
	small->weight += 0.5;
	strcat(small->name, "!");
	small->port++;
}

int sums(int count, ...);
int sums(int count, ...)
{
	va_list arguments;
	int sum = 0;

	va_start(arguments, count);
	while (count--)
		sum += va_arg(arguments, int);
	va_end(arguments);
	return sum;
}

static listener kept;

/* Calls back that often, and keeps the pointer. */
int calls_back(listener listen, void *user, uint32_t times);
int calls_back(listener listen, void *user, uint32_t times)
{
	struct answer answer = { 0, "first", 0.5f };
	int sum = 0;

	kept = listen;
	for (uint32_t i = 0; i < times; i++) {
		answer.severity = (int32_t)i;
		answer.text = i ? "next" : "first";
		sum += listen(i == 1 ? NULL : &answer, "word", INT64_C(-3), user);
	}
	return sum;
}

/* Wrong: the call that it was for is over. */
int calls_late(void);
int calls_late(void)
{
	return kept ? kept(NULL, NULL, 0, NULL) : -1;
}

static int32_t lives;

int begins(int answer, int32_t *session, char *greeting, uint32_t size);
int begins(int answer, int32_t *session, char *greeting, uint32_t size)
{
	lives++;
	*session = 40 + lives;
	snprintf(greeting, size, "hello %d", (int)lives);
	return answer;
}

int lives_now(int32_t session, const char *greeting, int32_t *given);
int lives_now(int32_t session, const char *greeting, int32_t *given)
{
	*given = session;
	return (int)strlen(greeting);
}

void ends(int32_t session);
void ends(int32_t session)
{
	if (session == 40 + lives)
		lives--;
}
