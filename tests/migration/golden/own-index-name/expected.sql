-- RenameIndex
ALTER INDEX "M_b_idx" RENAME TO "x";
