/*
  Warnings:

  - You are about to alter the column `t` on the `M` table. The data in that column could be lost. The data in that column will be cast from `Decimal` to `Decimal(65,30)`.

*/
-- AlterTable
ALTER TABLE "M" ALTER COLUMN "t" SET DATA TYPE DECIMAL(65,30);
