-- DropForeignKey
ALTER TABLE "people"."Person" DROP CONSTRAINT "Person_bossId_fkey";

-- DropForeignKey
ALTER TABLE "work"."Task" DROP CONSTRAINT "Task_ownerId_fkey";

-- DropForeignKey
ALTER TABLE "work"."Task" DROP CONSTRAINT "Task_reviewerId_fkey";

-- AddForeignKey
ALTER TABLE "people"."Person" ADD CONSTRAINT "Person_bossId_fkey" FOREIGN KEY ("bossId") REFERENCES "people"."Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "work"."Task" ADD CONSTRAINT "Task_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "people"."Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "work"."Task" ADD CONSTRAINT "Task_reviewerId_fkey" FOREIGN KEY ("reviewerId") REFERENCES "people"."Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
