/*
  Warnings:

  - You are about to drop the `M` table. If the table is not empty, all the data it contains will be lost.

*/
-- DropTable
DROP TABLE "M";

-- CreateTable
CREATE TABLE "n" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "n_pkey" PRIMARY KEY ("id")
);
