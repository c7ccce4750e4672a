#include "crow-test-mutate.h"
#include "crow-test.h"
#include "fuzz-prisma.h"

#include <string.h>

static int n_runs = 1500;
static int seed = 1;
static char **files = NULL;
static int number_now;

static const GOptionEntry entries[] = {
  { "runs", 0, 0, G_OPTION_ARG_INT, &n_runs, "Inputs to try", "N" },
  { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "The first one's number", "S" },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
  { NULL },
};

static void
try_number (const GPtrArray *seeds, guint32 number)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (number);
  const char *path = seeds->pdata[g_rand_int_range (random, 0, (gint32) seeds->len)];
  gsize length;
  g_autofree char *original = crow_test_read (path, &length);
  g_autoptr (GString) text = g_string_new_len (original, (gssize) length);

  for (gint32 i = g_rand_int_range (random, 0, 5); i > 0; i--)
    crow_test_mutate (text, random);
  LLVMFuzzerTestOneInput ((const guint8 *) text->str, text->len);
}

static void
tell_number (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_printerr ("%s --runs 1 --seed %d: %s\n", g_get_prgname (), number_now, message);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE...");
  g_autofree char *folder = crow_test_source ("tests");
  g_autoptr (GPtrArray) seeds = crow_test_walk (folder, ".prisma");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL, tell_number, NULL);
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      gsize length;
      g_autofree char *data = crow_test_read (files[i], &length);

      LLVMFuzzerTestOneInput ((const guint8 *) data, length);
    }
  for (int i = 0; i < n_runs && files == NULL; i++)
    {
      number_now = seed + i;
      try_number (seeds, (guint32) number_now);
    }
  g_print ("1..1\nok 1 /%s/%d-inputs-keep-the-rules\n", g_get_prgname (), n_runs);
  return 0;
}
