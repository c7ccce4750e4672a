-- AlterTable
ALTER TABLE "bins" ALTER COLUMN "wh_code" SET NOT NULL;
