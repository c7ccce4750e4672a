#include "crow-package.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_BYTES (4 * 1024 * 1024)
#define MAX_DEPTH 64
#define MAX_MAJOR 63
#define NEWEST_RELEASED CROW_RULES_7

/* Sets of major versions: bit n is version n. */
#define ALL_MAJORS G_MAXUINT64

static guint64
from_major (guint major)
{
  return ALL_MAJORS << major;
}

/* The majors up to and without @major. */
static guint64
below_major (guint major)
{
  return ((guint64) 1 << major) - 1;
}

/* A version within a range: `7`, `7.1.x`, `v7.1.0-dev.3`. */
typedef struct
{
  guint major;
  gboolean is_any;         /* `*`, `x` */
  gboolean is_bare;        /* nothing behind the major that is more than zero, but a prerelease */
  gboolean is_exact_major; /* nothing behind the major at all */
} Version;

static gboolean
read_version (const char *text, Version *version)
{
  char *end;
  guint64 major;

  text += *text == 'v' || *text == '=';
  version->is_any = *text == '\0' || strchr ("*xX", *text) != NULL;
  if (version->is_any)
    return TRUE;
  if (!g_ascii_isdigit (*text))
    return FALSE;
  major = g_ascii_strtoull (text, &end, 10);
  if (*end != '\0' && strchr (".-+", *end) == NULL)
    return FALSE;
  version->major = (guint) MIN (major, MAX_MAJOR);
  version->is_exact_major = *end == '\0';
  version->is_bare = strspn (end, ".0xX*") == strcspn (end, "-+");
  return TRUE;
}

/* The majors that `>=7.1`, `^7`, `<8.0.0` let pass; 0: not understood. */
static guint64
read_comparator (const char *text)
{
  gsize length = strspn (text, "<>=^~");
  g_autofree char *operator= g_strndup (text, length);
  Version version = { 0 };

  if (!read_version (text + length, &version))
    return 0;
  if (version.is_any)
    return ALL_MAJORS;
  if (strcmp (operator, ">=") == 0)
    return from_major (version.major);
  if (strcmp (operator, ">") == 0)
    return from_major (version.major + (version.is_exact_major && version.major < MAX_MAJOR));
  if (strcmp (operator, "<") == 0)
    return below_major (version.is_bare ? version.major : MIN (version.major + 1, MAX_MAJOR));
  if (strcmp (operator, "<=") == 0)
    return below_major (MIN (version.major + 1, MAX_MAJOR));
  return (guint64) 1 << version.major;
}

/* `>=6 <8`, `6 - 7`, `^7.1`: what all of its comparators let pass. */
static guint64
read_alternative (char *text)
{
  g_auto (GStrv) words = g_strsplit_set (g_strstrip (text), " \t", -1);
  guint64 majors = ALL_MAJORS;

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean is_span = words[i + 1] != NULL && strcmp (words[i + 1], "-") == 0 &&
                         words[i + 2] != NULL;
      g_autofree char *word = NULL;

      if (*words[i] == '\0' && i > 0)
        continue;
      /* `>= 6`: the number is the next word. */
      if (*words[i] != '\0' && strspn (words[i], "<>=^~") == strlen (words[i]) &&
          words[i + 1] != NULL)
        {
          word = g_strconcat (words[i], words[i + 1], NULL);
          majors &= read_comparator (word);
          i++;
          continue;
        }
      if (!is_span)
        {
          majors &= read_comparator (words[i]);
          continue;
        }
      word = g_strconcat (">=", words[i], NULL);
      majors &= read_comparator (word);
      g_free (word);
      word = g_strconcat ("<=", words[i + 2], NULL);
      majors &= read_comparator (word);
      i += 2;
    }
  return majors;
}

/* The majors that an npm range lets pass; 0: it tells nothing. */
static guint64
read_range (const char *range)
{
  const char *at = g_str_has_prefix (range, "npm:") ? strrchr (range, '@') : NULL;
  g_auto (GStrv) alternatives = NULL;
  guint64 majors = 0;

  if (at != NULL)
    range = at + 1;
  else if (g_str_has_prefix (range, "workspace:"))
    range += strlen ("workspace:");
  if (strcmp (range, "latest") == 0)
    return (guint64) 1 << NEWEST_RELEASED;
  if (strpbrk (range, "/:") != NULL || *range == '\0' || strcmp (range, "*") == 0)
    return 0;
  alternatives = g_strsplit (range, "||", -1);
  for (guint i = 0; alternatives[i] != NULL; i++)
    majors |= read_alternative (alternatives[i]);
  return majors;
}

/* The newest released version of @majors; what is older than all that we know goes by the oldest,
 * what is newer by the newest. */
static gboolean
choose_rules (guint64 majors, CrowRules *rules)
{
  if (majors == 0)
    return FALSE;
  *rules = CROW_RULES_6;
  if (majors & from_major (CROW_RULES_8))
    *rules = CROW_RULES_8;
  for (guint known = CROW_RULES_6; known <= NEWEST_RELEASED; known++)
    if (majors & ((guint64) 1 << known))
      *rules = (CrowRules) known;
  return TRUE;
}

/* Brackets in brackets: the parser of JSON recurses into them. */
static gboolean
is_shallow (const char *text, gsize length)
{
  guint depth = 0;
  gboolean is_string = FALSE;

  for (gsize i = 0; i < length; i++)
    if (is_string)
      {
        if (text[i] == '\\')
          i++;
        else
          is_string = text[i] != '"';
      }
    else if (text[i] == '"')
      is_string = TRUE;
    else if (text[i] == '{' || text[i] == '[')
      {
        if (++depth > MAX_DEPTH)
          return FALSE;
      }
    else if ((text[i] == '}' || text[i] == ']') && depth > 0)
      depth--;
  return TRUE;
}

