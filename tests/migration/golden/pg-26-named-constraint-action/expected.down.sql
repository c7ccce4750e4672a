-- DropForeignKey
ALTER TABLE "order_lines" DROP CONSTRAINT "line_of_order";

-- AddForeignKey
ALTER TABLE "order_lines" ADD CONSTRAINT "line_of_order" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE RESTRICT;
