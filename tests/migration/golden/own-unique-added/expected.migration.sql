/*
  Warnings:

  - A unique constraint covering the columns `[b]` on the table `M` will be added. If there are existing duplicate values, this will fail.

*/
-- CreateIndex
CREATE UNIQUE INDEX "M_b_key" ON "M"("b");
