/*
  Warnings:

  - Made the column `f` on table `M` required. This step will fail if there are existing NULL values in that column.

*/
-- AlterTable
ALTER TABLE "M" ALTER COLUMN "a" DROP NOT NULL,
ALTER COLUMN "a" SET DEFAULT -3,
ALTER COLUMN "b" SET DEFAULT 2.50,
ALTER COLUMN "c" DROP DEFAULT,
ALTER COLUMN "d" SET DEFAULT CURRENT_TIMESTAMP,
ALTER COLUMN "e" SET DEFAULT 'it''s é',
ALTER COLUMN "f" SET NOT NULL,
ALTER COLUMN "f" SET DEFAULT 12345678901234;
