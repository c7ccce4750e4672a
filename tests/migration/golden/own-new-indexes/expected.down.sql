-- DropTable
DROP TABLE "A";

-- CreateTable
CREATE TABLE "Z" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "Z_pkey" PRIMARY KEY ("id")
);
