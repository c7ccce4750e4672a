/*
  Warnings:

  - Made the column `n` on table `T` required. This step will fail if there are existing NULL values in that column.
  - Made the column `uId` on table `zzz` required. This step will fail if there are existing NULL values in that column.
  - Made the column `uId` on table `aaa` required. This step will fail if there are existing NULL values in that column.

*/
-- DropForeignKey
ALTER TABLE "auth"."zzz" DROP CONSTRAINT "zzz_uId_fkey";

-- DropForeignKey
ALTER TABLE "blog"."aaa" DROP CONSTRAINT "aaa_uId_fkey";

-- AlterTable
ALTER TABLE "auth"."T" ALTER COLUMN "n" SET NOT NULL;

-- AlterTable
ALTER TABLE "auth"."zzz" ALTER COLUMN "uId" SET NOT NULL;

-- AlterTable
ALTER TABLE "blog"."aaa" ALTER COLUMN "uId" SET NOT NULL;

-- AddForeignKey
ALTER TABLE "auth"."zzz" ADD CONSTRAINT "zzz_uId_fkey" FOREIGN KEY ("uId") REFERENCES "blog"."U"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blog"."aaa" ADD CONSTRAINT "aaa_uId_fkey" FOREIGN KEY ("uId") REFERENCES "blog"."U"("id") ON DELETE CASCADE ON UPDATE CASCADE;
