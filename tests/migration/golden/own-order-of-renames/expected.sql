-- RenameForeignKey
ALTER TABLE "D" RENAME CONSTRAINT "D_zId_fkey" TO "s";

-- RenameForeignKey
ALTER TABLE "A" RENAME CONSTRAINT "A_yId_fkey" TO "r";

-- RenameForeignKey
ALTER TABLE "A" RENAME CONSTRAINT "A_xId_fkey" TO "q";
