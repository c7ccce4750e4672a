-- DropForeignKey
ALTER TABLE "stock" DROP CONSTRAINT "stock_sku_fkey";

-- AddForeignKey
ALTER TABLE "stock" ADD CONSTRAINT "stock_sku_fkey" FOREIGN KEY ("sku") REFERENCES "products"("sku") ON DELETE CASCADE ON UPDATE NO ACTION;
