-- DropForeignKey
ALTER TABLE "bins" DROP CONSTRAINT "bins_wh_country_wh_code_fkey";

-- AlterTable
ALTER TABLE "bins" ALTER COLUMN "wh_country" SET NOT NULL,
ALTER COLUMN "wh_code" SET NOT NULL;

-- AddForeignKey
ALTER TABLE "bins" ADD CONSTRAINT "bins_wh_country_wh_code_fkey" FOREIGN KEY ("wh_country", "wh_code") REFERENCES "warehouses"("country", "code") ON DELETE RESTRICT ON UPDATE CASCADE;
