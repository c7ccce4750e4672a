#include "crow-package.h"
#include "crow-test-folder.h"
#include "crow-test.h"

typedef struct
{
  const char *range;
  guint rules; /* 0: it tells nothing */
} RangeCase;

static const RangeCase ranges[] = {
  { "6", 6 },
  { "7", 7 },
  { "8", 8 },
  { "6.19.0", 6 },
  { "^6.2.0", 6 },
  { "~7.1", 7 },
  { "=7.0.0", 7 },
  { "v7.0.0", 7 },
  { "7.x", 7 },
  { "7.*", 7 },
  { "^8.0.0-rc.1", 8 },
  { "8.0.0-integration-x.3", 8 },
  { ">=6", 7 },
  { ">= 6.0.0", 7 },
  { ">=6 <7", 6 },
  { ">=6.0.0 <7.0.0-0", 6 },
  { ">=6.0.0 <7.0.1", 7 },
  { ">6", 7 },
  { ">6.1.0 <7", 6 },
  { "<7", 6 },
  { "<=6", 6 },
  { ">=8", 8 },
  { "6 || 7", 7 },
  { "^6 || ^8", 6 },
  { "^5.22.0", 6 }, /* older than all that we know */
  { "4.16.2", 6 },
  { "^9.1.0", 8 },
  { "5 - 6", 6 },
  { "6.1 - 7.3", 7 },
  { "latest", 7 },
  { "npm:prisma@^6.1.0", 6 },
  { "npm:@scope/prisma@8.0.0", 8 },
  { "workspace:^6", 6 },
  { "workspace:*", 0 },
  { "*", 0 },
  { "", 0 },
  { "next", 0 },
  { "dev", 0 },
  { "catalog:", 0 },
  { "file:../prisma", 0 },
  { "git+https://example.org/prisma.git#7", 0 },
  { "prisma/prisma", 0 },
  { "99999999999999999999", 8 },
  { ">99999999999999999999", 8 },
  { ">=6 nonsense", 0 },
  { "||", 7 }, /* nothing is said, so that everything passes */
};

static void
test_reads_ranges (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      CrowRules rules = 0;
      gboolean is_told = crow_package_read_range (ranges[i].range, &rules);

      g_test_message ("%s", ranges[i].range);
      g_assert_cmpint (is_told, ==, ranges[i].rules != 0);
      g_assert_cmpint (rules, ==, ranges[i].rules);
    }
}

/* What the package.json files around `app/prisma/schema.prisma` make of it; 0: no rules. */
static guint
find (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "app", "prisma", "schema.prisma", NULL);
  g_autoptr (CrowPackage) package = crow_package_find (path);

  return package != NULL ? package->rules : 0;
}

static void
write_text (const char *folder, const char *name, const char *text)
{
  g_free (crow_test_folder_write (folder, name, text, -1));
}

static void
test_finds_the_nearest (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *expected = g_build_filename (folder, "app", "package.json", NULL);
  g_autofree char *schema = g_build_filename (folder, "app", "prisma", NULL);
  g_autoptr (CrowPackage) package = NULL;

  write_text (folder, "app/prisma/schema.prisma", "");
  g_assert_cmpuint (find (folder), ==, 0);
  write_text (folder, "package.json", "{\"dependencies\": {\"@prisma/client\": \"^6.0.0\"}}");
  g_assert_cmpuint (find (folder), ==, 6);
  write_text (folder, "app/package.json", "{\"dependencies\": {\"express\": \"^8.0.0\"}}");
  g_assert_cmpuint (find (folder), ==, 6);
  write_text (folder, "app/package.json",
              "{\"devDependencies\": {\"prisma\": \"^8.0.0\"}, "
              "\"dependencies\": {\"@prisma/client\": \"^7.0.0\"}}");
  g_assert_cmpuint (find (folder), ==, 8);
  package = crow_package_find (schema);
  g_assert_cmpstr (package->path, ==, expected);
  g_assert_cmpstr (package->version, ==, "^8.0.0");
}

static void
test_asks_what_is_installed (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();

  write_text (folder, "app/prisma/schema.prisma", "");
  write_text (folder, "package.json", "{\"dependencies\": {\"prisma\": \">=6\"}}");
  g_assert_cmpuint (find (folder), ==, 7);
  write_text (folder, "node_modules/prisma/package.json", "{\"version\": \"6.19.1\"}");
  g_assert_cmpuint (find (folder), ==, 6);
  write_text (folder, "package.json", "{\"dependencies\": {\"prisma\": \"workspace:*\"}}");
  g_assert_cmpuint (find (folder), ==, 6);
  /* not yet installed anew */
  write_text (folder, "package.json", "{\"dependencies\": {\"prisma\": \"^8.0.0\"}}");
  g_assert_cmpuint (find (folder), ==, 8);
}

static void
test_reads_past_damage (void)
{
  static const char *const damaged[] = {
    "",
    "{",
    "[]",
    "null",
    "{\"dependencies\": 7}",
    "{\"dependencies\": {\"prisma\": 7}}",
    "{\"dependencies\": {\"prisma\": {\"x\": [\"^8\"]}}}",
    "{\"dependencies\": [\"prisma\"]}",
    "\xff\xfe",
  };
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *deep = g_strnfill (1000000, '[');

  write_text (folder, "app/prisma/schema.prisma", "");
  write_text (folder, "package.json", "{\"dependencies\": {\"prisma\": \"^6.0.0\"}}");
  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      write_text (folder, "app/package.json", damaged[i]);
      g_assert_cmpuint (find (folder), ==, 6);
    }
  write_text (folder, "app/package.json", deep);
  g_assert_cmpuint (find (folder), ==, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/package/reads-ranges", test_reads_ranges);
  g_test_add_func ("/package/finds-the-nearest", test_finds_the_nearest);
  g_test_add_func ("/package/asks-what-is-installed", test_asks_what_is_installed);
  g_test_add_func ("/package/reads-past-damage", test_reads_past_damage);
  return g_test_run ();
}
