#include "crow-connect-dialog-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "crow-error.h"
#include "crow-library-words.h"

/* How long nobody types before the URI is called wrong, in ms: half of one always is. */
#define COMPLAIN_AFTER 700
/* A change by so many characters at once is no typing. */
#define PASTED 3

static const char *const keywords[CROW_N_CONNECT_FIELDS] = {
  [CROW_CONNECT_FIELD_HOST] = "host",
  [CROW_CONNECT_FIELD_PORT] = "port",
  [CROW_CONNECT_FIELD_DATABASE] = "dbname",
  [CROW_CONNECT_FIELD_USER] = "user",
  [CROW_CONNECT_FIELD_SSLROOTCERT] = "sslrootcert",
  [CROW_CONNECT_FIELD_SERVICE] = "service",
  [CROW_CONNECT_FIELD_TIMEOUT] = "connect_timeout",
  [CROW_CONNECT_FIELD_APPLICATION] = "application_name",
  [CROW_CONNECT_FIELD_OPTIONS] = "options",
};

static const char *
get_words (CrowValueProblem problem, gboolean is_uri)
{
  switch (problem)
    {
    case CROW_VALUE_PORT:
      return is_uri ? _ ("A port is a number from 1 to 65535. If this is part of a password, write "
                         "its special characters as %3A for “:”, %40 for “@”, %2F for “/”, %3F for "
                         "“?”, %23 for “#”.")
                    : _ ("A port is a number from 1 to 65535.");
    case CROW_VALUE_HOST:
      return is_uri ? _ ("A host’s name has no “@”, “/” or blank. If this is part of a password, "
                         "write “@” as %40 and “/” as %2F.")
                    : _ ("A host’s name has no “@”, “/” or blank; a socket’s folder begins with "
                         "“/”.");
    case CROW_VALUE_SECONDS:
      return _ ("This is a number of seconds, from 0 to 3600; 0 waits for ever.");
    case CROW_VALUE_FINE:
    default:
      return NULL;
    }
}

static void
show_defaults (CrowConnectDialog *self)
{
  for (guint i = 0; i < CROW_N_CONNECT_FIELDS; i++)
    {
      gboolean is_empty = *gtk_editable_get_text (self->fields[i]) == '\0';
      g_autofree char *value = NULL;

      if (self->defaults[i] == NULL)
        continue;
      if (is_empty && self->connection != NULL)
        value = crow_connection_resolve (self->connection, keywords[i]);
      gtk_label_set_label (self->defaults[i], value != NULL ? value : "");
      gtk_widget_set_visible (GTK_WIDGET (self->defaults[i]), value != NULL);
    }
}

/* (transfer full) (nullable) */
static void
take_connection (CrowConnectDialog *self, CrowConnection *connection)
{
  g_clear_pointer (&self->connection, crow_connection_unref);
  self->connection = connection;
  crow_connect_dialog_set_status (self, CROW_STATUS_NONE, NULL, NULL);
  show_defaults (self);
  crow_connect_dialog_update_sslmode (self);
  crow_connect_dialog_update (self);
}

static char *
quote_value (const char *value)
{
  GString *quoted = g_string_new ("'");

  for (const char *at = value; *at != '\0'; at++)
    {
      if (*at == '\'' || *at == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *at);
    }
  g_string_append_c (quoted, '\'');
  return g_string_free (quoted, FALSE);
}

static gboolean
needs_quotes (const char *value)
{
  return *value == '\0' || strpbrk (value, " \t\\'") != NULL;
}

/* What has no row of its own: keyword=value …, sorted, so that it never jumps about. */
static char *
list_others (GHashTable *pairs)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (pairs), (GCompareFunc) strcmp);
  GString *text = g_string_new (NULL);

  for (GList *at = names; at != NULL; at = at->next)
    {
      const char *value = g_hash_table_lookup (pairs, at->data);
      g_autofree char *quoted = needs_quotes (value) ? quote_value (value) : g_strdup (value);

      g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "", (char *) at->data, quoted);
    }
  return g_string_free (text, FALSE);
}

static void
show_fields (CrowConnectDialog *self)
{
  g_autoptr (GHashTable) pairs = crow_connection_input_list (self->connection);
  const char *mode = g_hash_table_lookup (pairs, "sslmode");
  g_autofree char *others = NULL;

  self->is_syncing = TRUE;
  for (guint i = 0; i < CROW_CONNECT_FIELD_OTHERS; i++)
    {
      const char *value = g_hash_table_lookup (pairs, keywords[i]);

      gtk_editable_set_text (self->fields[i], value != NULL ? value : "");
      g_hash_table_remove (pairs, keywords[i]);
    }
  crow_connect_dialog_set_sslmode (self, mode != NULL ? mode : "");
  g_hash_table_remove (pairs, "sslmode");
  others = list_others (pairs);
  gtk_editable_set_text (self->fields[CROW_CONNECT_FIELD_OTHERS], others);
  self->is_syncing = FALSE;
}

