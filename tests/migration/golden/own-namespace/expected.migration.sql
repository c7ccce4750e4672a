/*
  Warnings:

  - You are about to drop the `A` table. If the table is not empty, all the data it contains will be lost.

*/
-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "blog";

-- DropTable
DROP TABLE "auth"."A";

-- CreateTable
CREATE TABLE "blog"."A" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "A_pkey" PRIMARY KEY ("id")
);
