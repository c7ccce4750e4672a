/*
  Warnings:

  - Added the required column `u` to the `M` table without a default value. This is not possible if the table is not empty.

*/
-- AlterTable
ALTER TABLE "M" ADD COLUMN     "u" INTEGER NOT NULL;
