-- DropTable
DROP TABLE "A";

-- DropEnum
DROP TYPE "E";

-- CreateTable
CREATE TABLE "Z" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "Z_pkey" PRIMARY KEY ("id")
);
