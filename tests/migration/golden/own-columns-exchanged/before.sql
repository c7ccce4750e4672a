-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "A" (
    "a" INTEGER NOT NULL,
    "b" INTEGER NOT NULL,

    CONSTRAINT "A_pkey" PRIMARY KEY ("a","b")
);

-- CreateTable
CREATE TABLE "C" (
    "id" INTEGER NOT NULL,
    "x" INTEGER NOT NULL,
    "y" INTEGER NOT NULL,

    CONSTRAINT "C_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "C" ADD CONSTRAINT "C_x_y_fkey" FOREIGN KEY ("x", "y") REFERENCES "A"("a", "b") ON DELETE RESTRICT ON UPDATE CASCADE;
