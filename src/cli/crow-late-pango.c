#include "crow-late.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* Pango brings Cairo and those of fonts and X11. */
static CrowLate pango = { "libpangocairo-1.0.so.0", 0 };

CROW_LATE (pango,
           void,
           cairo_arc,
           (cairo_t * cr, double xc, double yc, double radius, double angle1, double angle2),
           (cr, xc, yc, radius, angle1, angle2))
CROW_LATE (pango, void, cairo_close_path, (cairo_t * cr), (cr))
CROW_LATE (pango, cairo_t *, cairo_create, (cairo_surface_t * target), (target))
CROW_LATE (pango,
           void,
           cairo_curve_to,
           (cairo_t * cr, double x1, double y1, double x2, double y2, double x3, double y3),
           (cr, x1, y1, x2, y2, x3, y3))
CROW_LATE (pango, void, cairo_destroy, (cairo_t * cr), (cr))
CROW_LATE (pango, void, cairo_fill, (cairo_t * cr), (cr))
CROW_LATE (pango, void, cairo_fill_preserve, (cairo_t * cr), (cr))
CROW_LATE (pango, cairo_font_options_t *, cairo_font_options_create, (void), ())
CROW_LATE (pango, void, cairo_font_options_destroy, (cairo_font_options_t * options), (options))
CROW_LATE (pango,
           void,
           cairo_font_options_set_antialias,
           (cairo_font_options_t * options, cairo_antialias_t antialias),
           (options, antialias))
CROW_LATE (pango,
           void,
           cairo_font_options_set_hint_metrics,
           (cairo_font_options_t * options, cairo_hint_metrics_t hint_metrics),
           (options, hint_metrics))
CROW_LATE (pango,
           void,
           cairo_font_options_set_hint_style,
           (cairo_font_options_t * options, cairo_hint_style_t hint_style),
           (options, hint_style))
CROW_LATE (pango, void, cairo_get_current_point, (cairo_t * cr, double *x, double *y), (cr, x, y))
CROW_LATE (pango, cairo_surface_t *, cairo_get_group_target, (cairo_t * cr), (cr))
CROW_LATE (pango, void, cairo_get_matrix, (cairo_t * cr, cairo_matrix_t *matrix), (cr, matrix))
CROW_LATE (pango, cairo_surface_t *, cairo_get_target, (cairo_t * cr), (cr))
CROW_LATE (pango, void, cairo_identity_matrix, (cairo_t * cr), (cr))
CROW_LATE (pango,
           cairo_surface_t *,
           cairo_image_surface_create,
           (cairo_format_t format, int width, int height),
           (format, width, height))
CROW_LATE (pango, void, cairo_line_to, (cairo_t * cr, double x, double y), (cr, x, y))
CROW_LATE (pango,
           void,
           cairo_mask_surface,
           (cairo_t * cr, cairo_surface_t *surface, double surface_x, double surface_y),
           (cr, surface, surface_x, surface_y))
CROW_LATE (pango,
           void,
           cairo_matrix_transform_point,
           (const cairo_matrix_t *matrix, double *x, double *y),
           (matrix, x, y))
CROW_LATE (pango, void, cairo_move_to, (cairo_t * cr, double x, double y), (cr, x, y))
CROW_LATE (pango, void, cairo_new_path, (cairo_t * cr), (cr))
CROW_LATE (pango, void, cairo_new_sub_path, (cairo_t * cr), (cr))
CROW_LATE (pango,
           cairo_surface_t *,
           cairo_pdf_surface_create_for_stream,
           (cairo_write_func_t write_func,
            void *closure,
            double width_in_points,
            double height_in_points),
           (write_func, closure, width_in_points, height_in_points))
CROW_LATE (pango,
           void,
           cairo_pdf_surface_restrict_to_version,
           (cairo_surface_t * surface, cairo_pdf_version_t version),
           (surface, version))
CROW_LATE (pango,
           void,
           cairo_pdf_surface_set_metadata,
           (cairo_surface_t * surface, cairo_pdf_metadata_t metadata, const char *utf8),
           (surface, metadata, utf8))
CROW_LATE (pango,
           void,
           cairo_rectangle,
           (cairo_t * cr, double x, double y, double width, double height),
           (cr, x, y, width, height))
CROW_LATE (pango, cairo_t *, cairo_reference, (cairo_t * cr), (cr))
CROW_LATE (pango, void, cairo_restore, (cairo_t * cr), (cr))
CROW_LATE (pango, void, cairo_save, (cairo_t * cr), (cr))
CROW_LATE (pango, void, cairo_scale, (cairo_t * cr, double sx, double sy), (cr, sx, sy))
CROW_LATE (pango,
           void,
           cairo_set_antialias,
           (cairo_t * cr, cairo_antialias_t antialias),
           (cr, antialias))
CROW_LATE (pango,
           void,
           cairo_set_dash,
           (cairo_t * cr, const double *dashes, int num_dashes, double offset),
           (cr, dashes, num_dashes, offset))
CROW_LATE (pango,
           void,
           cairo_set_line_cap,
           (cairo_t * cr, cairo_line_cap_t line_cap),
           (cr, line_cap))
