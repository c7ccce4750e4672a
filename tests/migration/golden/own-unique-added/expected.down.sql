-- DropIndex
DROP INDEX "M_b_key";
