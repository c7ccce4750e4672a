/*
  Warnings:

  - Changed the type of `c` on the `M` table. No cast exists, the column would be dropped and recreated, which cannot be done if there is data, since the column is required.

*/
-- AlterTable
ALTER TABLE "M" ALTER COLUMN "a" SET DATA TYPE TIMESTAMP(3),
DROP COLUMN "c",
ADD COLUMN     "c" TIME(1) NOT NULL;
