-- AlterTable
ALTER TABLE "M" RENAME CONSTRAINT "M_pkey" TO "x";
