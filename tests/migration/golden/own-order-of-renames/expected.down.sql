-- RenameForeignKey
ALTER TABLE "A" RENAME CONSTRAINT "q" TO "A_xId_fkey";

-- RenameForeignKey
ALTER TABLE "A" RENAME CONSTRAINT "r" TO "A_yId_fkey";

-- RenameForeignKey
ALTER TABLE "D" RENAME CONSTRAINT "s" TO "D_zId_fkey";
