#include "crow-options.h"

#include <string.h>

#include "crow-near-name.h"

G_DEFINE_QUARK (crow - usage - error - quark, crow_usage_error)

static void G_GNUC_PRINTF (2, 3) set_usage_error (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  g_autofree char *valid = NULL;
  va_list list;

  va_start (list, format);
  message = g_strdup_vprintf (format, list);
  va_end (list);
  valid = g_utf8_make_valid (message, -1);
  g_set_error_literal (error, CROW_USAGE_ERROR, 0, valid);
}

static const CrowOption *
find_long (const CrowOption *options, const char *name, gsize length)
{
  for (; options->name != NULL; options++)
    if (strlen (options->name) == length && memcmp (options->name, name, length) == 0)
      return options;
  return NULL;
}

static const CrowOption *
find_short (const CrowOption *options, char letter)
{
  for (; options->name != NULL; options++)
    if (options->letter == letter)
      return options;
  return NULL;
}

static void
set_unknown_error (GError **error, const CrowOption *options, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *shown = g_strdup_printf ("--%s", name);
  g_autofree char *hint = NULL;

  for (; options->name != NULL; options++)
    g_ptr_array_add (names, g_strdup_printf ("--%s", options->name));
  hint = crow_near_names_build_hint (shown, names);
  set_usage_error (error, "unknown option %s%s", shown, hint);
}

static gboolean
is_choice (const CrowOption *option, const char *value)
{
  g_auto (GStrv) choices = g_strsplit (option->value, "|", -1);

  return g_strv_contains ((const char *const *) choices, value);
}

static gboolean
add_value (CrowArguments *self, const CrowOption *option, const char *value, GError **error)
{
  GPtrArray *values = g_hash_table_lookup (self->values, option->name);

  if (option->kind == CROW_OPTION_CHOICE && !is_choice (option, value))
    {
      set_usage_error (error, "--%s is %s, not \"%s\"", option->name, option->value, value);
      return FALSE;
    }
  if (values == NULL)
    {
      values = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (self->values, g_strdup (option->name), values);
    }
  g_ptr_array_add (values, g_strdup (value));
  return TRUE;
}

/* An option without its value in the same word: takes the next one. Returns how many words. */
static guint
take_next (CrowArguments *self, const CrowOption *option, const char *next, GError **error)
{
  if (option->kind == CROW_OPTION_FLAG)
    return add_value (self, option, "", error) ? 1 : 0;
  if (next == NULL)
    {
      set_usage_error (error, "--%s needs a value: %s", option->name, option->value);
      return 0;
    }
  return add_value (self, option, next, error) ? 2 : 0;
}

static guint
take_long (CrowArguments *self,
           const CrowOption *options,
           const char *word,
           const char *next,
           GError **error)
{
  gsize length = strcspn (word, "=");
  const CrowOption *option = find_long (options, word, length);

  if (option == NULL)
    {
      g_autofree char *name = g_strndup (word, length);

      set_unknown_error (error, options, name);
      return 0;
    }
  if (word[length] == '\0')
    return take_next (self, option, next, error);
  if (option->kind == CROW_OPTION_FLAG)
    {
      set_usage_error (error, "--%s takes no value", option->name);
      return 0;
    }
  return add_value (self, option, word + length + 1, error) ? 1 : 0;
}

static guint
take_short (CrowArguments *self,
            const CrowOption *options,
            const char *word,
            const char *next,
            GError **error)
{
  const CrowOption *option = find_short (options, word[0]);

  if (option == NULL || (option->kind == CROW_OPTION_FLAG && word[1] != '\0'))
    {
      set_usage_error (error, "unknown option -%s", word);
      return 0;
    }
  if (word[1] == '\0')
    return take_next (self, option, next, error);
  return add_value (self, option, word + 1, error) ? 1 : 0;
}

/**
 * crow_arguments_parse:
 * @options: those of the command; the last has no name
 * @argv: the words after the command, %NULL-terminated
 * @error: %CROW_USAGE_ERROR
 *
 * `--name=value`, `--name value`, `-ovalue`, `-o value`, in any order with the other words; after
 * `--` all are arguments, and `-` alone always is.
 *
 * Returns: (transfer full) (nullable): the command line
 */
CrowArguments *
crow_arguments_parse (const CrowOption *options, const char *const *argv, GError **error)
{
  g_autoptr (CrowArguments) self = g_new0 (CrowArguments, 1);
  gboolean is_rest = FALSE;

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) g_ptr_array_unref);
  self->arguments = g_ptr_array_new_with_free_func (g_free);
  while (*argv != NULL)
    {
      const char *word = *argv;
      guint n = 1;

      if (is_rest || word[0] != '-' || word[1] == '\0')
        g_ptr_array_add (self->arguments, g_strdup (word));
      else if (strcmp (word, "--") == 0)
        is_rest = TRUE;
      else if (word[1] == '-')
        n = take_long (self, options, word + 2, argv[1], error);
      else
        n = take_short (self, options, word + 1, argv[1], error);
      if (n == 0)
        return NULL;
      argv += n;
    }
  return g_steal_pointer (&self);
}

/**
 * crow_arguments_free:
 * @self: (transfer full): a command line
 */
void
crow_arguments_free (CrowArguments *self)
{
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_clear_pointer (&self->arguments, g_ptr_array_unref);
  g_free (self);
}

/**
 * crow_arguments_has:
 * @self: a command line
 * @name: of an option
 *
 * Returns: whether the option was given
 */
gboolean
crow_arguments_has (const CrowArguments *self, const char *name)
{
  return g_hash_table_contains (self->values, name);
}

/**
 * crow_arguments_get:
 * @self: a command line
 * @name: of an option
 *
 * Returns: (nullable): its value; of several, the last
 */
const char *
crow_arguments_get (const CrowArguments *self, const char *name)
{
  GPtrArray *values = g_hash_table_lookup (self->values, name);

  return values != NULL ? g_ptr_array_index (values, values->len - 1) : NULL;
}

/**
 * crow_arguments_get_all:
 * @self: a command line
 * @name: of an option
 *
 * Returns: (transfer none) (nullable) (element-type utf8): all of its values, as given
 */
GPtrArray *
crow_arguments_get_all (const CrowArguments *self, const char *name)
{
  return g_hash_table_lookup (self->values, name);
}

/**
 * crow_arguments_get_argument:
 * @self: a command line
 * @index: less than the number of arguments
 *
 * Returns: an argument
 */
const char *
crow_arguments_get_argument (const CrowArguments *self, guint index)
{
  return g_ptr_array_index (self->arguments, index);
}