/* (transfer full) (nullable) */
static JsonObject *
parse_object (const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (!is_shallow (text, length) || !g_utf8_validate (text, (gssize) length, NULL) ||
      !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

/* (transfer full) (nullable): the object that the file at @path holds. */
static JsonObject *
read_object (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = NULL;
  g_autofree char *text = NULL;
  gsize length;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, NULL, NULL);
  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR ||
      g_file_info_get_size (info) > MAX_BYTES)
    return NULL;
  return g_file_get_contents (path, &text, &length, NULL) ? parse_object (text, length) : NULL;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* The range that @package asks for; NULL: not for Prisma. */
static const char *
find_range (JsonObject *package)
{
  static const char *const names[] = { "prisma", "@prisma/client" };
  static const char *const groups[] = { "dependencies", "devDependencies" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint j = 0; j < G_N_ELEMENTS (groups); j++)
      {
        JsonNode *group = json_object_get_member (package, groups[j]);
        const char *range = group != NULL && JSON_NODE_HOLDS_OBJECT (group)
                                ? get_string (json_node_get_object (group), names[i])
                                : NULL;

        if (range != NULL)
          return range;
      }
  return NULL;
}

/* The majors of the Prisma that is installed in @folder; 0: none is. */
static guint64
find_installed (const char *folder)
{
  static const char *const names[] = { "prisma", "@prisma/client" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, "node_modules", names[i], "package.json",
                                                NULL);
      g_autoptr (JsonObject) package = read_object (path);
      const char *version = package != NULL ? get_string (package, "version") : NULL;

      if (version != NULL)
        return read_range (version);
    }
  return 0;
}

static CrowPackage *
new_package (guint64 majors, const char *path, const char *range)
{
  CrowPackage *self;
  CrowRules rules;

  if (!choose_rules (majors, &rules))
    return NULL;
  self = g_new0 (CrowPackage, 1);
  self->rules = rules;
  self->path = g_strdup (path);
  self->version = g_strdup (range);
  self->is_newer = (majors & below_major (CROW_RULES_8 + 1)) == 0;
  return self;
}

/* What the package.json of @folder says; NULL: nothing of Prisma. */
static CrowPackage *
read_folder (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "package.json", NULL);
  g_autoptr (JsonObject) package = read_object (path);
  const char *range = package != NULL ? find_range (package) : NULL;
  guint64 majors, installed;

  if (range == NULL)
    return NULL;
  majors = read_range (range);
  installed = find_installed (folder);
  if (majors == 0 || (installed & majors) != 0)
    majors = installed;
  return new_package (majors, path, range);
}

/**
 * crow_package_read_range:
 * @range: of npm: `^7.1.0`, `>=6 <8`, `6 || 7`
 * @rules: (out): the rules; untouched where @range tells nothing
 *
 * A range that lets several versions pass means the newest released one.
 *
 * Returns: whether it tells a version
 */
gboolean
crow_package_read_range (const char *range, CrowRules *rules)
{
  return choose_rules (read_range (range), rules);
}

/**
 * crow_package_parse:
 * @text: of a package.json
 * @length: in bytes
 * @path: what the file is called
 *
 * Goes by the range alone: nothing is installed beside a text. Any thread.
 *
 * Returns: (transfer full) (nullable): what it says; %NULL: nothing of Prisma
 */
CrowPackage *
crow_package_parse (const char *text, gsize length, const char *path)
{
  g_autoptr (JsonObject) package = parse_object (text, length);
  const char *range = package != NULL ? find_range (package) : NULL;

  return range != NULL ? new_package (read_range (range), path, range) : NULL;
}

/**
 * crow_package_find:
 * @source: path of a schema, a file or a folder
 *
 * Looks for the nearest package.json, in the folder of the schema and above, that has `prisma` or
 * `@prisma/client` among its dependencies. Where its range lets several versions pass, the one that
 * is installed beside it counts. Blocking; any thread.
 *
 * Returns: (transfer full) (nullable): what it says; %NULL: there is none
 */
CrowPackage *
crow_package_find (const char *source)
{
  g_autofree char *folder = g_canonicalize_filename (source, NULL);
  CrowPackage *self = NULL;

  while (self == NULL)
    {
      char *above = g_path_get_dirname (folder);
      gboolean is_root = strcmp (above, folder) == 0;

      if (g_file_test (folder, G_FILE_TEST_IS_DIR))
        self = read_folder (folder);
      g_free (folder);
      folder = above;
      if (is_root)
        break;
    }
  return self;
}

/**
 * crow_package_free:
 * @self: (transfer full): what a package.json says
 */
void
crow_package_free (CrowPackage *self)
{
  g_free (self->path);
  g_free (self->version);
  g_free (self);
}

/**
 * crow_package_choose_rules:
 * @self: (nullable): what the project says
 * @wanted: a CrowRules that the user has chosen, or 0
 *
 * Returns: @wanted, else the project's, else the default
 */
CrowRules
crow_package_choose_rules (const CrowPackage *self, guint wanted)
{
  if (wanted != 0)
    return (CrowRules) wanted;
  return self != NULL ? self->rules : CROW_RULES_DEFAULT;
}
