/*
  Warnings:

  - You are about to drop the column `e` on the `A` table. All the data in the column will be lost.
  - The `a` column on the `A` table would be dropped and recreated. This will lead to data loss if there is data in the column.
  - The `b` column on the `A` table would be dropped and recreated. This will lead to data loss if there is data in the column.

*/
-- AlterTable
ALTER TABLE "A" DROP COLUMN "e",
ADD COLUMN     "f" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
DROP COLUMN "a",
ADD COLUMN     "a" INTEGER[],
DROP COLUMN "b",
ADD COLUMN     "b" INTEGER NOT NULL DEFAULT 7,
ALTER COLUMN "c" DROP NOT NULL,
ALTER COLUMN "c" SET DATA TYPE TEXT,
ALTER COLUMN "d" SET DEFAULT 3,
ALTER COLUMN "d" SET DATA TYPE BIGINT;
