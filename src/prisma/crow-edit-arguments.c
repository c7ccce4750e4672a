#include "crow-edit-private.h"

/* One argument of the attribute as it is, and what becomes of it. */
typedef struct
{
  CrowSpan span;          /* without blanks around it */
  guint value;            /* into the ast's expressions */
  CrowSpan name;          /* empty where unnamed */
  gboolean is_gone;       /* to be removed */
  const char *value_text; /* (nullable) to be written instead of the value */
  GString *after;         /* (owned) (nullable) new arguments behind it, each after `, ` */
  GString *before;        /* (owned) (nullable) new arguments in front of it, each before `, ` */
} Argument;

typedef struct
{
  const CrowAst *ast;
  guint file;
  GArray *arguments; /* (element-type Argument) */
  GPtrArray *text_edits;
} Writer;

static void
clear_argument (gpointer data)
{
  Argument *argument = data;

  if (argument->after != NULL)
    g_string_free (argument->after, TRUE);
  if (argument->before != NULL)
    g_string_free (argument->before, TRUE);
}

/* Appends an edit, or joins it to the last one where the two touch. */
static void
add_edit (Writer *self, guint32 start, guint32 end, const char *text)
{
  CrowTextEdit *last = NULL;

  if (start == end && *text == '\0')
    return;
  if (self->text_edits->len > 0)
    last = g_ptr_array_index (self->text_edits, self->text_edits->len - 1);
  if (last != NULL && last->location.file == self->file && last->location.span.end == start)
    {
      char *joined = g_strconcat (last->replacement, text, NULL);

      g_free (last->replacement);
      last->replacement = joined;
      last->location.span.end = end;
      return;
    }
  g_ptr_array_add (self->text_edits,
                   crow_text_edit_new (self->file, (CrowSpan){ start, end }, text));
}

static Argument *
get_argument (Writer *self, guint index)
{
  return &g_array_index (self->arguments, Argument, index);
}

/* Index of the first argument called @name that stays, or -1. */
static int
find_kept (Writer *self, const char *name)
{
  for (guint i = 0; i < self->arguments->len; i++)
    {
      const Argument *argument = get_argument (self, i);

      if (!argument->is_gone && crow_ast_equals (self->ast, argument->name, name))
        return (int) i;
    }
  return -1;
}

static int
find_last_kept (Writer *self)
{
  for (guint i = self->arguments->len; i > 0; i--)
    if (!get_argument (self, i - 1)->is_gone)
      return (int) i - 1;
  return -1;
}

/* End of the `:` behind an argument's name at @offset, or @offset where there is none. */
static guint32
find_colon_end (const CrowAst *ast, guint32 offset)
{
  for (guint i = crow_edit_find_token (ast, offset); i < crow_ast_get_tokens (ast)->len; i++)
    {
      const CrowToken *token = &g_array_index (crow_ast_get_tokens (ast), CrowToken, i);

      if (token->kind == CROW_TOKEN_BLANK)
        continue;
      return crow_ast_equals (ast, token->span, ":") ? token->span.end : offset;
    }
  return offset;
}

static void
read_arguments (Writer *self, const CrowAstAttribute *attribute)
{
  guint next = attribute->n_arguments > 0 ? attribute->first_argument : CROW_AST_NONE;

  while (next != CROW_AST_NONE)
    {
      const CrowAstArgument *node = &g_array_index (self->ast->arguments, CrowAstArgument, next);
      Argument argument = { node->span, node->value, node->name, FALSE, NULL, NULL, NULL };

      argument.span.end = crow_edit_trim_end (self->ast, node->span);
      if (node->value == CROW_AST_NONE)
        argument.span.end = MAX (argument.span.end, find_colon_end (self->ast, node->name.end));
      g_array_append_val (self->arguments, argument);
      next = node->next_sibling;
    }
}

