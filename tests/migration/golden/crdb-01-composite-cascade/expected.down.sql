-- DropForeignKey
ALTER TABLE "bins" DROP CONSTRAINT "bins_wh_country_wh_code_fkey";

-- AddForeignKey
ALTER TABLE "bins" ADD CONSTRAINT "bins_wh_country_wh_code_fkey" FOREIGN KEY ("wh_country", "wh_code") REFERENCES "warehouses"("country", "code") ON DELETE RESTRICT ON UPDATE CASCADE;
