-- DropForeignKey
ALTER TABLE "people"."Person" DROP CONSTRAINT "Person_bossId_fkey";

-- DropForeignKey
ALTER TABLE "people"."Person" DROP CONSTRAINT "Person_mentorId_fkey";

-- AddForeignKey
ALTER TABLE "people"."Person" ADD CONSTRAINT "Person_bossId_fkey" FOREIGN KEY ("bossId") REFERENCES "people"."Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "people"."Person" ADD CONSTRAINT "Person_mentorId_fkey" FOREIGN KEY ("mentorId") REFERENCES "people"."Person"("id") ON DELETE NO ACTION ON UPDATE CASCADE;
