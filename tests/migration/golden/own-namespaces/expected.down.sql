-- DropForeignKey
ALTER TABLE "auth"."zzz" DROP CONSTRAINT "zzz_uId_fkey";

-- DropForeignKey
ALTER TABLE "blog"."aaa" DROP CONSTRAINT "aaa_uId_fkey";

-- AlterTable
ALTER TABLE "auth"."zzz" ALTER COLUMN "uId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "blog"."aaa" ALTER COLUMN "uId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "auth"."T" ALTER COLUMN "n" DROP NOT NULL;

-- AddForeignKey
ALTER TABLE "auth"."zzz" ADD CONSTRAINT "zzz_uId_fkey" FOREIGN KEY ("uId") REFERENCES "blog"."U"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blog"."aaa" ADD CONSTRAINT "aaa_uId_fkey" FOREIGN KEY ("uId") REFERENCES "blog"."U"("id") ON DELETE SET NULL ON UPDATE CASCADE;
