/*
  Warnings:

  - The primary key for the `M` table will be changed. If it partially fails, the table could be left without primary key constraint.

*/
-- AlterTable
ALTER TABLE "M" DROP CONSTRAINT "M_pkey",
ADD CONSTRAINT "M_pkey" PRIMARY KEY ("b", "a");
