-- DropForeignKey
ALTER TABLE "products" DROP CONSTRAINT "products_parent_sku_fkey";

-- AddForeignKey
ALTER TABLE "products" ADD CONSTRAINT "products_parent_sku_fkey" FOREIGN KEY ("parent_sku") REFERENCES "products"("sku") ON DELETE SET NULL ON UPDATE CASCADE;
