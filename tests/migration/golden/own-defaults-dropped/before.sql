-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "E" AS ENUM ('A');

-- CreateTable
CREATE TABLE "M" (
    "id" INTEGER NOT NULL,
    "a" INTEGER[] DEFAULT ARRAY[1]::INTEGER[],
    "b" TEXT NOT NULL DEFAULT 'x
y',
    "c" JSONB NOT NULL DEFAULT '{}',
    "d" "E" NOT NULL DEFAULT 'A',
    "e" TIMESTAMP(3) NOT NULL DEFAULT now(),

    CONSTRAINT "M_pkey" PRIMARY KEY ("id")
);
