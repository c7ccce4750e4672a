-- RenameForeignKey
ALTER TABLE "order_lines" RENAME CONSTRAINT "order_lines_order_id_fkey" TO "line_of_order";