/* Marks what becomes of the clauses that stand already: a new value, or removed. */
static void
mark_existing (Writer *self, const CrowActionEdit *edit, CrowEvent event)
{
  const char *name = crow_event_get_argument (event);
  gboolean is_first = TRUE;

  if (edit->edits[event] == CROW_CLAUSE_KEEP)
    return;
  for (guint i = 0; i < self->arguments->len; i++)
    {
      Argument *argument = get_argument (self, i);

      if (!crow_ast_equals (self->ast, argument->name, name))
        continue;
      if (edit->edits[event] == CROW_CLAUSE_DEFAULT)
        argument->is_gone = TRUE;
      else if (is_first)
        argument->value_text = crow_action_get_name (edit->actions[event]);
      is_first = FALSE;
    }
}

/* Puts a clause that does not stand yet at its place: after `references`, onDelete before onUpdate;
 * last where there are no references. FALSE: no argument is left to put it beside. */
static gboolean
place_new (Writer *self, const char *text, CrowEvent event)
{
  int anchor = find_kept (self, "references");
  Argument *argument;

  if (event == CROW_EVENT_UPDATE)
    anchor = MAX (anchor, find_kept (self, crow_event_get_argument (CROW_EVENT_DELETE)));
  else if (anchor < 0 && find_kept (self, crow_event_get_argument (CROW_EVENT_UPDATE)) >= 0)
    {
      anchor = find_kept (self, crow_event_get_argument (CROW_EVENT_UPDATE));
      argument = get_argument (self, (guint) anchor);
      argument->before = g_string_new (text);
      g_string_append (argument->before, ", ");
      return TRUE;
    }
  if (anchor < 0)
    anchor = find_last_kept (self);
  if (anchor < 0)
    return FALSE;
  argument = get_argument (self, (guint) anchor);
  if (argument->after == NULL)
    argument->after = g_string_new (NULL);
  g_string_append_printf (argument->after, ", %s", text);
  return TRUE;
}

/* `onDelete:` without a value: the action goes behind the colon. */
static void
write_missing_value (Writer *self, const Argument *argument)
{
  guint32 at = find_colon_end (self->ast, argument->name.end);
  g_autofree char *text = g_strconcat (at == argument->name.end ? ": " : " ", argument->value_text,
                                       NULL);

  add_edit (self, at, at, text);
}

static void
write_value (Writer *self, const Argument *argument)
{
  CrowSpan span;

  if (argument->value == CROW_AST_NONE)
    {
      write_missing_value (self, argument);
      return;
    }
  span = crow_ast_get_expression (self->ast, argument->value)->span;
  span.end = crow_edit_trim_end (self->ast, span);
  if (!crow_ast_equals (self->ast, span, argument->value_text))
    add_edit (self, span.start, span.end, argument->value_text);
}

/* One pass over the arguments, in order. A removed argument takes the comma and the blanks before
 * it along; one that nothing stays in front of, those behind it. */
static void
write_arguments (Writer *self)
{
  gboolean has_kept = FALSE;

  for (guint i = 0; i < self->arguments->len; i++)
    {
      const Argument *argument = get_argument (self, i);

      if (argument->is_gone && has_kept)
        add_edit (self, get_argument (self, i - 1)->span.end, argument->span.end, "");
      else if (argument->is_gone)
        add_edit (self, argument->span.start, get_argument (self, i + 1)->span.start, "");
      else
        {
          has_kept = TRUE;
          if (argument->before != NULL)
            add_edit (self, argument->span.start, argument->span.start, argument->before->str);
          if (argument->value_text != NULL)
            write_value (self, argument);
          if (argument->after != NULL)
            add_edit (self, argument->span.end, argument->span.end, argument->after->str);
        }
    }
}

