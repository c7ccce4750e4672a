-- DropTable
DROP TABLE "auth"."A";

-- CreateTable
CREATE TABLE "blog"."A" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "A_pkey" PRIMARY KEY ("id")
);
