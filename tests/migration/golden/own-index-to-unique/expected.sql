-- DropIndex
DROP INDEX "x";

-- CreateIndex
CREATE UNIQUE INDEX "x" ON "M"("b");
