-- AlterTable
ALTER TABLE "A" DROP CONSTRAINT "A_pkey",
ADD CONSTRAINT "A_pkey" PRIMARY KEY ("id");

-- AlterTable
ALTER TABLE "B" RENAME CONSTRAINT "b pk" TO "B_pkey";

-- AlterTable
ALTER TABLE "C" DROP CONSTRAINT "C_pkey";

-- CreateIndex
CREATE UNIQUE INDEX "C_id_key" ON "C"("id");
