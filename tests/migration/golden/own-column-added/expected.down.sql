-- AlterTable
ALTER TABLE "M" DROP COLUMN "u";