static void
show_uri (CrowConnectDialog *self, const char *text)
{
  self->is_syncing = TRUE;
  gtk_editable_set_text (self->uri, text);
  gtk_editable_set_position (self->uri, -1);
  self->uri_length = (guint) g_utf8_strlen (text, -1);
  self->is_draft = FALSE;
  self->is_syncing = FALSE;
}

static gboolean
complain_cb (gpointer data)
{
  CrowConnectDialog *self = data;

  self->complain_source = 0;
  crow_connect_dialog_set_note (self->uri_note, self->complaint, TRUE);
  return G_SOURCE_REMOVE;
}

static void
forget_complaint (CrowConnectDialog *self)
{
  g_clear_handle_id (&self->complain_source, g_source_remove);
  g_clear_pointer (&self->complaint, g_free);
}

/* The fields stay as they are: they hold the last that could be read. */
static void
refuse_uri (CrowConnectDialog *self, const char *message)
{
  forget_complaint (self);
  self->complaint = g_strdup (message);
  take_connection (self, NULL);
  self->complain_source = g_timeout_add (COMPLAIN_AFTER, complain_cb, self);
}

static CrowValueProblem
find_problem (CrowConnection *connection)
{
  for (guint i = 0; i < CROW_CONNECT_FIELD_OTHERS; i++)
    {
      const char *value = crow_connection_get (connection, keywords[i]);
      CrowValueProblem problem = value != NULL ? crow_connection_input_check (keywords[i], value)
                                               : CROW_VALUE_FINE;

      if (problem != CROW_VALUE_FINE)
        return problem;
    }
  return CROW_VALUE_FINE;
}

/* What was left out of a pasted URI, and where it went. */
static void
tell_rewriting (CrowConnectDialog *self, CrowConnectionInput *text)
{
  g_autofree char *names = NULL;
  g_autofree char *dropped = NULL;
  g_autofree char *schemas = NULL;
  g_autofree char *note = NULL;

  if (text->namespaces != NULL)
    {
      names = g_strjoinv (", ", text->namespaces);
      /* Translators: %s is the name of a schema in the database, or several */
      schemas = g_strdup_printf (_ ("Shows the schema %s, as the URI says."), names);
    }
  if (text->dropped->len > 0)
    {
      g_ptr_array_add (text->dropped, NULL);
      g_clear_pointer (&names, g_free);
      names = g_strjoinv (", ", (char **) text->dropped->pdata);
      g_ptr_array_set_size (text->dropped, (int) text->dropped->len - 1);
      /* Translators: %s are names of parameters in a URI */
      dropped = g_strdup_printf (_ ("Left out, as only other programs know them: %s."), names);
    }
  if (schemas == NULL && dropped == NULL)
    return;
  note = g_strconcat (schemas != NULL ? schemas : "", schemas != NULL && dropped != NULL ? " " : "",
                      dropped != NULL ? dropped : "", NULL);
  crow_connect_dialog_set_note (self->uri_note, note, FALSE);
}

/* The secrets go where they belong, and out of the entry; the rest of what libpq does not read
 * goes, too, unless somebody is still writing it. */
static void
take_text (CrowConnectDialog *self, CrowConnectionInput *text, gboolean is_finished)
{
  gboolean has_secret = text->password != NULL || text->key_password != NULL;

  if (text->password != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->password), text->password);
  if (text->key_password != NULL)
    {
      crow_connection_input_wipe (self->key_password);
      self->key_password = g_steal_pointer (&text->key_password);
    }
  if (has_secret || (is_finished && text->is_rewritten))
    show_uri (self, text->text);
  if (text->namespaces != NULL && (is_finished || has_secret))
    crow_connect_dialog_take_namespaces (self, g_strdupv (text->namespaces));
  if (is_finished)
    tell_rewriting (self, text);
}

static void
explain_refusal (CrowConnectDialog *self, const char *text, const char *message)
{
  g_autofree char *unknown = crow_connection_input_find_unknown (text);
  g_autofree char *words = NULL;

  if (unknown != NULL)
    /* Translators: %s is the name of a parameter in a URI */
    words = g_strdup_printf (_ ("PostgreSQL knows no parameter “%s”. Take it out, or correct it."),
                             unknown);
  else
    words = crow_library_words_say (message);
  refuse_uri (self, words);
}

