-- AlterEnum
ALTER TYPE "E" ADD VALUE 'B';
