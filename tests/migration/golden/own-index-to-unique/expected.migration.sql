/*
  Warnings:

  - A unique constraint covering the columns `[b]` on the table `M` will be added. If there are existing duplicate values, this will fail.

*/
-- DropIndex
DROP INDEX "x";

-- CreateIndex
CREATE UNIQUE INDEX "x" ON "M"("b");