static void
read_uri (CrowConnectDialog *self, gboolean is_finished)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnectionInput)
      text = crow_connection_input_parse (gtk_editable_get_text (self->uri), &error);
  g_autoptr (CrowConnection) connection = NULL;
  CrowValueProblem problem;

  forget_complaint (self);
  crow_connect_dialog_clear_notes (self);
  if (text != NULL)
    {
      static const char *const nothing[] = { NULL };

      connection = *text->text == '\0' ? crow_connection_new (nothing, &error)
                                       : crow_connection_parse (text->text, &error);
    }
  if (connection == NULL)
    {
      explain_refusal (self, text != NULL ? text->text : "", error->message);
      return;
    }
  problem = find_problem (connection);
  if (problem != CROW_VALUE_FINE)
    {
      refuse_uri (self, get_words (problem, TRUE));
      return;
    }
  take_connection (self, g_steal_pointer (&connection));
  show_fields (self);
  show_defaults (self);
  crow_connect_dialog_update_sslmode (self);
  take_text (self, text, is_finished);
}

static void
uri_changed_cb (CrowConnectDialog *self)
{
  guint length = (guint) g_utf8_strlen (gtk_editable_get_text (self->uri), -1);
  guint change = length > self->uri_length ? length - self->uri_length : self->uri_length - length;

  if (self->is_syncing)
    return;
  self->uri_length = length;
  self->is_draft = change < PASTED;
  read_uri (self, !self->is_draft);
}

/* Whoever leaves the entry has written all of it. */
static void
uri_left_cb (CrowConnectDialog *self)
{
  if (self->is_draft && self->connection != NULL)
    {
      self->is_draft = FALSE;
      read_uri (self, TRUE);
    }
  else if (self->complain_source != 0)
    {
      g_clear_handle_id (&self->complain_source, g_source_remove);
      crow_connect_dialog_set_note (self->uri_note, self->complaint, TRUE);
    }
}

/* The parameters that have no row, from theirs. */
static gboolean
read_others (CrowConnectDialog *self, GHashTable *pairs)
{
  const char *written = gtk_editable_get_text (self->fields[CROW_CONNECT_FIELD_OTHERS]);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnectionInput) text = NULL;
  g_autoptr (CrowConnection) connection = NULL;
  g_autoptr (GHashTable) others = NULL;
  GHashTableIter iter;
  gpointer keyword;
  gpointer value;

  if (*written == '\0')
    return TRUE;
  text = crow_connection_input_parse (written, &error);
  if (text != NULL)
    connection = crow_connection_parse (text->text, &error);
  if (connection == NULL)
    {
      g_autofree char *reason = crow_library_words_say (error->message);

      crow_connect_dialog_set_note (self->notes[CROW_CONNECT_FIELD_OTHERS], reason, TRUE);
      return FALSE;
    }
  if (text->password != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->password), text->password);
  others = crow_connection_input_list (connection);
  g_hash_table_iter_init (&iter, others);
  while (g_hash_table_iter_next (&iter, &keyword, &value))
    if (!g_hash_table_contains (pairs, keyword))
      g_hash_table_insert (pairs, g_strdup (keyword), g_strdup (value));
  return TRUE;
}

/* NULL: a row is wrong, and says so. (element-type utf8 utf8) */
static GHashTable *
read_fields (CrowConnectDialog *self)
{
  g_autoptr (GHashTable) pairs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *mode = crow_connect_dialog_get_sslmode (self);
  gboolean is_fine = TRUE;

  for (guint i = 0; i < CROW_CONNECT_FIELD_OTHERS; i++)
    {
      const char *value = gtk_editable_get_text (self->fields[i]);
      const char *words = get_words (crow_connection_input_check (keywords[i], value), FALSE);

      crow_connect_dialog_set_note (self->notes[i], words, TRUE);
      is_fine = is_fine && words == NULL;
      if (*value != '\0')
        g_hash_table_insert (pairs, g_strdup (keywords[i]), g_strdup (value));
    }
  if (*mode != '\0')
    g_hash_table_insert (pairs, g_strdup ("sslmode"), g_strdup (mode));
  if (!read_others (self, pairs) || !is_fine)
    return NULL;
  return g_steal_pointer (&pairs);
}

