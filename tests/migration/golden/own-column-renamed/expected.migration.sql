/*
  Warnings:

  - You are about to drop the column `t` on the `M` table. All the data in the column will be lost.
  - Added the required column `u` to the `M` table without a default value. This is not possible if the table is not empty.

*/
-- AlterTable
ALTER TABLE "M" DROP COLUMN "t",
ADD COLUMN     "u" INTEGER NOT NULL;
