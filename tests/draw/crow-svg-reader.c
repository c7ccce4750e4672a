#include "crow-svg-reader.h"

#include <string.h>

typedef struct
{
  GPtrArray *elements;
  GArray *open; /* (element-type int) */
} Reader;

static void
free_element (gpointer data)
{
  CrowSvgElement *element = data;

  g_free (element->name);
  g_hash_table_unref (element->attributes);
  g_string_free (element->text, TRUE);
  g_free (element);
}

static void
start_element_cb (GMarkupParseContext *context,
                  const char *name,
                  const char **names,
                  const char **values,
                  gpointer user_data,
                  GError **error)
{
  Reader *reader = user_data;
  CrowSvgElement *element = g_new0 (CrowSvgElement, 1);
  int index = (int) reader->elements->len;

  element->name = g_strdup (name);
  element->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  element->text = g_string_new (NULL);
  element->parent = reader->open->len > 0 ? g_array_index (reader->open, int, reader->open->len - 1)
                                          : -1;
  for (guint i = 0; names[i] != NULL; i++)
    g_assert_true (g_hash_table_insert (element->attributes, g_strdup (names[i]),
                                        g_strdup (values[i])));
  g_ptr_array_add (reader->elements, element);
  g_array_append_val (reader->open, index);
}

static void
end_element_cb (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  Reader *reader = user_data;

  g_array_set_size (reader->open, reader->open->len - 1);
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  Reader *reader = user_data;
  CrowSvgElement *element;

  if (reader->open->len == 0)
    return;
  element = g_ptr_array_index (reader->elements,
                               g_array_index (reader->open, int, reader->open->len - 1));
  g_string_append_len (element->text, text, (gssize) length);
}

/* XML 1.0 forbids these even where they are escaped. */
static void
check_characters (const char *text, gsize length)
{
  g_assert_true (g_utf8_validate (text, (gssize) length, NULL));
  for (gsize i = 0; i < length; i++)
    g_assert_true ((guchar) text[i] >= 0x20 || text[i] == '\n');
}

GPtrArray *
crow_svg_read (GBytes *svg)
{
  const GMarkupParser parser = { .start_element = start_element_cb,
                                 .end_element = end_element_cb,
                                 .text = text_cb };
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GError) error = NULL;
  Reader reader = { g_ptr_array_new_with_free_func (free_element), open };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reader, NULL);
  gsize length;
  const char *text = g_bytes_get_data (svg, &length);

  check_characters (text, length);
  g_markup_parse_context_parse (context, text, (gssize) length, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  return reader.elements;
}

const char *
crow_svg_get (const CrowSvgElement *element, const char *attribute)
{
  return g_hash_table_lookup (element->attributes, attribute);
}

double
crow_svg_get_number (const CrowSvgElement *element, const char *attribute)
{
  const char *text = crow_svg_get (element, attribute);
  char *end;
  double number;

  g_assert_nonnull (text);
  number = g_ascii_strtod (text, &end);
  g_assert_cmpint (*end, ==, '\0');
  return number;
}

static gboolean
is_below (GPtrArray *elements, int index, int group)
{
  while (index >= 0 && index != group)
    index = ((CrowSvgElement *) g_ptr_array_index (elements, (guint) index))->parent;
  return index == group;
}

int
crow_svg_find (GPtrArray *elements, int group, const char *attribute, const char *value)
{
  for (guint i = 0; i < elements->len; i++)
    {
      CrowSvgElement *element = g_ptr_array_index (elements, i);

      if (g_strcmp0 (crow_svg_get (element, attribute), value) == 0 &&
          is_below (elements, (int) i, group))
        return (int) i;
    }
  return -1;
}

guint
crow_svg_count (GPtrArray *elements, const char *attribute, const char *value)
{
  guint n = 0;

  for (guint i = 0; i < elements->len; i++)
    {
      const char *found = crow_svg_get (g_ptr_array_index (elements, i), attribute);

      n += found != NULL && (value == NULL || strcmp (found, value) == 0) ? 1 : 0;
    }
  return n;
}
