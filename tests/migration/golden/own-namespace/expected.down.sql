-- DropTable
DROP TABLE "blog"."A";

-- CreateTable
CREATE TABLE "auth"."A" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "A_pkey" PRIMARY KEY ("id")
);
