-- AlterTable
ALTER TABLE "M" RENAME CONSTRAINT "x" TO "M_pkey";
