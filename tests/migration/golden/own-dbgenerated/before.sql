-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "M" (
    "id" INTEGER NOT NULL,
    "t" TEXT NOT NULL DEFAULT lower('A'),
    "u" TEXT NOT NULL DEFAULT 'x',
    "v" TEXT NOT NULL,

    CONSTRAINT "M_pkey" PRIMARY KEY ("id")
);
