-- DropTable
DROP TABLE "n";

-- CreateTable
CREATE TABLE "M" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "M_pkey" PRIMARY KEY ("id")
);
