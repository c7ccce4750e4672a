-- CreateIndex
CREATE UNIQUE INDEX "M_b_key" ON "M"("b");
