-- DropForeignKey
ALTER TABLE "C" DROP CONSTRAINT "C_x_fkey";
