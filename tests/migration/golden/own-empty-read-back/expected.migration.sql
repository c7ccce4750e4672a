/*
  Warnings:

  - Changed the type of `b` on the `M` table. No cast exists, the column would be dropped and recreated, which cannot be done if there is data, since the column is required.

*/
-- AlterTable
ALTER TABLE "M" ALTER COLUMN "c" SET DATA TYPE CHAR,
DROP COLUMN "b",
ADD COLUMN     "b" BIT NOT NULL,
ALTER COLUMN "u" SET DEFAULT 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
ALTER COLUMN "g" SET DEFAULT 1 + 1;
