/*
  Warnings:

  - The `t` column on the `M` table would be dropped and recreated. This will lead to data loss if there is data in the column.

*/
-- AlterTable
ALTER TABLE "M" DROP COLUMN "t",
ADD COLUMN     "t" INTEGER[];