/* All arguments go and nothing comes: the attribute goes, with the blanks in front of it. */
static void
remove_attribute (Writer *self, const CrowAstAttribute *attribute)
{
  guint32 start = attribute->span.start;
  guint i = crow_edit_find_token (self->ast, start);

  while (i > 0 &&
         g_array_index (crow_ast_get_tokens (self->ast), CrowToken, i - 1).kind == CROW_TOKEN_BLANK)
    start = g_array_index (crow_ast_get_tokens (self->ast), CrowToken, --i).span.start;
  add_edit (self, start, crow_edit_trim_end (self->ast, attribute->span), "");
}

/* The clauses are all that the attribute will say. */
static void
write_only (Writer *self, const CrowAstAttribute *attribute, const char *text)
{
  g_autofree char *in_parentheses = g_strdup_printf ("(%s)", text);

  if (self->arguments->len > 0)
    add_edit (self, get_argument (self, 0)->span.start,
              get_argument (self, self->arguments->len - 1)->span.end, text);
  else if (attribute->parentheses.end > attribute->parentheses.start)
    add_edit (self, attribute->parentheses.start + 1, attribute->parentheses.start + 1, text);
  else
    add_edit (self, attribute->name.end, attribute->name.end, in_parentheses);
}

static void
change_attribute (Writer *self, const CrowAstAttribute *attribute, const CrowActionEdit *edit)
{
  g_autoptr (GString) alone = g_string_new (NULL);

  read_arguments (self, attribute);
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    mark_existing (self, edit, event);
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      const char *name = crow_event_get_argument (event);
      g_autofree char *text = NULL;

      if (edit->edits[event] != CROW_CLAUSE_SET || find_kept (self, name) >= 0)
        continue;
      text = g_strdup_printf ("%s: %s", name, crow_action_get_name (edit->actions[event]));
      if (!place_new (self, text, event))
        g_string_append_printf (alone, "%s%s", alone->len > 0 ? ", " : "", text);
    }
  if (alone->len > 0)
    write_only (self, attribute, alone->str);
  else if (find_last_kept (self) >= 0)
    write_arguments (self);
  else if (self->arguments->len > 0)
    remove_attribute (self, attribute);
}

/* The field has no @relation yet: a new one goes to the end of its line, before a comment. */
static void
add_attribute (Writer *self, const CrowAstField *field, const CrowActionEdit *edit)
{
  g_autoptr (GString) text = g_string_new (" @relation(");
  gsize empty = text->len;
  guint32 at;

  for (guint event = 0; event < CROW_N_EVENTS; event++)
    if (edit->edits[event] == CROW_CLAUSE_SET)
      g_string_append_printf (text, "%s%s: %s", text->len > empty ? ", " : "",
                              crow_event_get_argument (event),
                              crow_action_get_name (edit->actions[event]));
  if (text->len == empty)
    return;
  g_string_append_c (text, ')');
  at = crow_edit_line_end (self->ast, field->span.start);
  at = crow_edit_trim_end (self->ast, (CrowSpan){ field->span.start, at });
  add_edit (self, at, at, text->str);
}

/* Appends the bytes that @edit changes in the attribute of the field at @place. The edits come in
 * the order of the text and do not overlap. */
void
crow_edit_write_clauses (CrowPrisma *self,
                         CrowAstPlace place,
                         const CrowActionEdit *edit,
                         GPtrArray *text_edits)
{
  const CrowAst *ast = g_ptr_array_index (self->asts, place.file);
  const CrowAstField *field = &g_array_index (ast->fields, CrowAstField, place.field);
  const CrowAstAttribute *attribute = crow_ast_find_attribute (ast, field->first_attribute,
                                                               field->n_attributes, "relation");
  g_autoptr (GArray) arguments = g_array_new (FALSE, FALSE, sizeof (Argument));
  Writer writer = { ast, place.file, arguments, text_edits };

  g_array_set_clear_func (arguments, clear_argument);
  if (attribute != NULL)
    change_attribute (&writer, attribute, edit);
  else
    add_attribute (&writer, field, edit);
}
