-- RenameIndex
ALTER INDEX "x" RENAME TO "M_b_idx";
