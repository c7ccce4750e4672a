-- AlterTable
ALTER TABLE "M" DROP CONSTRAINT "M_pkey",
ADD CONSTRAINT "M_pkey" PRIMARY KEY ("a", "b");