CROW_LATE (pango,
           void,
           cairo_set_line_join,
           (cairo_t * cr, cairo_line_join_t line_join),
           (cr, line_join))
CROW_LATE (pango, void, cairo_set_line_width, (cairo_t * cr, double width), (cr, width))
CROW_LATE (pango,
           void,
           cairo_set_source_rgba,
           (cairo_t * cr, double red, double green, double blue, double alpha),
           (cr, red, green, blue, alpha))
CROW_LATE (pango, const char *, cairo_status_to_string, (cairo_status_t status), (status))
CROW_LATE (pango, void, cairo_stroke, (cairo_t * cr), (cr))
CROW_LATE (pango, void, cairo_surface_destroy, (cairo_surface_t * surface), (surface))
CROW_LATE (pango, void, cairo_surface_finish, (cairo_surface_t * surface), (surface))
CROW_LATE (pango,
           void,
           cairo_surface_get_device_offset,
           (cairo_surface_t * surface, double *x_offset, double *y_offset),
           (surface, x_offset, y_offset))
CROW_LATE (pango,
           void,
           cairo_surface_get_device_scale,
           (cairo_surface_t * surface, double *x_scale, double *y_scale),
           (surface, x_scale, y_scale))
CROW_LATE (pango,
           cairo_surface_type_t,
           cairo_surface_get_type,
           (cairo_surface_t * surface),
           (surface))
CROW_LATE (pango, cairo_status_t, cairo_surface_status, (cairo_surface_t * surface), (surface))
CROW_LATE (pango,
           cairo_status_t,
           cairo_surface_write_to_png_stream,
           (cairo_surface_t * surface, cairo_write_func_t write_func, void *closure),
           (surface, write_func, closure))
CROW_LATE (pango, void, cairo_translate, (cairo_t * cr, double tx, double ty), (cr, tx, ty))
CROW_LATE (pango,
           void,
           pango_cairo_context_set_font_options,
           (PangoContext * context, const cairo_font_options_t *options),
           (context, options))
CROW_LATE (pango,
           void,
           pango_cairo_context_set_resolution,
           (PangoContext * context, double dpi),
           (context, dpi))
CROW_LATE (pango, PangoFontMap *, pango_cairo_font_map_new, (void), ())
CROW_LATE (pango,
           void,
           pango_cairo_layout_line_path,
           (cairo_t * cr, PangoLayoutLine *line),
           (cr, line))
CROW_LATE (pango,
           void,
           pango_cairo_show_layout_line,
           (cairo_t * cr, PangoLayoutLine *line),
           (cr, line))
CROW_LATE (pango,
           void,
           pango_context_set_base_dir,
           (PangoContext * context, PangoDirection direction),
           (context, direction))
CROW_LATE (pango,
           void,
           pango_context_set_language,
           (PangoContext * context, PangoLanguage *language),
           (context, language))
CROW_LATE (pango,
           void,
           pango_context_set_round_glyph_positions,
           (PangoContext * context, gboolean round_positions),
           (context, round_positions))
CROW_LATE (pango, void, pango_font_description_free, (PangoFontDescription * desc), (desc))
CROW_LATE (pango,
           PangoFontDescription *,
           pango_font_description_from_string,
           (const char *str),
           (str))
CROW_LATE (pango,
           void,
           pango_font_description_set_absolute_size,
           (PangoFontDescription * desc, double size),
           (desc, size))
CROW_LATE (pango,
           void,
           pango_font_description_set_weight,
           (PangoFontDescription * desc, PangoWeight weight),
           (desc, weight))
CROW_LATE (pango,
           PangoContext *,
           pango_font_map_create_context,
           (PangoFontMap * fontmap),
           (fontmap))
CROW_LATE (pango, PangoLanguage *, pango_language_from_string, (const char *language), (language))
CROW_LATE (pango,
           PangoLayoutLine *,
           pango_layout_get_line_readonly,
           (PangoLayout * layout, int line),
           (layout, line))
CROW_LATE (pango, const char *, pango_layout_get_text, (PangoLayout * layout), (layout))
CROW_LATE (pango,
           void,
           pango_layout_line_get_extents,
           (PangoLayoutLine * line, PangoRectangle *ink_rect, PangoRectangle *logical_rect),
           (line, ink_rect, logical_rect))
CROW_LATE (pango, PangoLayout *, pango_layout_new, (PangoContext * context), (context))
CROW_LATE (pango,
           void,
           pango_layout_set_auto_dir,
           (PangoLayout * layout, gboolean auto_dir),
           (layout, auto_dir))
CROW_LATE (pango,
           void,
           pango_layout_set_font_description,
           (PangoLayout * layout, const PangoFontDescription *desc),
           (layout, desc))
CROW_LATE (pango,
           void,
           pango_layout_set_single_paragraph_mode,
           (PangoLayout * layout, gboolean setting),
           (layout, setting))
CROW_LATE (pango,
           void,
           pango_layout_set_text,
           (PangoLayout * layout, const char *text, int length),
           (layout, text, length))
