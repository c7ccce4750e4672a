-- CreateIndex
CREATE INDEX "x" ON "A"("b") WHERE ("b" = true AND "a" IS NULL);

-- CreateIndex
CREATE INDEX "y" ON "A"("a") WHERE (b);

-- CreateIndex
CREATE UNIQUE INDEX "A_a_key" ON "A"("a") WHERE (a is not null);
