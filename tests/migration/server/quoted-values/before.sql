-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Mood" AS ENUM ('it''s', 'B');

-- CreateTable
CREATE TABLE "M" (
    "id" INTEGER NOT NULL,
    "mood" "Mood" NOT NULL DEFAULT 'it''s',
    "all" "Mood"[] DEFAULT ARRAY['it''s', 'B']::"Mood"[],

    CONSTRAINT "M_pkey" PRIMARY KEY ("id")
);
