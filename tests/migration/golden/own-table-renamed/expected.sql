-- DropTable
DROP TABLE "M";

-- CreateTable
CREATE TABLE "n" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "n_pkey" PRIMARY KEY ("id")
);
