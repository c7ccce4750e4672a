-- DropForeignKey
ALTER TABLE "work"."Task" DROP CONSTRAINT "Task_ownerId_fkey";

-- AddForeignKey
ALTER TABLE "work"."Task" ADD CONSTRAINT "Task_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "people"."Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
