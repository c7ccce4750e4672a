-- CreateEnum
CREATE TYPE "E" AS ENUM ('B', 'A');
