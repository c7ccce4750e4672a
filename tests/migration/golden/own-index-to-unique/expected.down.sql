-- DropIndex
DROP INDEX "x";

-- CreateIndex
CREATE INDEX "x" ON "M"("b");