static CrowConnection *
build_connection (GHashTable *pairs, GError **error)
{
  g_autoptr (GPtrArray) flat = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer keyword;
  gpointer value;

  g_hash_table_iter_init (&iter, pairs);
  while (g_hash_table_iter_next (&iter, &keyword, &value))
    {
      g_ptr_array_add (flat, keyword);
      g_ptr_array_add (flat, value);
    }
  g_ptr_array_add (flat, NULL);
  return crow_connection_new ((const char *const *) flat->pdata, error);
}

static void
field_changed_cb (CrowConnectDialog *self)
{
  g_autoptr (GHashTable) pairs = NULL;
  g_autoptr (CrowConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;

  if (self->is_syncing)
    return;
  forget_complaint (self);
  crow_connect_dialog_clear_notes (self);
  pairs = read_fields (self);
  if (pairs != NULL)
    connection = build_connection (pairs, &error);
  if (connection == NULL)
    {
      if (error != NULL)
        {
          g_autofree char *reason = crow_library_words_say (error->message);

          crow_connect_dialog_set_note (self->uri_note, reason, TRUE);
        }
      take_connection (self, NULL);
      return;
    }
  uri = g_hash_table_size (pairs) > 0 ? crow_connection_build_uri (connection) : g_strdup ("");
  show_uri (self, uri);
  take_connection (self, g_steal_pointer (&connection));
}

static void
password_changed_cb (CrowConnectDialog *self)
{
  crow_connect_dialog_set_note (self->password_note, NULL, FALSE);
}

/* Says which schemas will be read. */
static void
show_namespaces (CrowConnectDialog *self)
{
  g_autofree char *names = self->namespaces != NULL ? g_strjoinv (", ", self->namespaces) : NULL;
  g_autofree char *subtitle = g_markup_escape_text (names != NULL ? names
                                                                  : _ ("All but the system’s"),
                                                    -1);

  adw_action_row_set_subtitle (self->namespaces_row, subtitle);
  gtk_widget_set_visible (self->all_button, self->namespaces != NULL);
}

/**
 * crow_connect_dialog_take_namespaces:
 * @self: the dialog
 * @namespaces: (transfer full) (nullable): the schemas to read; %NULL: all
 *
 * Sets which schemas will be read.
 */
void
crow_connect_dialog_take_namespaces (CrowConnectDialog *self, char **namespaces)
{
  g_strfreev (self->namespaces);
  self->namespaces = namespaces;
  show_namespaces (self);
}

static void
all_clicked_cb (CrowConnectDialog *self)
{
  crow_connect_dialog_take_namespaces (self, NULL);
}

/* Memory that is not swapped and is cleared, and no way back to what was pasted. */
static void
harden_entry (GtkEditable *editable)
{
  GtkEditable *text = gtk_editable_get_delegate (editable);
  g_autoptr (GtkEntryBuffer) buffer = gtk_password_entry_buffer_new ();

  gtk_text_set_buffer (GTK_TEXT (text), buffer);
  gtk_editable_set_enable_undo (editable, FALSE);
}

static void
init_uri (CrowConnectDialog *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  harden_entry (self->uri);
  self->uri_note = crow_connect_dialog_add_note (self->uri);
  g_signal_connect_object (self->uri, "changed", G_CALLBACK (uri_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (uri_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->uri), focus);
}

/**
 * crow_connect_dialog_init_form:
 * @self: the dialog, its template just made
 *
 * Makes the rows follow each other.
 */
void
crow_connect_dialog_init_form (CrowConnectDialog *self)
{
  static const char *const nothing[] = { NULL };

  init_uri (self);
  self->password_note = crow_connect_dialog_add_note (self->password);
  g_signal_connect_object (self->password, "changed", G_CALLBACK (password_changed_cb), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < CROW_N_CONNECT_FIELDS; i++)
    {
      self->notes[i] = crow_connect_dialog_add_note (self->fields[i]);
      if (i != CROW_CONNECT_FIELD_SSLROOTCERT && i != CROW_CONNECT_FIELD_SERVICE &&
          i != CROW_CONNECT_FIELD_OPTIONS && i != CROW_CONNECT_FIELD_OTHERS)
        self->defaults[i] = crow_connect_dialog_add_default (self->fields[i]);
      g_signal_connect_object (self->fields[i], "changed", G_CALLBACK (field_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  harden_entry (self->fields[CROW_CONNECT_FIELD_OTHERS]);
  g_signal_connect_object (self->sslmode, "notify::selected", G_CALLBACK (field_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->all_button, "clicked", G_CALLBACK (all_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  show_namespaces (self);
  take_connection (self, crow_connection_new (nothing, NULL));
}
