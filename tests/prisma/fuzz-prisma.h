#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A fuzzer of this folder: with clang and -fsanitize=fuzzer its own program; else
 * fuzz-prisma-main.c damages the schemas of golden-validate: fuzz-NAME [--runs N] [--seed S]
 * [FILE...] and S + i, with --runs 1, makes input i again. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

G_END_DECLS
