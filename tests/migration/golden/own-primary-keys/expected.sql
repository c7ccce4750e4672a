-- AlterTable
ALTER TABLE "A" DROP CONSTRAINT "A_pkey",
ADD CONSTRAINT "A_pkey" PRIMARY KEY ("n", "id");

-- AlterTable
ALTER TABLE "B" RENAME CONSTRAINT "B_pkey" TO "b pk";

-- AlterTable
ALTER TABLE "C" ADD CONSTRAINT "C_pkey" PRIMARY KEY ("id");

-- DropIndex
DROP INDEX "C_id_key";
