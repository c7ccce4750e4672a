/*
  Warnings:

  - Made the column `y` on table `A` required. This step will fail if there are existing NULL values in that column.
  - Made the column `b2` on table `Z` required. This step will fail if there are existing NULL values in that column.

*/
-- AlterTable
ALTER TABLE "A" ALTER COLUMN "y" SET NOT NULL,
ALTER COLUMN "x" DROP NOT NULL;

-- AlterTable
ALTER TABLE "M" ALTER COLUMN "x" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Z" ALTER COLUMN "z1" DROP NOT NULL,
ALTER COLUMN "b2" SET NOT NULL,
ALTER COLUMN "a1" DROP NOT NULL;
